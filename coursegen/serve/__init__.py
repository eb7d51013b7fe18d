"""The local server: watch the course, rebuild and serve the site, and reload the browser."""
