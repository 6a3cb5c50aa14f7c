"""A record's XML as rows of OData: typed, with every column of its table."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final
from xml.etree.ElementTree import Element

from azalai.forms.instance import answer_of
from azalai.server.api.edmx import parent_column
from azalai.server.api.fields import Field

Row = dict[str, Any]

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[+-]?([0-9]{1,30}(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")


def main_row(root: Field, instance: Element, key: str, *, expand: bool, wkt: bool) -> Row:
    """The row of a record, without ``__system``.

    Repeats stand as ``<name>@odata.navigationLink``, and whole, nested, where they are expanded.
    """
    row: Row = {"__id": key}
    _fill(row, root, instance, key, f"Submissions('{key}')", expand=expand, wkt=wkt)
    return row


def repeat_rows(
    root: Field, instance: Element, key: str, repeat: Field, *, wkt: bool
) -> Iterator[Row]:
    """The rows of one repeat of a record.

    ``__id`` is the ``KEY`` that the CSV files have as well: ``uuid:…/nationality[2]``. (In
    Central it is a hash that fits nothing else.)
    """
    steps = repeat.path.split("/")
    yield from _descend(root, instance, key, steps, None, repeat, wkt)


def _descend(
    here: Field,
    node: Element,
    key: str,
    steps: list[str],
    outer: Field | None,
    goal: Field,
    wkt: bool,
) -> Iterator[Row]:
    name, *rest = steps
    field = here.children[name]
    number = 0
    for child in node:
        if child.tag != name:
            continue
        if field.type == "structure":
            yield from _descend(field, child, key, rest, outer, goal, wkt)
            return
        number += 1
        own = f"{key}/{name}[{number}]"
        if field is goal:
            row: Row = {"__id": own, parent_column(outer): key}
            _fill(row, field, child, own, "", expand=False, wkt=wkt)
            yield row
        else:
            yield from _descend(field, child, own, rest, field, goal, wkt)


def _fill(
    row: Row, field: Field, node: Element | None, key: str, link: str, *, expand: bool, wkt: bool
) -> None:
    known: dict[str, list[Element]] = {}
    for child in node if node is not None else ():
        known.setdefault(child.tag, []).append(child)
    for name, child_field in field.children.items():
        found = known.get(name, [])
        if child_field.type == "structure":
            inner: Row = {}
            below = f"{link}/{child_field.odata}" if link else ""
            _fill(
                inner, child_field, found[0] if found else None, key, below,
                expand=expand, wkt=wkt,
            )  # fmt: skip
            row[child_field.odata] = inner
        elif child_field.type == "repeat":
            if link:
                row[f"{child_field.odata}@odata.navigationLink"] = f"{link}/{child_field.odata}"
            if expand:
                row[child_field.odata] = [
                    _expanded(child_field, one, f"{key}/{name}[{number}]", wkt)
                    for number, one in enumerate(found, 1)
                ]
        else:
            row[child_field.odata] = value_of(child_field, answer_of(next(iter(found), None)), wkt)


def _expanded(field: Field, node: Element, key: str, wkt: bool) -> Row:
    row: Row = {"__id": key}
    _fill(row, field, node, key, "", expand=True, wkt=wkt)
    return row


def value_of(field: Field, text: str, wkt: bool = False) -> Any:
    """An answer with its type; None where there is none, or where it is not of its type.

    A typed reader would give up the whole table for one bad date; the text itself stands in the
    CSV and in the XML.
    """
    text = text.strip()
    if not text:
        return None
    make = _MADE.get(field.type)
    if make is not None:
        return make(text)
    if field.type == "geopoint":
        return _point(text, wkt)
    if field.type in ("geotrace", "geoshape"):
        return _line(text, field.type == "geoshape", wkt)
    return text


def _integer(text: str) -> int | None:
    return int(text) if _INTEGER.fullmatch(text) else None


def _decimal(text: str) -> float | None:
    number = float(text) if _DECIMAL.fullmatch(text) else math.nan
    return number if math.isfinite(number) else None


def _date(text: str) -> str | None:
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return None


def _moment(text: str) -> str | None:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return None
    return text


_MADE: Final[Mapping[str, Callable[[str], Any]]] = {
    "int": _integer, "decimal": _decimal, "date": _date, "dateTime": _moment,
}  # fmt: skip


def _numbers(text: str) -> list[float] | None:
    """Latitude, longitude, and whatever else of a position is there."""
    found = [_decimal(one) for one in text.split()[:4]]
    if len(found) < 2 or found[0] is None or found[1] is None:
        return None
    return [one for one in found if one is not None]


def _point(text: str, wkt: bool) -> Any:
    found = _numbers(text)
    if found is None:
        return None
    place = [found[1], found[0], *found[2:3]]
    if wkt:
        return f"POINT ({' '.join(map(repr, place))})"
    point: Row = {"type": "Point", "coordinates": place}
    if len(found) > 3:
        point["properties"] = {"accuracy": found[3]}
    return point


def _line(text: str, closed: bool, wkt: bool) -> Any:
    found = [one for part in text.split(";") if (one := _numbers(part)) is not None]
    if not found:
        return None
    places = [[one[1], one[0], *one[2:3]] for one in found]
    if wkt:
        inside = ",".join(" ".join(map(repr, one)) for one in places)
        return f"POLYGON (({inside}))" if closed else f"LINESTRING ({inside})"
    if closed:
        return {"type": "Polygon", "coordinates": [places]}
    return {"type": "LineString", "coordinates": places}
