"""Postprocessing of HTML pages: email addresses, external links and security policies."""
