"""A document as an accessible PDF: Typst sets it, reading nothing but data."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from azalai.reports.content import Document, plain
from azalai.reports.paging import Sheet, paged

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

STANDARDS: Final = ("ua-1", "a-3a")
"""PDF/UA-1 and PDF/A-3a in one file: accessible, archivable, with its table attached."""


FRONT: Final = 2
"""Sections on the front page: the overview and, beside it, the highlights."""

MOST_AIR: Final = 4.0
"""Points by which the blocks of a profile move apart at most."""


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


def typeset(document: Document, pictures: Mapping[str, str], *tables: bytes) -> bytes:
    """The PDF of a document; the same bytes for the same content.

    Parameters
    ----------
    pictures : mapping of str to str
        SVG by chart name, see `pictures_of`.
    *tables : bytes
        What `Document.attachments` names, as CSV, in the same order.

    Raises
    ------
    NoGlyphError
        A text holds a character that no font has.
    TypesettingError
        Typst failed, or warned of anything (an unknown font only warns).
    """
    with TemporaryDirectory(prefix="azalai-") as name:
        root = Path(name)
        lay_out(root, document, pictures, *tables)
        pdf, warnings = compile_pages(root, document.date)
    if warnings:
        raise TypesettingError("; ".join(warnings))
    return pdf


def lay_out(root: Path, document: Document, pictures: Mapping[str, str], *tables: bytes) -> None:
    """Put everything Typst reads into a folder: template, content, pictures, pages, tables."""
    with as_file(_template()) as template:
        for part in template.glob("*.typ"):
            (root / part.name).write_bytes(part.read_bytes())
    # The specs are drawn by now, and are the largest part of a document.
    data: dict[str, object] = plain(replace(document, charts={}))
    (root / "document.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    for attached, table in zip(document.attachments, tables, strict=True):
        (root / attached.name).write_bytes(table)
    for name, svg in pictures.items():
        (root / f"{name}.svg").write_text(svg, encoding="utf-8")
    pages, tight, front = pages_of(root, document)
    planned = []
    drawn: dict[str, str] = {}
    for page in pages:
        key = document.sections[page.first].key
        content = document.without_network or document.link(key)
        if content and content not in drawn:
            drawn[content] = f"code-{len(drawn) + 1}.svg"
            (root / drawn[content]).write_text(_code(content), encoding="utf-8")
        planned.append(
            {"first": page.first, "last": page.last, "gap": page.gap, "air": _air(document, page),
             "link": document.link(key), "code": drawn.get(content)}
        )  # fmt: skip
    (root / "pages.json").write_text(json.dumps({"pages": planned, "tight": tight, "front": front}))


def pages_of(root: Path, document: Document) -> tuple[tuple[Sheet, ...], bool, int]:
    """The pages of a document laid out in a folder, and how they are set.

    Typst measures each section, and each way to set the front page.

    Returns
    -------
    tuple
        The pages; whether profiles are set close, for points that would else not share a page;
        and the template's way to set the front page, the first that fits.
    """
    with _typst_errors():
        answer = json.loads(_compiler(root, measure="yes").query("<measured>", field="value"))[0]
    behind = document.sections[FRONT:]
    if document.flowing:
        sheets = (Sheet(0, FRONT), Sheet(FRONT, len(document.sections)))
        return sheets[: 2 if behind else 1], False, int(answer["front"])
    first = [index for index, section in enumerate(behind) if section.profile][:1]
    plans = [paged(answer[name], answer["room"], first) for name in ("heights", "tight")]
    tight = len(plans[1]) < len(plans[0])
    rest = (
        replace(sheet, first=sheet.first + FRONT, last=sheet.last + FRONT)
        for sheet in plans[int(tight)]
    )
    return (Sheet(0, FRONT), *rest), tight, int(answer["front"])


def _air(document: Document, page: Sheet) -> float:
    """Points to add between the blocks of the profiles on a page, where it has room for them."""
    profiles = [item for item in document.sections[page.first : page.last] if item.profile]
    between = sum(len(profile.blocks) for profile in profiles)
    return min(MOST_AIR, page.free / between) if between else 0.0


@contextmanager
def _typst_errors() -> Iterator[None]:
    """What Typst cannot do, as errors of this module."""
    import typst

    try:
        yield
    except typst.TypstError as problem:
        lacking = _NO_GLYPH.search(problem.message)
        if lacking is not None:
            raise NoGlyphError(lacking[1]) from None
        raise TypesettingError(f"{problem.message}\n{problem.diagnostic}") from problem


def _compiler(root: Path, **inputs: str) -> Any:
    import font_source_sans_pro
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False,
        # Libertinus Serif and DejaVu Sans Mono, for letters Source Sans Pro does not have.
        include_embedded_fonts=True,
        font_paths=[font_source_sans_pro.font_directory],
    )
    return typst.Compiler(
        str(root / "bulletin.typ"), root=str(root), font_paths=fonts, sys_inputs=inputs
    )


def compile_pages(root: Path, day: datetime.date) -> tuple[bytes, list[str]]:
    """Compile a folder that was laid out; the PDF and what Typst warned of."""
    midnight = datetime.time(tzinfo=datetime.UTC)
    with _typst_errors():
        pdf, warnings = _compiler(root).compile_with_warnings(
            format="pdf",
            pdf_standards=list(STANDARDS),
            timestamp=datetime.datetime.combine(day, midnight),
        )
    assert isinstance(pdf, bytes)
    return pdf, [str(warning) for warning in warnings]


def _template() -> Traversable:
    return files("azalai.reports").joinpath("typst")


def _code(content: str) -> str:
    """A QR code as SVG."""
    import segno

    svg: str = segno.make(content, error="m", micro=False).svg_inline(border=2, dark="#0B3A75")
    return svg
