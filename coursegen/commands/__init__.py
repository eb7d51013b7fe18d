"""The commands of `coursegen`: one module each, with `configure` and `run`."""

COMMANDS = {
    "build": "build the site",
    "serve": "serve the site on this machine and rebuild it after each change",
    "check": "check the course for problems",
    "explain": "explain a code such as CG101 and how to fix the problem",
    "new": "create a course, or copy a theme file into a course",
    "schema": "write JSON Schemas for editors",
}
"""Every command with its one-line help; the module of the same name implements it."""
