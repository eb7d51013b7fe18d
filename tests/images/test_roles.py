"""The widths of an image's copies, and its size in HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursegen.images.roles import ROLES, copy_widths, covering_width, display_size, sizes_attribute

SIDES = st.integers(1, 20_000)
WANTED = st.integers(0, 3_000)
ROLE = st.sampled_from(sorted(ROLES))


@given(ROLE, SIDES, WANTED)
def test_widths_ascend_up_to_the_width_of_the_image(name: str, own: int, wanted: int) -> None:
    made = copy_widths(ROLES[name], own, wanted)

    assert list(made) == sorted(set(made))
    assert 1 <= len(made) <= 4
    assert max(made) <= own


@given(ROLE, SIDES, WANTED)
def test_the_widest_copy_fits_a_high_density_screen(name: str, own: int, wanted: int) -> None:
    most = 2 * wanted if wanted else ROLES[name].widths[-1]

    assert copy_widths(ROLES[name], own, wanted)[-1] == min(own, most)


@given(SIDES, SIDES, WANTED)
def test_the_height_preserves_the_aspect_ratio(width: int, height: int, wanted: int) -> None:
    shown = display_size(ROLES["content"], (width, height), wanted)

    assert shown[0] == (wanted or width)
    assert shown[1] >= 1
    assert abs(shown[1] - height * shown[0] / width) <= 1


@pytest.mark.parametrize(
    ("role", "own", "wanted", "expected"),
    [
        ("banner", 4000, 0, "100vw"),
        ("content", 4000, 0, "(max-width: 720px) 100vw, 720px"),
        ("content", 500, 0, "(max-width: 500px) 100vw, 500px"),
        ("content", 4000, 300, "(max-width: 300px) 100vw, 300px"),
        ("photo", 4000, 0, "72px"),
        ("photo", 4000, 120, "120px"),
    ],
)
def test_the_sizes_attribute_contains_the_display_width(
    role: str, own: int, wanted: int, expected: str
) -> None:
    assert sizes_attribute(ROLES[role], own, wanted) == expected


@given(SIDES, SIDES, WANTED)
def test_a_photo_fills_its_square(width: int, height: int, wanted: int) -> None:
    photo = ROLES["photo"]
    shown = covering_width(photo, (width, height), wanted) or wanted or photo.display_width

    assert shown * min(1, height / width) >= (wanted or photo.display_width) - 0.001
    assert covering_width(ROLES["content"], (width, height), wanted) == wanted


def test_a_photo_is_square_whatever_its_aspect_ratio() -> None:
    assert display_size(ROLES["photo"], (300, 500)) == (72, 72)
    assert display_size(ROLES["photo"], (300, 500), 120) == (120, 120)
