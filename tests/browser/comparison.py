"""Whether two pictures of a page show the same, for somebody who steps back a little.

Both are halved when they are taken (`kept`), and here (`blurred`) halved again and blurred: what
remains of a line of text is a grey band.  Another version of Chromium or of its font rasteriser
changes the bands a little; a column that is gone, a colour, or a gap changes an area a lot.  A
pixel differs when one of its colours does by more than `THRESHOLD` of 255; two pictures differ when
more than `LIMIT` of their pixels do.

Measured on the home page of this repository's course (`test_shots.py` repeats it): all text moved
by one pixel, or set a little wider, makes 0 % differ; another colour of the links 4 to 8 %; a
column that moved by 60 pixels 2 to 3 %; a column taken away 12 to 16 %.
"""

from PIL import Image, ImageChops, ImageFilter

THRESHOLD = 28
LIMIT = 0.004
BLUR = 1.5
COLOURS = 64
"""How many colours a stored picture has."""


def kept(picture: Image.Image) -> Image.Image:
    """A picture as it is stored: half as large, in few colours."""
    half = picture.convert("RGB").reduce(2)
    return half.quantize(COLOURS, dither=Image.Dither.NONE)


def blurred(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A stored picture from a distance, on a ground of `size` pixels."""
    ground = Image.new("RGB", size, "magenta")  # what only one of the two has differs
    ground.paste(picture.convert("RGB"))
    return ground.reduce(2).filter(ImageFilter.GaussianBlur(BLUR))


def differing(one: Image.Image, other: Image.Image) -> Image.Image:
    """A mask of a quarter of the page's size: white where two stored pictures differ."""
    size = max(one.width, other.width), max(one.height, other.height)
    bands = ImageChops.difference(blurred(one, size), blurred(other, size)).split()
    largest = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    return largest.point([255 * (value > THRESHOLD) for value in range(256)])


def difference(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels at which two stored pictures differ, from 0 to 1."""
    mask = differing(one, other)
    return mask.histogram()[255] / (mask.width * mask.height)
