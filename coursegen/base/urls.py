"""URLs: percent-encoding, base paths and the URLs of pages.

Terms: a *path* is plain text, as in a file name; a *URL* is percent-encoded (RFC 3986) and used
unchanged in HTML.  Paths inside the site have no leading slash and are relative to its root.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit, urlunsplit

# The characters of RFC 3986, section 3.3 (pchar), except for the colon, which marks a scheme.
_PATH_SAFE = "/!$&'()*+,;=@~"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# Matches user information, host and port (RFC 3986, section 3.2); compiled on first use.
_AUTHORITY = (
    r"(?a)([\w.~!$&'()*+,;=:%-]*@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(:\d*)?"
)
_HOST_SCHEMES = ("http", "https", "webcal", "ftp")
_PLAIN = re.compile(
    r"(?:https?://[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*(?=/)|(?!//))[A-Za-z0-9_.~/-]*(?:#[A-Za-z0-9_.~/:-]+)?"
)
"""Matches most links, which need no encoding."""
SCHEMES = (*_HOST_SCHEMES, "mailto", "tel", "sms", "xmpp")
"""The schemes that a link may have; all others, such as `javascript:`, are rejected."""


def encode_path(path: str) -> str:
    """Percent-encode a plain path: spaces, `#`, `%`, `?` and all non-ASCII characters."""
    return quote(path, safe=_PATH_SAFE)


def encode_url(url: str) -> str:
    """Turn a pasted URL into a valid one; existing percent-escapes are preserved.

    A non-ASCII host is converted to Punycode (`xn--…`, RFC 3490).  Raises `ValueError` if the
    string cannot be parsed as a URL.
    """
    return url if _PLAIN.fullmatch(url) else _encode(url)


def _encode(url: str) -> str:
    parts = urlsplit(_LONE_PERCENT.sub("%25", url))
    netloc = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    authority = re.fullmatch(_AUTHORITY, netloc)
    needs_host = parts.scheme in _HOST_SCHEMES or url.startswith("//")
    if not authority or (needs_host and not authority["host"]):
        raise ValueError(url)
    path = quote(parts.path, safe=_PATH_SAFE + ":%")
    query = quote(parts.query, safe=_PATH_SAFE + ":?%")
    fragment = quote(parts.fragment, safe=_PATH_SAFE + ":?%")
    return urlunsplit((parts.scheme, netloc, path, query, fragment))


def scheme(target: str) -> str:
    """Return the lowercase scheme of a URL; empty for a path."""
    match = _SCHEME.match(target)
    return match[0][:-1].lower() if match else ""


def is_external(target: str) -> bool:
    """Return whether `target` has a scheme or a host."""
    return (":" in target and bool(scheme(target))) or target.startswith("//")


def join_base(base_url: str, path: str) -> str:
    """Return the encoded URL of a plain path below a base URL."""
    return base_url.rstrip("/") + "/" + encode_path(path.lstrip("/"))


def base_path(site_url: str) -> str:
    """Return the path of the site's URL, such as `/course/`, or `/` for the root of a host."""
    return urlsplit(site_url).path.rstrip("/") + "/"


# This pattern is compiled on first use.  Browsers accept any number of slashes after the scheme.
_ABSOLUTE = (
    r"(?si)(?:https?:)?//+(?:[^/?#]*@)?(?P<host>\[[^\]/?#]*\]|[^/?#:]*)"
    r"(?::0*(?P<port>\d*))?(?P<path>(?:/[^?#]*)?)(?P<tail>[?#].*)?"
)
_DEFAULT_PORTS = frozenset({"", "80", "443"})


