"""Finished sites as a visitor meets them: in Chromium, from a server like that of GitHub Pages."""
