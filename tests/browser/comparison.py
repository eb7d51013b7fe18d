"""Compare two screenshots of a page, and ignore small differences.

`halved` halves the size of a screenshot before it is stored.  `blurred` halves it again and blurs
it, so that a line of text becomes a gray band.  Another version of Chromium or its font rasterizer
changes the bands only slightly.  A missing column, another color or a gap causes large changes.  A
pixel differs if one of its color values differs by more than `THRESHOLD` of 255.  Two screenshots
differ if more than `LIMIT` of their pixels differ.

These values were measured on the home page of this repository's course, and `test_shots.py` repeats
the measurement.  If all text moves by one pixel or is slightly wider, 0% of the pixels differ.
Another link color changes 4 to 8%, a column that moves by 60 pixels 2 to 3%, and a missing
column 12 to 16%.
"""

from PIL import Image, ImageChops, ImageFilter

THRESHOLD = 28
LIMIT = 0.004
BLUR = 1.5
COLOURS = 64
"""The number of colors in a stored screenshot."""


def halved(picture: Image.Image) -> Image.Image:
    """Return a screenshot in its stored form, at half the size and with few colors."""
    half = picture.convert("RGB").reduce(2)
    return half.quantize(COLOURS, dither=Image.Dither.NONE)


def blurred(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return a blurred copy of a stored screenshot, on a background of `size` pixels."""
    ground = Image.new("RGB", size, "magenta")  # differs from any content of a taller screenshot
    ground.paste(picture.convert("RGB"))
    return ground.reduce(2).filter(ImageFilter.GaussianBlur(BLUR))


def differing(one: Image.Image, other: Image.Image) -> Image.Image:
    """Return a mask at a quarter of the page's size that is white where two screenshots differ."""
    size = max(one.width, other.width), max(one.height, other.height)
    bands = ImageChops.difference(blurred(one, size), blurred(other, size)).split()
    largest = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    return largest.point([255 * (value > THRESHOLD) for value in range(256)])


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return the share of pixels that differ between two stored screenshots, from 0 to 1."""
    mask = differing(one, other)
    return mask.histogram()[255] / (mask.width * mask.height)