def path_in_site(url: str, site_url: str) -> str | None:
    """Return the path of an absolute `url` relative to the site's root, or None if it is outside.

    The path is decoded, except where decoding would change its meaning; the query and fragment are
    preserved.  URLs are normalized as in RFC 3986: case of scheme and host, percent-encoding and
    dot segments (section 6.2.2), and default ports (section 6.2.3).  In addition:

    - `http`, `https` and no scheme are equivalent.
    - The host may be in Unicode or Punycode (RFC 3490), and may have a trailing dot.
    - A backslash is equivalent to a slash, and repeated slashes are equivalent to one slash.
    - Uppercase and lowercase letters in the path of `site_url` are equivalent.
    """
    own, other = _address_parts(site_url), _address_parts(url)
    if own is None or other is None or own[:2] != other[:2]:
        return None
    base = own[2].strip("/").split("/") if own[2].strip("/") else []
    segments = other[2].removeprefix("/").split("/")
    inside = segments[len(base) :]
    if [part.casefold() for part in segments[: len(base)]] != [part.casefold() for part in base]:
        return None
    path = re.sub(r"[^\w/!$&'()*+,;=@~.:-]", lambda char: quote(char[0]), "/".join(inside))
    return path + other[3]


def _address_parts(url: str) -> tuple[str, str, str, str] | None:
    """Return the host, port (or empty), decoded path, and query with fragment of a web URL."""
    if "//" not in url and "\\" not in url:
        return None
    before, mark, after = re.sub(r"[\t\n\r]", "", url.strip()).partition("?")
    match = re.fullmatch(_ABSOLUTE, before.replace("\\", "/") + mark + after)
    if not match:
        return None
    port = "" if (match["port"] or "") in _DEFAULT_PORTS else match["port"]
    path = unquote(match["path"]).replace("\\", "/")
    ends_in_folder = path.endswith(("/", "/.", "/.."))
    path = posixpath.normpath("/" + path.lstrip("/"))
    if ends_in_folder and path != "/":
        path += "/"
    return _host(match["host"]), port, path, match["tail"] or ""


def _host(host: str) -> str:
    """Normalize a host for comparison."""
    host = unquote(host)
    if host.isascii() and "xn--" not in host.lower():
        return host.lower().rstrip(".")
    labels = re.split("[.\u3002]", unicodedata.normalize("NFKC", host).casefold())
    return ".".join(map(_label, labels)).rstrip(".")


def _label(label: str) -> str:
    """Convert a label of a host to Unicode, without invisible characters."""
    if label.startswith("xn--"):
        try:
            label = label.removeprefix("xn--").encode("ascii").decode("punycode")
        except UnicodeError:
            return label
    visible = "".join(char for char in label if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFKC", visible).casefold()


def page_path(source: str, permalink: str = "") -> str:
    """Return the output path of the page from the file `source` (relative to `content/`).

    Without a permalink: `about.md` → `about/index.html`, `labs/index.md` → `labs/index.html`.
    A permalink works as in Jekyll: `/about/` is the index of a folder, `/about.html` and `/about`
    are `about.html`; the styles `pretty` and `none` and the placeholders `:path`, `:basename`,
    `:title` and `:output_ext` are supported.  Raises `ValueError` if the permalink is a URL or
    outside the site.
    """
    stem, _ = posixpath.splitext(source)
    folder, basename = posixpath.split(stem)
    if not permalink:
        name = stem if basename == "index" else f"{stem}/index"
        return f"{name}.html"
    styles = {"pretty": "/:path/:basename/", "none": "/:path/:basename:output_ext"}
    template = styles.get(permalink, permalink)
    for placeholder, value in (
        (":basename", basename),
        (":title", basename),
        (":path", folder),
        (":output_ext", ".html"),
    ):
        template = template.replace(placeholder, value)
    if "://" in permalink:
        raise ValueError(permalink)
    if any(part == ".." for part in template.replace("\\", "/").split("/")) or "\0" in template:
        raise ValueError(permalink)
    path = posixpath.normpath("/" + template).lstrip("/")
    if not path:
        return "index.html"
    if template.endswith("/"):
        return f"{path}/index.html"
    return path if "." in posixpath.basename(path) else f"{path}.html"


@lru_cache(maxsize=1 << 15)
def page_url(path: str) -> str:
    """Return the relative URL of an output path: `about/index.html` → `about/`."""
    if path == "index.html":
        return ""
    return encode_path(path.removesuffix("index.html") if path.endswith("/index.html") else path)


def to_root(path: str) -> str:
    """Return the relative URL of the site's root for the page at output `path`.

    `index.html` → `./`, `about/index.html` → `../`.  Pages use relative links, which work with any
    base path.
    """
    return "../" * path.count("/") or "./"
