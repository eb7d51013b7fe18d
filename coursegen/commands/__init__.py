"""The commands of `coursegen`, each in a module with the functions `configure` and `run`."""

COMMANDS = {
    "add": "add a lecture, an assignment, a page and so on to the course",
    "build": "build the site",
    "serve": "serve the site on this machine and rebuild it after each change",
    "check": "check the course for problems",
    "dates": "print the dates of the course, each with its reason",
    "explain": "explain a code such as CG101 and how to fix the problem",
    "holidays": "add the public holidays of a country to site.yaml",
    "new": "create a course, or copy a theme file into a course",
    "schema": "write JSON Schemas for editors",
    "status": "print what is public, what changes next, and what is missing",
}
"""The one-line help of every command; the module with the same name implements the command."""
