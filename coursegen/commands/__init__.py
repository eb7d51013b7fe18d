"""The commands of `coursegen`, each in a module with the functions `configure` and `run`.

`EXAMPLES` in a module are the command lines in its help.
"""

GROUPS = {
    "write a course": {
        "new": "create a course, or copy a theme file into a course",
        "add": "add a lecture, an assignment, a page and so on to the course",
        "holidays": "add the public holidays of a country to site.yaml",
        "serve": "serve the site on this machine and rebuild it after each change",
    },
    "find problems": {
        "check": "check the course for problems",
        "explain": "explain a code such as CG101 and how to fix the problem",
        "dates": "print the dates of the course, each with its reason",
        "status": "print what is public, what changes next, and what is missing",
    },
    "publish": {
        "build": "build the site",
    },
    "set up": {
        "doctor": "examine the installation, this machine and the folder of the course",
        "completion": "print a script that completes commands and options in a shell",
        "schema": "write JSON Schemas for editors",
    },
}
"""The one-line help of every command; the module with the same name implements the command."""
COMMANDS = {name: help_ for group in GROUPS.values() for name, help_ in group.items()}
