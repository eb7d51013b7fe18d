"""Images of the site, generated during the build. Only this package uses Pillow."""
