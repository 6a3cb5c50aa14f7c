"""A document as an accessible PDF: Typst sets it, reading nothing but data."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Mapping
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from azalai.reports.content import Document, plain

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

STANDARDS: Final = ("ua-1", "a-3a")
"""PDF/UA-1 and PDF/A-3a in one file: accessible, archivable, with its table attached."""


class TypesettingError(RuntimeError):
    """The template warned or failed: a mistake in the program, not by a user."""


class NoGlyphError(ValueError):
    """A character that none of the fonts can print; `PDF/A` lets no empty box stand for it.

    Attributes
    ----------
    character : str
        The first such character.
    """

    def __init__(self, character: str) -> None:
        self.character = character
        super().__init__(character)


_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')


def pictures_of(document: Document, drawn: Callable[[str], None] | None = None) -> dict[str, str]:
    """Every chart of a document as SVG, each drawn once.

    Parameters
    ----------
    drawn : callable, optional
        Told the name of each chart after it is drawn.
    """
    from azalai.drawing import render

    pictures = {}
    for name, spec in document.charts.items():
        pictures[name] = render.svg(spec)
        if drawn is not None:
            drawn(name)
    return pictures


def typeset(document: Document, pictures: Mapping[str, str], table: bytes) -> bytes:
    """The PDF of a document; the same bytes for the same content.

    Parameters
    ----------
    pictures : mapping of str to str
        SVG by chart name, see `pictures_of`.
    table : bytes
        The public edition's CSV, attached to the file.

    Raises
    ------
    NoGlyphError
        A text holds a character that no font has.
    TypesettingError
        Typst failed, or warned of anything (an unknown font only warns).
    """
    with TemporaryDirectory(prefix="azalai-") as name:
        root = Path(name)
        lay_out(root, document, pictures, table)
        pdf, warnings = compile_pages(root, document.date)
    if warnings:
        raise TypesettingError("; ".join(warnings))
    return pdf


def lay_out(root: Path, document: Document, pictures: Mapping[str, str], table: bytes) -> None:
    """Put everything Typst reads into a folder: template, content, pictures, the table."""
    with as_file(_template()) as template:
        for part in template.glob("*.typ"):
            (root / part.name).write_bytes(part.read_bytes())
    content = json.dumps(plain_pages(document), ensure_ascii=False)
    (root / "document.json").write_text(content, encoding="utf-8")
    (root / "table.csv").write_bytes(table)
    for name, svg in {**pictures, **codes_of(document)}.items():
        (root / f"{name}.svg").write_text(svg, encoding="utf-8")


def compile_pages(root: Path, day: datetime.date) -> tuple[bytes, list[str]]:
    """Compile a folder that was laid out; the PDF and what Typst warned of."""
    import font_source_sans_pro
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False,
        # Libertinus Serif and DejaVu Sans Mono, for letters Source Sans Pro does not have.
        include_embedded_fonts=True,
        font_paths=[font_source_sans_pro.font_directory],
    )
    midnight = datetime.time(tzinfo=datetime.UTC)
    try:
        compiler = typst.Compiler(str(root / "bulletin.typ"), root=str(root), font_paths=fonts)
        pdf, warnings = compiler.compile_with_warnings(
            format="pdf",
            pdf_standards=list(STANDARDS),
            timestamp=datetime.datetime.combine(day, midnight),
        )
    except typst.TypstError as problem:
        lacking = _NO_GLYPH.search(problem.message)
        if lacking is not None:
            raise NoGlyphError(lacking[1]) from None
        raise TypesettingError(f"{problem.message}\n{problem.diagnostic}") from problem
    assert isinstance(pdf, bytes)
    return pdf, [str(warning) for warning in warnings]


def _template() -> Traversable:
    return files("azalai.reports").joinpath("typst")


def plain_pages(document: Document) -> dict[str, object]:
    """What the template reads: the document without its specs, and the name of each QR picture."""
    data: dict[str, object] = plain(document)
    del data["charts"]
    names = {code: name for name, code in _code_names(document).items()}
    data["codes"] = [names[page.code] for page in document.pages]
    return data


def _code_names(document: Document) -> dict[str, str]:
    codes = dict.fromkeys(page.code for page in document.pages)
    return {f"code-{number}": code for number, code in enumerate(codes, start=1)}


def codes_of(document: Document) -> dict[str, str]:
    """The QR codes as SVG, each made once."""
    import segno

    return {
        name: segno.make(code, error="m", micro=False).svg_inline(border=2, dark="#0B3A75")
        for name, code in _code_names(document).items()
    }
