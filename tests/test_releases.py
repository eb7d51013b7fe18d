"""Random courses with releases: no byte of a site contains unreleased content.

Each unreleased page, draft, file, title and note contains a unique word.  The test searches for
these words in the names and bytes of all files that `coursegen build` publishes.  The search does
not use code of the package.  Public content contains words, too, and all of them must be in the
site.

`COURSEGEN_RELEASES=1000 pytest tests/test_releases.py` builds 1,000 courses, and
`COURSEGEN_SEED=7` changes the seed.
"""

import os
import random
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from conftest import RunTool

COURSES = int(os.environ.get("COURSEGEN_RELEASES", "8"))
SEED = int(os.environ.get("COURSEGEN_SEED", "0"))
NOW, RELEASE = "2020-02-20T12:00", "2020-03-01 18:00"
AFTER = "2020-03-01T18:00"

SECRET = re.compile(rb"SECRET[a-z]{8}", re.IGNORECASE)


class RandomCourse:
    """A random course below `root`, determined by the seed.

    The words in `secrets` must not be in the site before the release.  The words in `drafts` must
    never be in the site.  The words in `public` must always be in the site.
    """

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.random = random.Random(seed)
        self.secrets: set[str] = set()
        self.drafts: set[str] = set()
        self.public: set[str] = set()
        self.materials: list[str] = []
        self.sections: list[str] = []
        self.public_page = [self.open_word()]
        self.url = self.random.choice(["https://x.example/c/", "https://x.example/", ""])

    def word(self, kind: str) -> str:
        return kind + "".join(self.random.choices("abcdefghijklmnopqrstuvwxyz", k=8))

    def secret(self) -> str:
        self.secrets.add(word := self.word("SECRET"))
        return word

    def open_word(self) -> str:
        self.public.add(word := self.word("PUBLIC"))
        return word

    def write(self, path: str, text: str) -> str:
        disk = self.root / path
        disk.parent.mkdir(parents=True, exist_ok=True)
        disk.write_text(text, encoding="utf-8")
        return path

    def folder(self, *folders: str) -> str:
        return self.random.choice(["", *folders])

    # Unreleased content

    def add_unreleased(self) -> None:
        self.random.choice(
            [self.add_file, self.add_page, self.add_page, self.add_note, self.add_draft]
        )()

    def add_file(self) -> None:
        """Add a linked lecture file, along with aliases and copies of it."""
        name = self.folder("hw/", "a b/") + self.secret() + self.random.choice([".pdf", " 1.pdf"])
        path = self.write(f"files/{name}", self.secret())
        self.add_names(path)
        self.material(self.spelling_of_file(name))
        self.public_page += self.public_links(f"files/{quote(name)}")

    def add_page(self) -> None:
        """Add a page with files; it may be on the home page, or have another name or a copy."""
        folder = self.folder("labs/", "sol/")
        name = f"{folder}{self.secret()}.md"
        shown = [self.shown_by(folder) for _ in range(self.random.randrange(3))]
        body = "\n\n".join([f"# {self.secret()}", self.secret(), *shown])
        self.write(f"content/{name}", body + "\n")
        self.add_names(f"content/{name}")
        if self.random.random() < 0.4:
            self.sections.append(name.removesuffix(".md"))
        self.material(self.spelling_of_page(name))
        if self.random.random() < 0.3:
            self.public_page.append(f"[early]({name})")

    def add_note(self) -> None:
        """Add a material with only a note, which contains the only link to a file."""
        path = self.write(f"files/{self.secret()}.csv", self.secret())
        self.materials.append(
            f"{{title: {self.secret()}, note: '[{self.secret()}]({path})', released: {RELEASE}}}"
        )

    def add_draft(self) -> None:
        """Add a draft that shows files."""
        before = set(self.secrets)
        folder = self.folder("labs/", "sol/")
        shown = [self.shown_by(folder) for _ in range(2)]
        body = "\n\n".join([f"# {self.secret()}", self.secret(), *shown])
        self.write(f"content/{folder}{self.secret()}.md", f"---\ndraft: yes\n---\n{body}\n")
        self.drafts |= self.secrets - before

    def add_names(self, path: str) -> None:
        """Add other names for a file in its folder: symbolic links, hard links and copies."""
        disk = self.root / path
        for make in (self.link, self.hard_link, self.copy):
            if self.random.random() < 0.3:
                make(disk)

    def beside(self, disk: Path) -> Path:
        top = self.root / disk.relative_to(self.root).parts[0]
        folder = self.random.choice([disk.parent, top, top / "other"])
        folder.mkdir(exist_ok=True)
        return folder / f"{self.secret()}{disk.suffix}"

    def link(self, disk: Path) -> None:
        new = self.beside(disk)
        new.symlink_to(os.path.relpath(disk, new.parent))

    def hard_link(self, disk: Path) -> None:
        os.link(disk, self.elsewhere(disk))

    def copy(self, disk: Path) -> None:
        self.elsewhere(disk).write_bytes(disk.read_bytes())

    def elsewhere(self, disk: Path) -> Path:
        new = self.beside(disk)
        if self.random.random() < 0.4:
            folder = self.root / self.random.choice(["files", "static", "static/site-root"])
            folder.mkdir(parents=True, exist_ok=True)
            return folder / new.name
        return new

    def shown_by(self, folder: str) -> str:
        """Add a file that an unreleased page refers to, and return the text of the reference."""
        where = self.random.choice(["content", "static", "files"])
        name = f"{self.secret()}{self.random.choice(['.png', '.svg', '.txt'])}"
        if where == "content":
            name = name.rpartition(".")[0] + ".png"
            self.write(f"content/{folder}{name}", self.secret())
            written, absolute = name, f"{folder}{name}"
        else:
            self.write(f"{where}/{name}", self.secret())
            written = absolute = f"{where}/{name}"
        if self.random.random() < 0.3:
            absolute = self.spelling_of_url(absolute)
            return f"[see]({absolute})"
        up = "../" * (folder.count("/") + 1)
        if self.random.random() < 0.15:
            return self.included(absolute)
        return self.random.choice(
            [
                f"![see]({written})",
                f"[see]({written})",
                f"![see][{name}]\n\n[{name}]: {written}",
                f'<img src="{self.escaped(written)}" alt="">',
                f"<img src={up}{absolute} alt=''>",
                f'<object data="{up}{absolute}"></object>',
                f'<picture><source srcset="{up}{absolute} 2x"><img src="/" alt=""></picture>',
                f'<div style="background: url({up}{absolute})"></div>',
                f"<script>fetch('{up}{absolute}')</script>",
                self.element(f"{up}{quote(absolute)}"),
            ]
        )

    def element(self, url: str) -> str:
        """Return HTML, SVG or CSS that refers to a URL."""
        return self.random.choice(
            [
                f'<img srcset="{url}, https://w.example/b.png 2x" src="/" alt="">',
                f'<img srcset="/a.png 2x,{url}" src="/" alt="">',
                f'<link rel="preload" as="image" imagesrcset="/ 1x, {url}, / 3x">',
                f"<iframe srcdoc=\"<img src='{url}'>\"></iframe>",
                f'<style>a {{background: image-set("{url}" 1x)}}</style>',
                f"<style>@import '{url}';</style>",
                f"<p style='background: url({url})'>x</p>",
                f'<embed src="{url}">',
                f"<map name=m><area href={url}></map>",
                f'<form action="{url}"><button formaction="{url}">x</button></form>',
                f'<input type="image" src="{url}" alt="">',
                f"<video poster='{url}'><track src='{url}'></video>",
                f'<svg><image xlink:href="{url}"/></svg>',
                f"<p title=it's><img src={url}></p>",
                f"<p data-x='[\"{url}\"]'>x</p>",
            ]
        )

    def included(self, path: str) -> str:
        """Return an HTML, XML or CSS file that refers to another file."""
        suffix = self.random.choice(["html", "xhtml", "xml", "svg", "css"])
        name = f"{self.secret()}.{suffix}"
        if suffix == "css":
            shown = f"/* {self.secret()} */ @import '../{path}';"
        else:
            shown = f"<p>{self.secret()}</p> {self.element(f'../{path}')}"
        self.write(f"files/{name}", shown)
        return f"[more](/files/{name})"

    # Spellings

    def material(self, link: str) -> None:
        key = self.random.choice(["", "title", "authors", "length"])
        more = f", {key}: {self.secret()}" if key else ""
        self.materials.append(f"{{{link}{more}, released: {RELEASE}}}")

    def spelling_of_file(self, name: str) -> str:
        path = f"files/{name}"
        return self.random.choice(
            [
                f"file: '{name}'",
                f"file: 'files/{name}'",
                f"file: './/{name}'",
                f"file: '{quote(name)}'",
                f"file: '{name.upper()}'",
                f"file: '{name}#page=3'",
                f"url: '/{self.escaped(path)}'",
                f"url: '{self.spelling_of_url(path)}'",
                f"url: '{self.spelling_of_url(path)}'",
            ]
        )

    def spelling_of_page(self, name: str) -> str:
        path = name.removesuffix(".md") + "/"
        return self.random.choice(
            [
                f"url: {name}",
                f"url: {name}#part",
                f"url: content/{name}",
                f"url: /{path}",
                f"url: /{path.rstrip('/')}",
                f"url: /{path}index.html",
                f"url: '{self.spelling_of_url(path)}'",
            ]
        )

    def escaped(self, path: str) -> str:
        """Return a path with some characters percent-encoded."""
        return "".join(
            f"%{ord(char):02X}" if char == " " or self.random.random() < 0.1 else char
            for char in path
        )

    def spelling_of_url(self, path: str) -> str:
        """Return an absolute URL of a path in the site, in one of many spellings."""
        if not self.url:
            return f"/{quote(path)}"
        base = self.url.removeprefix("https://x.example")
        scheme = self.random.choice(["https:", "http:", "HTTPS:", ""])
        host = self.random.choice(["x.example", "X.Example", "x.example.", "u@x.example"])
        port = self.random.choice(["", ":443", ":80", ":"])
        dots = self.random.choice(["", "", "./", "z/../", "z/%2e%2E/", "/"])
        return f"{scheme}//{host}{port}{base}{dots}{self.escaped(path)}"

    # Public content

    def public_links(self, path: str) -> Iterator[str]:
        """Yield text for a public page that mentions a file but does not refer to it."""
        if self.random.random() < 0.3:
            yield f"[early]({path})"
        if self.url and self.random.random() < 0.2:
            yield f"[early]({self.url}{path})"

    def add_public(self) -> None:
        self.write(f"files/{self.open_word()}.pdf", self.open_word())
        name = self.open_word()
        self.write(f"content/labs/{name}.png", self.open_word())
        self.write(f"content/labs/{name}.md", f"# {self.open_word()}\n\n![x]({name}.png)\n")
        shown = f"{self.open_word()}.txt"
        self.write(f"files/{shown}", self.open_word())
        self.public_page.append(f"[shared](files/{shown})")
        # An unreleased page refers to the file, but a released material also links to it.
        self.write(f"content/sol/{self.secret()}.md", f"# {self.secret()}\n\n[x](/files/{shown})\n")
        [page] = [p.stem for p in (self.root / "content/sol").glob("*.md")][-1:]
        self.materials.append(f"{{url: sol/{page}.md, released: {RELEASE}}}")
        self.materials.append(f"{{file: {shown}, title: {self.open_word()}}}")

    def make(self) -> None:
        self.write("files/empty.txt", "")
        self.add_public()
        for _ in range(self.random.randrange(1, 4)):
            self.add_unreleased()
        url = f"url: {self.url}\n" if self.url else ""
        home = f"home: [schedule, open, {', '.join(self.sections)}]\n" if self.sections else ""
        self.write("site.yaml", f"title: {self.open_word()}\ntimezone: Asia/Shanghai\n{url}{home}")
        self.write("content/open.md", f"# {self.open_word()}\n\n{self.open_word()}\n")
        self.write("content/about.md", "# About\n\n" + "\n\n".join(self.public_page) + "\n")
        self.random.shuffle(self.materials)
        materials = "".join(f"          - {material}\n" for material in self.materials)
        self.write(
            "content/schedule.yaml",
            f"weeks:\n  - lectures:\n      - title: {self.open_word()}\n        page:\n{materials}",
        )


