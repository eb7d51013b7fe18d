"""Tests of finished sites in Chromium, with a server that behaves like GitHub Pages."""
