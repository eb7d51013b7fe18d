"""The HTML of tabs. Without a script, and on paper, all of them are visible with their titles."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

_SET = "tabs"


def add_tab_set(parent: Element) -> Element:
    """Add an empty set of tabs to an element, and return it."""
    return SubElement(parent, "div", {"class": _SET})


def is_tab_set(element: Element) -> bool:
    """Return whether an element is a set of tabs."""
    return element.tag == "div" and element.get("class") == _SET


def add_tab(tab_set: Element, title: str) -> Element:
    """Add a tab to a set, and return the element of its content."""
    tab = SubElement(tab_set, "div", {"class": "tab"})
    SubElement(tab, "p", {"class": "tab-title"}).text = title
    return tab
