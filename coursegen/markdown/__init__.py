"""Markdown conversion; the only package that imports Python-Markdown and Pygments."""
