"""The HTML of a finished page: e-mail addresses, external links, its content security policy."""
