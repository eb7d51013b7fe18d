"""Rules for accessible PDFs."""

import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from conftest import BuildCourse, Files, MakeCourse, RunTool
from hypothesis import given
from hypothesis import strategies as st

from coursegen.base.codes import Code
from coursegen.check import run_rules
from coursegen.check.reading import pdf_facts
from coursegen.check.reading.pdf_facts import PdfFacts, read_facts
from coursegen.check.rules.pdf.pdf_accessibility import RULES

TAGS = "/MarkInfo << /Marked true >> /StructTreeRoot << /Type /StructTreeRoot >>"
LANGUAGE = "/Lang (en)"
TEXT = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
PICTURE = "/XObject << /I 5 0 R >>"
IMAGE = (
    "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray "
    "/BitsPerComponent 8 /Length 1 >>\nstream\n0\nendstream"
)


def assemble(*objects: str, trailer: str = "") -> bytes:
    """Build a PDF from numbered objects; the first object is the root."""
    data = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{location:010} 00000 n \n".encode() for location in places)
    data += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\n".encode()
    return data + f"startxref\n{start}\n%%EOF\n".encode()


def pdf(root: str = f"{TAGS} {LANGUAGE}", title: str = "A", resources: str = TEXT) -> bytes:
    """Build a PDF with one page, additional root entries and additional page resources."""
    return assemble(
        f"<< /Type /Catalog /Pages 2 0 R {root} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << {resources} >> >>",
        f"<< /Title ({title}) >>",
        IMAGE,
        trailer="/Info 4 0 R",
    )


def locked(password: str) -> bytes:
    """Build an encrypted PDF; with an empty password, anyone can open it."""
    writer = pypdf.PdfWriter(BytesIO(pdf()))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


@pytest.fixture
def facts(tmp_path: Path) -> Callable[[bytes], PdfFacts | None]:
    """A function that writes bytes to a PDF file, and returns its accessibility properties."""

    def read(data: bytes) -> PdfFacts | None:
        disk = tmp_path / "a.pdf"
        disk.write_bytes(data)
        return read_facts(disk)

    return read


Facts = Callable[[bytes], PdfFacts | None]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<html><body>You must log in first to see this file.</body></html>", "CG711"),
        (b"%PDF-1.7\n" + b"%" * 60 + b"\n%%EOF\n", "CG711"),
        (locked("secret"), "CG711"),
        (pdf(resources=PICTURE), "CG712"),
        (pdf(root=LANGUAGE), "CG708"),
        (pdf(root=""), "CG708"),
        (pdf(root=f"{TAGS.replace('true', 'false')} {LANGUAGE}"), "CG708"),
        (pdf(title=" "), "CG709"),
        (pdf(root=TAGS), "CG710"),
    ],
)
def test_the_first_problem_of_each_pdf_is_reported(
    build_course: BuildCourse, data: bytes, code: str
) -> None:
    site = build_course({"files/a.pdf": data}).site

    assert [(str(d.location), d.code.value) for d in run_rules(RULES, site)] == [
        ("files/a.pdf:1:1", code)
    ]


@pytest.mark.parametrize(
    "data",
    [
        pdf(),
        b"\n" + pdf(),
        locked(""),
        pdf(resources=f"{TEXT} {PICTURE}"),
        pdf(resources=""),
        b"a placeholder",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:0123456789\nsize 1\n",
    ],
)
def test_an_accessible_pdf_is_allowed(build_course: BuildCourse, data: bytes) -> None:
    site = build_course({"files/a.pdf": data, "static/B.PDF": data}).site

    assert list(run_rules(RULES, site)) == []


def test_a_title_may_be_in_the_metadata(facts: Facts) -> None:
    metadata = "<dc:title><rdf:Alt><rdf:li>A</rdf:li></rdf:Alt></dc:title>"
    stream = f"<< /Type /Metadata /Length {len(metadata)} >>\nstream\n{metadata}\nendstream"
    data = assemble(
        f"<< /Type /Catalog /Pages 2 0 R {TAGS} {LANGUAGE} /Metadata 3 0 R >>",
        "<< /Type /Pages /Kids [] /Count 0 >>",
        stream,
    )

    assert facts(data) == PdfFacts()


def test_resources_are_inherited_in_the_page_tree(facts: Facts) -> None:
    data = assemble(
        f"<< /Type /Catalog /Pages 2 0 R {TAGS} {LANGUAGE} >>",
        f"<< /Type /Pages /Kids [3 0 R] /Count 1 /Resources << {PICTURE} >> >>",
        "<< /Type /Pages /Parent 2 0 R /Kids [4 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 3 0 R >>",
        IMAGE,
    )

    found = facts(data)
    assert found
    assert found.is_scanned


DEEP = "[" * 50_000