def names_and_bytes(site: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of every file of a site, both raw and unescaped."""
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        yield name, name.encode()
        if path.is_file():
            content = path.read_bytes()
            text = content.decode("utf-8", "replace")
            for form in (text, unescape(text), unquote(text)):
                yield name, form.encode()


def secrets_in(site: Path) -> dict[str, list[str]]:
    """Return the unreleased words in a site, each with the files that contain it."""
    found: dict[str, set[str]] = {}
    for name, data in names_and_bytes(site):
        for word in SECRET.findall(data):
            found.setdefault(word.decode().lower(), set()).add(name)
    return {word: sorted(names) for word, names in found.items()}


def built(course: RandomCourse, now: str, run_tool: RunTool) -> Path:
    ran = run_tool("build", "--source", course.root, "--now", now, "--quiet")
    assert ran.code == 0, ran.err
    return course.root / "_site"


def course_of(seed: int, root: Path) -> RandomCourse:
    course = RandomCourse(root, seed)
    course.make()
    return course


@pytest.mark.parametrize("seed", range(SEED, SEED + COURSES))
def test_a_site_contains_all_public_and_no_unreleased_content(
    seed: int, tmp_path: Path, run_tool: RunTool
) -> None:
    course = course_of(seed, tmp_path)
    site = built(course, NOW, run_tool)
    everything = b"\n".join(data for _, data in names_and_bytes(site))

    assert secrets_in(site) == {}
    assert {word for word in course.public if word.encode() not in everything} == set()


@pytest.mark.parametrize("seed", range(SEED, SEED + max(COURSES // 10, 2)))
def test_after_the_release_the_site_contains_all_content(
    seed: int, tmp_path: Path, run_tool: RunTool
) -> None:
    course = course_of(seed, tmp_path)

    found = secrets_in(built(course, AFTER, run_tool))
    assert {word for word in course.secrets - course.drafts if word.lower() not in found} == set()
    assert {word for word in course.drafts if word.lower() in found} == set()
