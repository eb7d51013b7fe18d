"""Postprocessing of HTML pages: e-mail addresses, external links, content security policy."""
