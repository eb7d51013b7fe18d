"""Report `http:` links to sites that are known to support `https:`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext

_HTTP = re.compile(r"http://(?P<host>[^/?#:@\s]+)(?=[/?#]|$)", re.IGNORECASE)
_HTTPS_HOSTS = frozenset(
    """
    aaai.org acm.org aclanthology.org archive.org arxiv.org bilibili.com bitbucket.org
    cacm.acm.org coursera.org dl.acm.org doi.org edx.org facebook.com gitee.com
    github.com github.io gitlab.com gitlab.io google.com huggingface.co ieee.org
    ieeexplore.ieee.org jmlr.org jstor.org jupyter.org kaggle.com khanacademy.org link.springer.com
    linkedin.com medium.com microsoft.com mlr.press mozilla.org nature.com neurips.cc nih.gov
    nips.cc numpy.org onlinelibrary.wiley.com openai.com openreview.net orcid.org overleaf.com
    papers.ssrn.com paperswithcode.com piazza.com python.org pytorch.org readthedocs.io
    readthedocs.org sciencedirect.com scikit-learn.org scipy.org semanticscholar.org
    stackexchange.com stackoverflow.com tensorflow.org thecvf.com twitter.com usenix.org vimeo.com
    w3.org wikimedia.org wikipedia.org x.com youtu.be youtube.com zenodo.org zhihu.com zoom.us
    """.split()  # noqa: SIM905 - a list of words
)
"""Sites that support `https:`, including their subdomains."""
_WITHOUT_SUBDOMAINS = frozenset({"acm.org", "ieee.org"})
"""Sites with old subdomains that do not support `https:`."""


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about `http:` links to known sites."""
    for link in context.links:
        found = _HTTP.match(link.text)
        if found and _is_known(found["host"].lower()):
            yield Finding(
                f"'{found['host']}' is also available over https",
                link.location,
                "use 'https:', so that nobody can intercept or change the page",
                link.edit(0, len("http:"), "https:"),
            )


def _is_known(host: str) -> bool:
    names = host.removeprefix("www.").split(".")
    above = {".".join(names[start:]) for start in range(len(names) - 1)}
    return host.removeprefix("www.") in _HTTPS_HOSTS or bool(
        above & (_HTTPS_HOSTS - _WITHOUT_SUBDOMAINS)
    )


RULE = Rule(Code.LINK_INSECURE, Severity.WARNING, run)
