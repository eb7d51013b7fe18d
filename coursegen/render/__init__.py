"""Rendering of the planned pages to HTML."""
