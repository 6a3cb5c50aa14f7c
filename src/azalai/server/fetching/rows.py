"""Rows of exported tables put together to records, by way of a file: memory holds one record."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from azalai.forms.outline import Outline
from azalai.server.fetching.columns import Columns, Target, joined
from azalai.server.fetching.rebuilding import Answers, put, within


@dataclass(slots=True)
class Level:
    """A table: the form's own, or a repeat's.

    Attributes
    ----------
    repeat : str
        Path of the repeat; empty for the form's own.
    """

    repeat: str
    columns: Columns
    _targets: dict[str, Target | None] = field(default_factory=dict)

    def answers(self, row: dict[str, str]) -> Answers:
        """A row as answers, empty cells left out."""
        found: Answers = {}
        places: dict[tuple[str, ...], dict[int, str]] = {}
        for column, text in row.items():
            if not text:
                continue
            if column not in self._targets:
                self._targets[column] = self.columns.target(column, row)
            target = self._targets[column]
            if target is None:
                continue
            if target.part >= 0:
                places.setdefault(target.path, {})[target.part] = text
            else:
                put(found, target.path, text)
        for path, parts in places.items():
            if place := joined(parts):
                put(found, path, place)
        return found


class Rows:
    """Rows of all tables, found again by the key of the row that they belong to."""

    def __init__(self, outline: Outline | None) -> None:
        # An empty name: a file of SQLite's own, gone when this is closed.
        self._file = sqlite3.connect("", check_same_thread=False)
        self._file.execute("PRAGMA journal_mode=OFF")
        self._file.execute("CREATE TABLE rows (parent TEXT, key TEXT, level INTEGER, row TEXT)")
        self._outline = outline
        self._levels: list[Level] = []
        self._indexed = False

    def close(self) -> None:
        """Throw all away."""
        self._file.close()

    def level(self, repeat: str) -> int:
        """The number of a repeat's table; made when first asked for."""
        for number, one in enumerate(self._levels):
            if one.repeat == repeat:
                return number
        self._levels.append(Level(repeat, Columns(self._outline, repeat)))
        return len(self._levels) - 1

    def add(self, level: int, parent: str, key: str, row: dict[str, Any]) -> None:
        """Keep a row."""
        said = json.dumps(row, ensure_ascii=False)
        self._file.execute("INSERT INTO rows VALUES (?, ?, ?, ?)", (parent, key, level, said))

    def below(self, key: str, path: str = "") -> Iterator[tuple[str, Answers]]:
        """Path of a repeat -> each row of it that belongs to a row, with its own rows in it."""
        if not self._indexed:
            self._file.execute("CREATE INDEX by_parent ON rows (parent)")
            self._indexed = True
        found = self._file.execute(
            "SELECT key, level, row FROM rows WHERE parent = ? ORDER BY rowid", (key,)
        ).fetchall()
        for own, level, said in found:
            one = self._levels[level]
            answers = one.answers(json.loads(said))
            self.nest(answers, own, one.repeat)
            yield one.repeat[len(path) + 1 :] if path else one.repeat, answers

    def nest(self, answers: Answers, key: str, path: str = "") -> None:
        """Put the rows of repeats into the answers that they belong to."""
        for repeat, row in self.below(key, path):
            *groups, name = repeat.split("/")
            rows = within(answers, groups).setdefault(name, [])
            if isinstance(rows, list):
                rows.append(row)


def repeat_of(outline: Outline | None, named: str) -> str:
    """Path of the repeat that a table's name or a key means; the name itself where nobody knows.

    Examples
    --------
    >>> repeat_of(None, "visit-nat")
    'visit/nat'
    """
    path = named.replace("-", "/")
    if outline is None:
        return path
    if path in outline.repeats:
        return path
    alike = [one for one in outline.repeats if one.replace("/", "-").endswith(named)]
    if not alike:
        last = path.rpartition("/")[2]
        alike = [one for one in outline.repeats if one.rpartition("/")[2] == last]
    return alike[0] if alike else path
