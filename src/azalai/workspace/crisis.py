"""Crises on disk: ``crises/<name>/`` with ``crisis.toml`` and its tables.

``events.csv``    kind, from, to, places, text_en, text_fr, source (``to`` = ``…``: it lasts)
``routes.csv``    country, origin_en/fr, entry_en/fr, settling_en/fr, source
``response.csv``  sector, phase, need_en/fr, action_en/fr, figures, source
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from azalai.model.crisis import (
    AccountWanted,
    Crisis,
    Event,
    EventKind,
    Phase,
    PhaseCode,
    Response,
    Route,
    Selection,
    SeriesWanted,
)
from azalai.model.errors import AzalaiError, InputError, WorkspaceError
from azalai.model.figures import Category, Role, Statistic
from azalai.model.moments import Moment
from azalai.model.places import Gazetteer
from azalai.workspace.config import read_toml
from azalai.workspace.csvfile import Line, read_lines
from azalai.workspace.folder import Folder
from azalai.workspace.places import read_places
from azalai.workspace.register import LANGUAGES

SECTIONS = ("profile", "composition", "intentions", "movements")
LASTING = ("…", "...")  # what stands in ``to`` of an obstacle that had no end yet

_KEYS = {
    *("format", "place", "asylum", "situation", "origin", "as_of", "title", "summary"),
    *("limitations", "phase", "account", "series", "show", "projection", "indicator"),
}
_TABLES = {
    "phase": {"code", "from", "to", "title"},
    "account": {"population", "place", "opening", "closing"},
    "series": {"population", "place", "source", "title"},
    "show": {"section", "title", "note", "figures", "select"},
}
_ENUMS = {"category": Category, "statistic": Statistic, "role": Role}
_FILTERS = {*_ENUMS, "population", "place", "origin", "sex", "age", "unit", "source", "document",
            "table", "method", "direction", "operation", "round", "assessment"}  # fmt: skip

_T = TypeVar("_T")


def crises(folder: Folder) -> list[str]:
    """Names of the crises that a workspace defines."""
    return sorted(path.parent.name for path in (folder.root / "crises").glob("*/crisis.toml"))


def read_crisis(folder: Folder, name: str = "") -> Crisis:
    """A crisis of a workspace.

    Parameters
    ----------
    name : str
        Of its folder; may be left out where there is but one.

    Raises
    ------
    InputError
        ``no_crisis_yet``, ``no_crisis`` or ``several_crises``.
    WorkspaceError
        ``bad_toml``, ``bad_setting``, ``bad_cell`` or ``column_missing``.
    """
    known = crises(folder)
    if not known:
        raise InputError("no_crisis_yet")
    if name and name not in known:
        raise InputError("no_crisis", value=name, known=", ".join(known))
    if not name and len(known) > 1:
        raise InputError("several_crises", known=", ".join(known))
    name = name or known[0]
    return _Reader(folder.root / "crises" / name, read_places(folder)).crisis(name)


class _Reader:
    """Reads one folder; what is wrong is told with its file and place."""

    def __init__(self, path: Path, places: Gazetteer) -> None:
        self._path, self._places = path, places
        self._data: dict[str, Any] = read_toml(path / "crisis.toml")

    def crisis(self, name: str) -> Crisis:
        data = self._data
        for key in sorted(set(data) - _KEYS):
            raise self._bad(key)
        if data.get("format") != 1:
            raise self._bad("format")
        return Crisis(
            code=name,
            title=self._texts(data, "title"),
            **self._where(),
            as_of=self._day(data, "as_of"),
            phases=self._phases(),
            events=tuple(sorted(
                self._each("events.csv", ("kind", "from"), self._event),
                key=lambda event: (event.kind is not EventKind.EVENT, event.first.first),
            )),
            routes=tuple(self._each("routes.csv", ("country",), self._route)),
            responses=tuple(self._each("response.csv", ("sector", "phase"), self._response)),
            selections=tuple(self._selection(item) for item in self._tables("show")),
            series=tuple(
                SeriesWanted(
                    self._text(item, "population"), self._place(item, "place"),
                    self._texts(item, "title"), str(item.get("source", "")),
                )
                for item in self._tables("series")
            ),
            accounts=tuple(self._account(item) for item in self._tables("account")),
            summary=self._texts(data, "summary", needed=False),
            limitations=self._texts(data, "limitations", needed=False),
            projection=self._projection(),
            indicators=tuple(self._tables("indicator")),
        )  # fmt: skip

    def _where(self) -> dict[str, str]:
        """The country, and what goes without saying where nobody fled abroad."""
        place = self._place(self._data, "place")
        found = {"place": place, "asylum": "", "situation": place, "origin": place}
        named = found.keys() & self._data.keys()
        return found | {key: self._place(self._data, key) for key in named}

    def _bad(self, problem: str) -> WorkspaceError:
        return WorkspaceError("bad_setting", path=str(self._path / "crisis.toml"), problem=problem)

    def _tables(self, key: str) -> list[dict[str, Any]]:
        found = self._data.get(key, [])
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise self._bad(f"[[{key}]]")
        for item in found:
            # Indicators are read by those who use them.
            for name in sorted(item.keys() - _TABLES.get(key, item.keys())):
                raise self._bad(f"{key}.{name}")
        return found

    def _text(self, table: Mapping[str, Any], key: str) -> str:
        if not isinstance(table.get(key), str) or not table[key]:
            raise self._bad(key)
        return str(table[key])

    def _texts(self, table: Mapping[str, Any], key: str, *, needed: bool = True) -> dict[str, str]:
        found = table.get(key, {})
        if not isinstance(found, dict) or not all(isinstance(t, str) for t in found.values()):
            raise self._bad(key)
        if needed and not all(found.get(lang) for lang in LANGUAGES):
            raise self._bad(f"{key}.{'/'.join(LANGUAGES)}")
        return found

    def _place(self, table: Mapping[str, Any], key: str) -> str:
        code = self._places.find(self._text(table, key))
        if code is None:
            raise self._bad(f"{key} = {table[key]}")
        return code

    def _day(self, table: Mapping[str, Any], key: str) -> date:
        found = table.get(key)
        if isinstance(found, str):
            try:
                return date.fromisoformat(found)
            except ValueError:
                raise self._bad(f"{key} = {found}") from None
        if not isinstance(found, date) or isinstance(found, datetime):
            raise self._bad(key)
        return found

    def _projection(self) -> dict[str, Any]:
        """What people set of the projection; its assumptions are read by those who use them."""
        found = self._data.get("projection", {})
        if not isinstance(found, dict):
            raise self._bad("[projection]")
        reads = {"population": self._text, "place": self._place, "origin": self._day}
        for key in found.keys() & reads.keys():
            reads[key](found, key)
        return found

    def _phases(self) -> tuple[Phase, ...]:
        phases = []
        for item in self._tables("phase"):
            try:
                code = PhaseCode(item.get("code", ""))
            except ValueError:
                raise self._bad(f"phase.code = {item.get('code', '')}") from None
            first = self._day(item, "from") if "from" in item else None
            last = self._day(item, "to") if "to" in item else None
            if first is not None and last is not None and last < first:
                raise self._bad(f"phase.to = {last}")
            phases.append(Phase(code, self._texts(item, "title"), first, last))
        if [phase.code for phase in phases] != list(PhaseCode):
            raise self._bad(f"[[phase]] {', '.join(PhaseCode)}")
        for earlier, later in pairwise(phases):
            if earlier.last is None or later.first is None or later.first <= earlier.last:
                raise self._bad(f"[[phase]] {later.code}")
        return tuple(phases)

    def _account(self, item: Mapping[str, Any]) -> AccountWanted:
        wanted = AccountWanted(
            self._text(item, "population"), self._place(item, "place"),
            self._day(item, "opening"), self._day(item, "closing"),
        )  # fmt: skip
        if wanted.closing <= wanted.opening:
            raise self._bad(f"account.closing = {wanted.closing}")
        return wanted

    def _selection(self, item: Mapping[str, Any]) -> Selection:
        if item.get("section") not in SECTIONS:
            raise self._bad(f"show.section = {item.get('section', '')}")
        ids, wanted = item.get("figures", []), item.get("select", {})
        if not isinstance(wanted, dict):
            raise self._bad(f"show.select = {wanted}")
        if not isinstance(ids, list) or bool(ids) == bool(wanted):
            raise self._bad("show.figures / show.select")
        for key, value in wanted.items():
            if key not in _FILTERS:
                raise self._bad(f"show.select.{key}")
            values = value if isinstance(value, list) else [value]
            if key in _ENUMS:
                try:
                    values = [_ENUMS[key](text) for text in values]
                except ValueError:
                    raise self._bad(f"show.select.{key} = {value}") from None
            wanted[key] = tuple(values) if isinstance(value, list) else values[0]
        return Selection(
            section=item["section"],
            title=self._texts(item, "title"),
            ids=tuple(str(identity) for identity in ids),
            wanted=wanted,
            note=self._texts(item, "note", needed=False),
        )

    def _each(self, name: str, columns: tuple[str, ...], read: Callable[[Line], _T]) -> list[_T]:
        return [read(line) for line in read_lines(self._path / name, columns)]

    def _event(self, line: Line) -> Event:
        try:
            kind = EventKind(line["kind"])
        except ValueError:
            raise line.fail("kind") from None
        lasting = line["to"] in LASTING
        first = self._moment(line, "from")
        if first is None:
            raise line.fail("from")
        last = None if lasting else self._moment(line, "to")
        if last is not None and last.last < first.first:
            raise line.fail("to")
        return Event(
            kind=kind, first=first, text=self._cells(line, "text", needed=True), last=last,
            lasting=lasting, places=self._codes(line, "places"), source=line.needed("source"),
        )  # fmt: skip

    def _route(self, line: Line) -> Route:
        country = self._places.find(line.needed("country"))
        if country is None:
            raise line.fail("country")
        return Route(
            country, self._cells(line, "origin"), self._cells(line, "entry"),
            self._cells(line, "settling"), line["source"],
        )  # fmt: skip

    def _response(self, line: Line) -> Response:
        try:
            phase = PhaseCode(line["phase"])
        except ValueError:
            raise line.fail("phase") from None
        return Response(
            line.needed("sector"), phase, self._cells(line, "need"), self._cells(line, "action"),
            tuple(line["figures"].split()), line["source"],
        )  # fmt: skip

    def _cells(self, line: Line, prefix: str, *, needed: bool = False) -> dict[str, str]:
        found = {lang: line[f"{prefix}_{lang}"] for lang in LANGUAGES}
        if needed or any(found.values()):
            for lang in LANGUAGES:
                # What one says the other must say too.
                line.needed(f"{prefix}_{lang}")
        return {lang: text for lang, text in found.items() if text}

    def _codes(self, line: Line, column: str) -> tuple[str, ...]:
        found = [self._places.find(text) for text in line[column].split("|") if text.strip()]
        if None in found:
            raise line.fail(column)
        return tuple(code for code in found if code is not None)

    @staticmethod
    def _moment(line: Line, column: str) -> Moment | None:
        if not line[column]:
            return None
        try:
            return Moment.parse(line[column])
        except AzalaiError:
            raise line.fail(column) from None
