"""How links are written: percent-encoding, base paths, page addresses.

Terms: a *path* is plain text as in a file's name; a *URL* is encoded (RFC 3986) and goes into
HTML as it is.  Paths inside the site have no leading slash and are relative to its root.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit, urlunsplit

# pchar of RFC 3986, section 3.3, without the colon, which would make `a:b.pdf` a scheme.
_PATH_SAFE = "/!$&'()*+,;=@~"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# RFC 3986, section 3.2: user information, host and port.  Compiled with the first use.
_AUTHORITY = (
    r"(?a)([\w.~!$&'()*+,;=:%-]*@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(:\d*)?"
)
_WITH_HOST = ("http", "https", "webcal", "ftp")
_PLAIN = re.compile(
    r"(?:https?://[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*(?=/)|(?!//))[A-Za-z0-9_.~/-]*(?:#[A-Za-z0-9_.~/:-]+)?"
)
"""Most links: nothing in them is to be encoded, and a page has dozens."""
SCHEMES = (*_WITH_HOST, "mailto", "tel", "sms", "xmpp")
"""What a link may lead to; anything else (`javascript:`, `file:`) is refused."""


def encode_path(path: str) -> str:
    """Encode a plain path, once: spaces, `#`, `%`, `?` and all that is not ASCII."""
    return quote(path, safe=_PATH_SAFE)


def encode_url(url: str) -> str:
    """Make what an author pasted a valid URL, keeping the escapes that it already has.

    The host is written as RFC 3490 asks (`xn--…`) when it is not ASCII.  Raises `ValueError`
    when there is no way to read it as a URL.
    """
    return url if _PLAIN.fullmatch(url) else _encoded(url)


def _encoded(url: str) -> str:
    parts = urlsplit(_LONE_PERCENT.sub("%25", url))
    netloc = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    authority = re.fullmatch(_AUTHORITY, netloc)
    needs_host = parts.scheme in _WITH_HOST or url.startswith("//")
    if not authority or (needs_host and not authority["host"]):
        raise ValueError(url)
    path = quote(parts.path, safe=_PATH_SAFE + ":%")
    query = quote(parts.query, safe=_PATH_SAFE + ":?%")
    fragment = quote(parts.fragment, safe=_PATH_SAFE + ":?%")
    return urlunsplit((parts.scheme, netloc, path, query, fragment))


def scheme(target: str) -> str:
    """The lower-case scheme of `https://…` or `mailto:…`; empty for a path."""
    found = _SCHEME.match(target)
    return found[0][:-1].lower() if found else ""


def is_external(target: str) -> bool:
    """Whether `target` leads out of the site."""
    return (":" in target and bool(scheme(target))) or target.startswith("//")


def join_base(base_url: str, path: str) -> str:
    """A plain path below a base URL, encoded."""
    return base_url.rstrip("/") + "/" + encode_path(path.lstrip("/"))


def base_path(site_url: str) -> str:
    """The path that a site's own URL ends in: `/` at a host's root, else `/course/`."""
    return urlsplit(site_url).path.rstrip("/") + "/"


# Compiled with the first use.  Browsers ignore how many slashes follow the scheme.
_ABSOLUTE = (
    r"(?si)(?:https?:)?//+(?:[^/?#]*@)?(?P<host>\[[^\]/?#]*\]|[^/?#:]*)"
    r"(?::0*(?P<port>\d*))?(?P<path>(?:/[^?#]*)?)(?P<tail>[?#].*)?"
)
_DEFAULT_PORTS = frozenset({"", "80", "443"})


def path_in_site(url: str, site_url: str) -> str | None:
    """The path of an absolute `url` relative to the site's root; None where it is not in the site.

    The path is decoded except for what would change its meaning, and keeps its query and fragment.
    Two spellings of one address are equal, as RFC 3986 has it: scheme and host in any case, percent
    encoding and dot segments (section 6.2.2), a default port (section 6.2.3).  `http`, `https` and
    no scheme count as the same; a host may be in Unicode or in Punycode (RFC 3490), with or without
    the dot of the root; a backslash is a slash and repeated slashes are one, as for browsers and
    servers; letter case in the site's own path makes no difference.
    """
    own, other = _address_parts(site_url), _address_parts(url)
    if own is None or other is None or own[:2] != other[:2]:
        return None
    base = own[2].strip("/").split("/") if own[2].strip("/") else []
    segments = other[2].removeprefix("/").split("/")
    inside = segments[len(base) :]
    if [part.casefold() for part in segments[: len(base)]] != [part.casefold() for part in base]:
        return None
    path = re.sub(r"[^\w/!$&'()*+,;=@~.:-]", lambda found: quote(found[0]), "/".join(inside))
    return path + other[3]


def _address_parts(url: str) -> tuple[str, str, str, str] | None:
    """Host, port (empty for a default), decoded path, and query with fragment of an http(s) URL."""
    if "//" not in url and "\\" not in url:
        return None
    before, mark, after = re.sub(r"[\t\n\r]", "", url.strip()).partition("?")
    found = re.fullmatch(_ABSOLUTE, before.replace("\\", "/") + mark + after)
    if not found:
        return None
    port = "" if (found["port"] or "") in _DEFAULT_PORTS else found["port"]
    path = unquote(found["path"]).replace("\\", "/")
    ends_in_folder = path.endswith(("/", "/.", "/.."))
    path = posixpath.normpath("/" + path.lstrip("/"))
    if ends_in_folder and path != "/":
        path += "/"
    return _host(found["host"]), port, path, found["tail"] or ""


def _host(host: str) -> str:
    """A host for comparing."""
    host = unquote(host)
    if host.isascii() and "xn--" not in host.lower():
        return host.lower().rstrip(".")
    labels = re.split("[.\u3002]", unicodedata.normalize("NFKC", host).casefold())
    return ".".join(map(_label, labels)).rstrip(".")


def _label(label: str) -> str:
    """A part of a host in Unicode, without characters that cannot be seen."""
    if label.startswith("xn--"):
        try:
            label = label.removeprefix("xn--").encode("ascii").decode("punycode")
        except UnicodeError:
            return label
    plain = "".join(sign for sign in label if unicodedata.category(sign) != "Cf")
    return unicodedata.normalize("NFKC", plain).casefold()


def page_path(source: str, permalink: str = "") -> str:
    """The output path of the page whose file is `source` (relative to `content/`).

    Without a permalink: `about.md` → `about/index.html`, `labs/index.md` → `labs/index.html`.
    A permalink works as in Jekyll: `/about/` is a folder's index, `/about.html` is that file,
    `/about` is `about.html`; `pretty`, `none` and the words `:path`, `:basename`, `:title` and
    `:output_ext` are known.  Raises `ValueError` when it climbs out of the site or is a URL.
    """
    stem, _ = posixpath.splitext(source)
    folder, basename = posixpath.split(stem)
    if not permalink:
        name = stem if basename == "index" else f"{stem}/index"
        return f"{name}.html"
    styles = {"pretty": "/:path/:basename/", "none": "/:path/:basename:output_ext"}
    wanted = styles.get(permalink, permalink)
    for word, value in (
        (":basename", basename),
        (":title", basename),
        (":path", folder),
        (":output_ext", ".html"),
    ):
        wanted = wanted.replace(word, value)
    if "://" in permalink:
        raise ValueError(permalink)
    if any(part == ".." for part in wanted.replace("\\", "/").split("/")) or "\0" in wanted:
        raise ValueError(permalink)
    path = posixpath.normpath("/" + wanted).lstrip("/")
    if not path:
        return "index.html"
    if wanted.endswith("/"):
        return f"{path}/index.html"
    return path if "." in posixpath.basename(path) else f"{path}.html"


@lru_cache(maxsize=1 << 15)
def page_url(path: str) -> str:
    """The encoded URL of an output path, from the root: `about/index.html` → `about/`."""
    if path == "index.html":
        return ""
    return encode_path(path.removesuffix("index.html") if path.endswith("/index.html") else path)


def to_root(path: str) -> str:
    """The relative prefix from the page at output `path` to the site's root.

    `index.html` → `./`, `about/index.html` → `../`.  Relative links stay right under any base
    path, which is why pages use them.
    """
    return "../" * path.count("/") or "./"
