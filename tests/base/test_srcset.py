"""`srcset` is parsed as in the HTML standard."""

import pytest

from coursegen.base.srcset import replace_srcset_urls, srcset_urls

URLS = {
    "": [],
    " , ": [],
    "a.png": ["a.png"],
    "a.png,b.png": ["a.png,b.png"],
    "a.png, b.png 2x": ["a.png", "b.png"],
    "a.png,, b.png": ["a.png", "b.png"],
    "\n,a.png 1x\t,b.png 2x,": ["a.png", "b.png"],
    "a.png (1, 2), b.png": ["a.png", "b.png"],
    "data:image/png,abc 1x, b.png": ["data:image/png,abc", "b.png"],
}


@pytest.mark.parametrize(("srcset", "urls"), URLS.items())
def test_the_urls_of_a_srcset_are_found(srcset: str, urls: list[str]) -> None:
    assert srcset_urls(srcset) == urls


def test_urls_are_replaced_and_descriptors_are_unchanged() -> None:
    addresses = {"a.png": "../a.png", "b.png": "../b.png"}
    srcset = "a.png, b.png  (1, 2),gone.png 3x"

    assert replace_srcset_urls(srcset, addresses.get) == "../a.png, ../b.png (1, 2)"


@pytest.mark.parametrize("srcset", ["a" * 10**6, "," * 10**6, " " * 10**6, "a (" * 10**6])
def test_a_long_srcset_is_parsed_quickly(srcset: str) -> None:
    assert len(srcset_urls(srcset)) <= 1
