r"""The officer's paragraphs: text typed by a person, numbers read from the release.

A file ``text/2020-06.en.md`` has parts headed ``## section (add)`` or ``## section (replace)``.
A number stands in braces and is looked up, so that no figure in a paragraph can go stale: a digit
outside braces is refused unless a backslash before it says that it is no figure of the month
(``COVID-\19``). The grammar is documented in ``docs/officer-text.md``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from azalai.model.errors import InputError
from azalai.model.tables import Row, Status
from azalai.reports.content import Paragraph
from azalai.reports.facts import Facts
from azalai.reports.markup import literal, typographic, words

Mode = Literal["add", "replace"]

_HEADING = re.compile(r"##\s+(?P<section>\S+)\s*\((?P<mode>add|replace)\)")
_DIRECTIONS = frozenset({"in", "out", "unknown", "total"})
_UNITS = ("persons", "%", "pp", "persons/day", "points")


@dataclass(frozen=True, slots=True)
class Part:
    """What an officer wrote for one section."""

    mode: Mode
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    path: str
    line: int

    def fail(self, code: str, **values: str | int) -> InputError:
        return InputError(code, path=self.path, row=self.line, **values)


def officer_parts(path: Path, facts: Facts, sections: Collection[str]) -> dict[str, Part]:
    """Read a file of paragraphs and fill its numbers; empty where there is no file.

    Parameters
    ----------
    path : Path
        ``text/<month>.<language>.md``.
    sections : collection of str
        Sections that can be added to or replaced.

    Raises
    ------
    InputError
        With the file and the line: ``text_no_section``, ``text_unknown_section``,
        ``text_twice``, ``text_bare_number``, ``text_unknown_number``, ``text_protected_number``,
        ``text_no_number`` or ``text_brace``.
    """
    if not path.exists():
        return {}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("text_not_utf8", path=path.name) from None
    parts: dict[str, tuple[Mode, list[Paragraph]]] = {}
    current: list[Paragraph] | None = None
    for place, lines in _blocks(path.name, text):
        if lines.startswith("#"):
            heading = _HEADING.fullmatch(lines.strip())
            if heading is None:
                raise place.fail("text_no_section", value=lines.strip())
            section = heading["section"]
            if section not in sections:
                known = ", ".join(sorted(sections))
                raise place.fail("text_unknown_section", value=section, known=known)
            if section in parts:
                raise place.fail("text_twice", value=section)
            current = []
            mode: Mode = "add" if heading["mode"] == "add" else "replace"
            parts[section] = (mode, current)
        elif current is None:
            raise place.fail("text_no_section", value=lines[:40])
        else:
            filled = words(_filled(lines, place, facts))
            current.append(Paragraph(filled, "officer"))
    return {section: Part(mode, tuple(found)) for section, (mode, found) in parts.items() if found}


def _blocks(name: str, text: str) -> list[tuple[_Place, str]]:
    """Headings and paragraphs with the line on which each begins; comments vanish."""
    blank = re.sub(r"<!--.*?-->", lambda found: "\n" * found[0].count("\n"), text, flags=re.S)
    found: list[tuple[_Place, str]] = []
    open_block = False
    for number, line in enumerate(blank.splitlines(), start=1):
        if not line.strip():
            open_block = False
        elif line.startswith("#"):
            found.append((_Place(name, number), line))
            open_block = False
        elif open_block:
            place, before = found[-1]
            found[-1] = (place, f"{before}\n{line}")
        else:
            found.append((_Place(name, number), line))
            open_block = True
    return found


def _tokens(text: str) -> re.Pattern[str]:
    """What is no plain word in a text: escapes, references, numbers and stray braces.

    A number is every character Unicode calls one: 7, Arabic-Indic seven, Roman ⅶ, ⑦, ⅞ and ⁷.
    """
    found = {mark for mark in text if unicodedata.category(mark) in ("Nl", "No")}
    digit = rf"[\d{re.escape(''.join(sorted(found)))}]+"
    return re.compile(
        rf"\\(?P<escaped>{digit}|.)|\{{(?P<reference>[^{{}}]*)\}}|(?P<digits>{digit})"
        r"|(?P<brace>[{}])"
    )


def _filled(text: str, place: _Place, facts: Facts) -> str:
    """A paragraph with its numbers; a new line is a space."""
    pieces: list[str] = []
    end = 0
    for found in _tokens(text).finditer(text):
        here = _Place(place.path, place.line + text.count("\n", 0, found.start()))
        pieces.append(typographic(text[end : found.start()], facts.wording.lang))
        end = found.end()
        if found["digits"]:
            raise here.fail("text_bare_number", value=found["digits"])
        if found["brace"]:
            raise here.fail("text_brace", value=found["brace"])
        if found["reference"] is not None:
            pieces.append(literal(number_for(found["reference"], facts, here)))
        else:
            pieces.append(literal(found["escaped"]))
    pieces.append(typographic(text[end:], facts.wording.lang))
    return "".join(pieces).replace("\n", " ")


def number_for(reference: str, facts: Facts, place: _Place | None = None) -> str:
    """What a reference in braces stands for, in print form.

    Examples
    --------
    ``flows MLI in`` · ``nationalities MLI BFA %`` · ``share flows ML-gogui of MLI`` · ``month``
    """
    here = place or _Place("", 0)
    tokens = reference.split()
    if tokens == ["month"]:
        return facts.wording.month(facts.month)
    if tokens == ["previous", "month"]:
        return facts.wording.month(facts.month_before())
    if len(tokens) == 2 and tokens[0] == "name" and tokens[1] in facts.known_places():
        return facts.name(tokens[1])
    if tokens[:1] == ["share"] and len(tokens) >= 5 and tokens[-2] == "of":
        part = _row(tokens[1:-2], reference, facts, here)
        whole = _row([tokens[1], tokens[-1], *tokens[3:-2]], reference, facts, here)
        part_value, whole_value = (_value(row, reference, here) for row in (part, whole))
        if not whole_value:
            raise here.fail("text_no_number", value=reference, status="0")
        return facts.percent_of(int(part_value), int(whole_value))
    row = _row(tokens, reference, facts, here)
    _value(row, reference, here)
    if row.measure == "average_per_day":
        return facts.average(row.place, row.direction)
    return facts.shown(row, 1 if row.measure == "vulnerabilities" and row.unit == "%" else 0)


def _row(tokens: list[str], reference: str, facts: Facts, place: _Place) -> Row:
    if len(tokens) < 2:
        raise place.fail("text_unknown_number", value=reference)
    measure, where, *rest = tokens
    direction, unit = "total", ""
    categories: list[str] = []
    for token in rest:
        if token in _DIRECTIONS:
            direction = token
        elif token in _UNITS:
            unit = token
        else:
            categories.append(token)
    if len(categories) > 2:
        raise place.fail("text_unknown_number", value=reference)
    first, second = (*categories, "", "")[:2]
    for candidate in (unit,) if unit else _UNITS:
        row = facts.row(measure, where, direction, first, second, candidate)
        if row is not None:
            return row
    raise place.fail("text_unknown_number", value=reference)


def _value(row: Row, reference: str, place: _Place) -> int | float:
    if row.status is Status.PROTECTED:
        raise place.fail("text_protected_number", value=reference)
    if row.value is None:
        raise place.fail("text_no_number", value=reference, status=str(row.status))
    return row.value
