"""Readers without scripts lose no word and no link."""

from collections import Counter

from browser.sites import for_every_page
from browser.visits import Visit


@for_every_page
def test_a_page_keeps_its_text_and_its_links_without_script(visit: Visit) -> None:
    lost = Counter(visit.words) - Counter(visit.words_without_script)

    assert visit.links - visit.links_without_script == set()
    assert lost.total() <= 0.02 * len(visit.words), lost  # labels of controls
