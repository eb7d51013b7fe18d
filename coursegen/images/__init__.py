"""The generated images of the site; no other package uses Pillow."""
