"""The same build, again and again: watch the course, serve the site, reload the browser."""
