"""Pages without scripts have the same words and links as pages with scripts."""

from collections import Counter

from browser.sites import for_every_page
from browser.visits import Visit


@for_every_page
def test_a_page_has_the_same_text_and_links_without_scripts(visit: Visit) -> None:
    lost = Counter(visit.words) - Counter(visit.words_without_script)

    assert visit.links - visit.links_without_script == set()
    assert lost.total() <= 0.02 * len(visit.words), lost  # a few words are labels of controls
