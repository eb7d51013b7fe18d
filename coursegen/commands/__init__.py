"""The verbs of `coursegen`: one file each, with its help, its options and `run`."""

COMMANDS = {
    "build": "make the site",
    "serve": "show the site in a browser while you write",
    "check": "look for everything that is wrong, without writing",
    "explain": "tell what a code such as CG101 means and how to mend it",
    "new": "start a course, or copy a theme template into this one",
    "schema": "write the JSON Schemas that editors use",
}
"""Every command with its one-line help; the module of the same name holds the rest."""
