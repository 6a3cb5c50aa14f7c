"""A form as rules look at it: its rows with what they say, taken apart once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from azalai.forms.outline import language_code
from azalai.forms.tables import Tables, rows_of, settings_of

_REFERENCE = re.compile(r"\$\{(?:last-saved#)?([^}]+)\}")
FORMULAS = ("relevant", "constraint", "calculation", "choice_filter", "default", "repeat_count",
            "required", "read_only")  # fmt: skip
_ALIASES = {"relevance": "relevant", "readonly": "read_only", "image": "media::image"}
_GROUPS = ("begin", "end")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the sheet ``survey``."""

    number: str
    type: str
    """Its first word, such as ``select_one``; ``begin_repeat`` with an underscore."""
    target: str
    """What follows: a list, a file."""
    name: str
    cells: Mapping[str, str]
    repeat: str = ""
    """Name of the repeat it stands in."""

    def cell(self, name: str) -> str:
        """A cell; empty where there is none."""
        return self.cells.get(name, "")

    def texts(self, kind: str) -> dict[str, str]:
        """``label``, ``hint`` … by language code; ``""`` for a column without a language."""
        found = {}
        for header, text in self.cells.items():
            name, _, language = header.partition("::")
            if name.strip() == kind and "media" not in header:
                found[language_code(language.strip())] = text
        return found

    def references(self, *columns: str) -> set[str]:
        """Names of questions that formulas of this row speak of."""
        return {name for column in columns for name in _REFERENCE.findall(self.cell(column))}


@dataclass(frozen=True)
class Form:
    """Tables, files and mapping of a form.

    Attributes
    ----------
    files : mapping
        Name -> bytes of lists that go with it, as far as they are at hand.
    mapping : mapping
        The mapping as parsed TOML; None where there is none.
    columns : tuple of str
        Columns of the records' tables, repeats' included; empty where the form is not built.
    """

    tables: Tables
    files: Mapping[str, bytes] = field(default_factory=dict)
    mapping: Mapping[str, object] | None = None
    columns: tuple[str, ...] = ()

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The sheet ``survey``."""
        return tuple(self._read())

    def _read(self) -> Iterator[Row]:
        repeats: list[str] = []
        for cells in rows_of(self.tables, "survey"):
            plain = {_ALIASES.get(name.strip(), name.strip()): text for name, text in cells.items()}
            words = plain.get("type", "").split()
            kind = words[0].lower() if words else ""
            rest = words[1:]
            if kind in _GROUPS and rest:
                kind, rest = f"{kind}_{rest[0].lower()}", rest[1:]
            name = plain.get("name", "")
            yield Row(
                cells["row"], kind, " ".join(rest), name, plain, repeats[-1] if repeats else ""
            )
            if kind == "begin_repeat":
                repeats.append(name)
            elif kind == "end_repeat" and repeats:
                repeats.pop()

    @cached_property
    def by_name(self) -> dict[str, Row]:
        """Question -> its row."""
        return {row.name: row for row in self.rows if row.name}

    @cached_property
    def settings(self) -> dict[str, str]:
        """The sheet ``settings``."""
        return settings_of(self.tables)

    @cached_property
    def choices(self) -> tuple[tuple[str, Row], ...]:
        """The sheet ``choices``: list and row."""
        found = []
        for cells in rows_of(self.tables, "choices"):
            name = cells.get("name") or cells.get("value") or ""
            listed = cells.get("list_name") or cells.get("list name") or ""
            found.append((listed, Row(cells["row"], "choice", "", name, cells)))
        return tuple(found)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Language codes of labels."""
        found = dict.fromkeys(code for row in self.rows for code in row.texts("label"))
        return tuple(found)

    def list_of(self, row: Row) -> str:
        """The list of a question, or the file it takes its answers from."""
        return row.target.split()[0] if row.target else ""
