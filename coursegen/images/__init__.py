"""The site's pictures, made when it is built.  The only door to Pillow."""
