"""What lists, calendars and counts need of a record, read by its form's mapping when it arrives.

The same mapping and the same readers as those of a file import; what cannot be read is left empty
here, and is a finding of the checks.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import lru_cache
from pathlib import Path
from typing import Any

from azalai.forms.declaring import Declaring, read_declaring
from azalai.forms.flatten import Flat, flatten
from azalai.forms.instance import Instance
from azalai.forms.outline import Outline
from azalai.intake.mapping import Mapping as Columns
from azalai.intake.values import Problem, Read, field_reader, read_count, with_declared
from azalai.model.errors import AzalaiError
from azalai.model.flows import FIELDS
from azalai.server.mapped import DECLARING, bound, round_mapping_of
from azalai.server.missions import register_changed
from azalai.server.models import Form
from azalai.workspace import Folder

_LOG = logging.getLogger(__name__)
_READINGS = 5000
_NAMES: Mapping[str, tuple[str, ...]] = {
    "point": ("point", "fmp", "site"),
    "date": ("date", "day", "from", "from_date", "start_date"),
}
"""By what names a form without a mapping usually says where and when."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Some answers of a record.

    Attributes
    ----------
    persons : int or None
        Of the group, where the form counts groups.
    fields : dict
        Field or count (``sex_age/F/adult``, ``nationality/MLI``) -> text.
    media : tuple of str
        Attachments that it speaks of.
    """

    point: str = ""
    day: date | None = None
    time: time | None = None
    direction: str = ""
    persons: int | None = None
    fields: dict[str, str] = field(default_factory=dict)
    media: tuple[str, ...] = ()


class Summariser:
    """Reads records of one version of a form.

    Parameters
    ----------
    kind : str
        Of the form (`Form.Kind`).
    mapping : str
        TOML; a mapping that does not fit the form is no obstacle to taking records in.
    outline : mapping
        As `Outline.as_json` wrote it; empty where it is not known.
    workspace : Path
        For the names of points.
    """

    def __init__(
        self, kind: str, mapping: str, outline: Mapping[str, Any], workspace: Path
    ) -> None:
        self._outline = Outline.from_json(outline) if outline else None
        self._workspace = workspace
        self._columns: Columns | None = None
        self._tables: dict[str, str] = {}
        self._declaring: Declaring | None = None
        self._days: tuple[str, ...] = ()
        self._date_format = ""
        if mapping.strip() and self._outline is not None:
            try:
                self._bind(kind, mapping, self._outline)
            except AzalaiError as problem:
                _LOG.warning("the mapping of %s does not fit: %s", self._outline.form_id, problem)
        self._readers: dict[str, Callable[[str], object]] = {}

    def _bind(self, kind: str, mapping: str, outline: Outline) -> None:
        if kind == Form.Kind.FLOW:
            found = bound(mapping, outline)
            self._columns, self._tables = found.columns, dict(found.tables)
            self._date_format = found.columns.date_format
        elif kind in DECLARING:
            self._declaring = read_declaring(mapping, kind, outline.form_id)
        elif kind == Form.Kind.ROUND:
            said = round_mapping_of(mapping)
            self._days = tuple(said.columns.get("date", ()))
            self._date_format = said.file.get("date_format", "")

    def of(self, instance: Instance) -> Summary:
        """What can be read of a record; never fails."""
        flat = flatten(instance, self._outline)
        try:
            return self._found(flat)
        except Exception:
            # Whatever it is, the record counts as received; the checks will say more.
            _LOG.exception("a record of %s could not be summarised", instance.form_id)
            return Summary(media=flat.media)

    def _found(self, flat: Flat) -> Summary:
        if self._columns is not None:
            return self._mapped(flat)
        if self._declaring is not None:
            return self._declared_in(self._declaring, flat)
        if self._days:
            texts = (flat.main.get(name, "") for name in self._days)
            return self._placed("", next((text for text in texts if text), ""), flat)
        return self._guessed(flat)

    def _declared_in(self, declaring: Declaring, flat: Flat) -> Summary:
        said = declaring.read(flat.main)
        if declaring.kind == Form.Kind.SHIFT:
            return self._placed(said["point"], said["date"], flat)
        # What happened may touch a point or any other place, or none.
        place = said["place"] if self._point(said["place"]) else ""
        return self._placed(place, said["from"], flat)

    def _placed(self, where: str, when: str, flat: Flat) -> Summary:
        """Of a record that counts nobody: where and when, as far as that can be read."""
        found = {"point": where, "date": when}
        day = self._read("date", when if self._date_format else when[:10]) if when else None
        point = self._read("point", where) if where else None
        return Summary(
            point=str(point or where)[:100],
            day=day if isinstance(day, date) else None,
            fields={name: text for name, text in found.items() if text},
            media=flat.media,
        )

    def _mapped(self, flat: Flat) -> Summary:
        assert self._columns is not None
        mapped, row = self._columns, flat.main
        read: dict[str, object] = {}
        fields: dict[str, str] = {}
        for name, text in mapped.fixed.items():
            read[name], fields[name] = self._read(name, text), text
        for name, header in mapped.columns.items():
            if text := row.get(header, ""):
                read[name] = value = self._read(name, text)
                fields[name] = text if value is None else str(value)
        for yes_no in mapped.yes_no:
            if row.get(yes_no.header, "").strip().casefold() in ("1", "yes", "oui"):
                fields[yes_no.name] = yes_no.code
        for wide in mapped.wide:
            if text := row.get(wide.header, ""):
                parts = (wide.kind, wide.category, wide.category2)
                fields["/".join(part for part in parts if part)] = text
        for repeat in mapped.repeats:
            counted: dict[str, int] = {}
            for line in flat.repeats.get(self._tables.get(repeat.kind, ""), []):
                number = read_count(line.get(repeat.persons, ""))
                if isinstance(number, int):
                    said = (line.get(header, "") for _, header in repeat.categories)
                    name = "/".join((repeat.kind, *said))
                    counted[name] = counted.get(name, 0) + number
            fields |= {name: str(number) for name, number in counted.items()}
        day, hour, persons = read.get("date"), read.get("time"), read.get("persons")
        direction = read.get("direction")
        return Summary(
            point=str(read.get("point") or fields.get("point", ""))[:100],
            day=day if isinstance(day, date) else None,
            time=hour if isinstance(hour, time) else None,
            direction=direction[:10] if isinstance(direction, str) else "",
            persons=persons if isinstance(persons, int) else None,
            fields=fields,
            media=flat.media,
        )

    def _guessed(self, flat: Flat) -> Summary:
        leaves = {name.rpartition("-")[2]: text for name, text in reversed(flat.main.items())}
        found = {
            name: next((leaves[word] for word in words if leaves.get(word)), "")
            for name, words in _NAMES.items()
        }
        return self._placed(found["point"], found["date"], flat)

    def _read(self, name: str, text: str) -> object:
        """The value of a field; None for what cannot be read."""
        reader = self._readers.get(name)
        if reader is None:
            reader = self._readers[name] = self._reader(name)
        return reader(text)

    def _reader(self, name: str) -> Callable[[str], object]:
        item = FIELDS[name]
        mapped = self._columns
        if name == "point":
            # The register may change while the server runs.
            return lambda text: self._point(text)
        read = field_reader(
            item,
            {},
            self._date_format,
            decimal=mapped.decimal if mapped else "",
        )
        if read is None:
            return str
        return lru_cache(_READINGS)(_valued(self._declared(name, read)))

    def _declared(self, name: str, read: Read) -> Read:
        if self._columns is None:
            return read
        return with_declared(read, self._columns.values.get(name, {}), self._columns.unknown)

    def _point(self, text: str) -> object:
        changed = register_changed(str(self._workspace))
        return _point_reader(self._workspace, changed, self._values())(text)

    def _values(self) -> tuple[tuple[str, str], ...]:
        said = self._columns.values.get("point", {}) if self._columns else {}
        return tuple(said.items())


def _valued(read: Read) -> Callable[[str], object]:
    def value(text: str) -> object:
        found = read(text)
        if isinstance(found, Problem):
            return None
        return found

    return value


@lru_cache(32)
def _point_reader(
    workspace: Path, changed: int, declared: tuple[tuple[str, str], ...]
) -> Callable[[str], object]:
    """A reader of points' codes, names and aliases, as the register has them now."""
    try:
        spellings = Folder(workspace).register.spellings
    except AzalaiError:
        spellings = {}
    read = field_reader(FIELDS["point"], spellings, "")
    assert read is not None
    return lru_cache(_READINGS)(_valued(with_declared(read, dict(declared), frozenset())))