@pytest.mark.parametrize(
    "data",
    [
        pdf(root=f"/Lang {DEEP}"),
        pdf(root="/MarkInfo 1 0 R /StructTreeRoot 1 0 R /Lang 1 0 R"),
        pdf(root="/MarkInfo 5 /Metadata 7 0 R"),
        assemble("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] >>"),
        assemble("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids 2 0 R >>"),
        assemble("<< /Type /Catalog >>", trailer="/Prev 9"),
        assemble("1 0 R"),
        b"%PDF-1.7\n" + b"1 0 obj <<" * 20_000,
        b"%PDF-1.7\nstartxref\n99999999999999999999\n%%EOF",
        b"%PDF-1.7\nxref\n0 99999999\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF",
    ],
    ids=range(10),
)
def test_a_malicious_pdf_is_reported_or_ignored(facts: Facts, data: bytes) -> None:
    found = facts(data)

    assert found is None or found.problem or not found.is_tagged


def test_a_decompression_bomb_is_not_decompressed(facts: Facts) -> None:
    bomb = zlib.compress(bytes(80_000_000), 9)
    start = b"%PDF-1.7\n"
    stream = b"1 0 obj\n<< /Type /XRef /Size 9 /W [1 4 2] /Root 2 0 R /Filter /FlateDecode /Length "
    data = start + stream + b"%d >>\nstream\n" % len(bomb) + bomb + b"\nendstream\nendobj\n"

    found = facts(data + b"startxref\n%d\n%%%%EOF\n" % len(start))
    assert found
    assert found.problem


@given(location=st.integers(0, len(pdf()) - 1), damage=st.binary(min_size=1, max_size=9))
def test_no_damaged_pdf_raises_an_unexpected_error(
    tmp_path_factory: pytest.TempPathFactory, location: int, damage: bytes
) -> None:
    disk = tmp_path_factory.getbasetemp() / "broken.pdf"
    disk.write_bytes(pdf()[:location] + damage + pdf()[location + len(damage) :])

    assert isinstance(read_facts(disk), PdfFacts | None)


# --- the cache ------------------------------------------------------------------------------------


def test_an_unchanged_pdf_is_read_once(
    make_course: MakeCourse, run_tool: RunTool, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_course({"files/a.pdf": pdf(root=""), "content/a.md": "[a](files/a.pdf)"})
    first = run_tool("check", "--source", root).out
    monkeypatch.setattr(pdf_facts, "read_facts", None)  # would fail if the PDF were read again

    assert "[CG708]" in first
    assert run_tool("check", "--source", root).out == first

    monkeypatch.undo()
    (root / "files/a.pdf").write_bytes(pdf(title="Another"))
    assert "no warnings" in run_tool("check", "--source", root).out


def test_a_forged_cache_is_ignored(make_course: MakeCourse, run_tool: RunTool) -> None:
    root = make_course({"files/a.pdf": pdf(root=""), "content/a.md": "[a](files/a.pdf)"})
    first = run_tool("check", "--source", root).out
    for file in (root / ".coursegen").rglob("*"):
        if file.is_file():
            file.write_bytes(b"no" * 50)

    assert run_tool("check", "--source", root).out == first


# --- without the library --------------------------------------------------------------------------

ADVICE = "To check PDFs: pip install pypdf"


@pytest.fixture
def without_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide pypdf, as if the extra `pdf` were not installed."""
    monkeypatch.setattr(pdf_facts, "find_spec", lambda name: None)


def test_without_the_library_the_summary_counts_the_pdfs_that_are_not_checked(
    make_course: MakeCourse, run_tool: RunTool, without_library: None
) -> None:
    root = make_course({"files/a.pdf": pdf(root=""), "content/a.md": "[a](files/a.pdf)"})
    ran = run_tool("check", "--source", root)

    assert ran.out == "Checked 3 pages (without 1 PDF): no errors, no warnings.\n"
    assert ran.code == 0
    assert run_tool("check", "--source", root, "--quiet").out == ""
    assert run_tool("check", "--source", root, "--format", "json").out == "[]\n"


def test_an_author_who_chose_a_severity_for_pdfs_is_advised_to_install_the_library(
    make_course: MakeCourse, run_tool: RunTool, without_library: None
) -> None:
    site = "title: T\nseverity: {CG708: error}\n"
    root = make_course({"files/a.pdf": b"", "content/a.md": "[a](files/a.pdf)", "site.yaml": site})

    assert run_tool("check", "--source", root).out.endswith(f"\n{ADVICE}\n")


def test_a_missing_library_is_not_reported_if_the_rule_is_off(
    make_course: MakeCourse, run_tool: RunTool, without_library: None
) -> None:
    off: Files = {"files/a.pdf": b"", "site.yaml": "title: T\nseverity: {CG708: ignore}\n"}
    for files in ({}, off):
        root = make_course(files)

        assert "PDF" not in run_tool("check", "--source", root).out


def test_every_code_for_pdfs_has_a_rule() -> None:
    codes = {code for code in Code if code.name.startswith("PDF_")}

    assert {rule.code for rule in RULES} == codes
