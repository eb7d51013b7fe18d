"""Postprocessing of HTML pages: e-mail addresses, external links and security policies."""
