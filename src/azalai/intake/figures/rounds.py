"""Spreadsheets of rounds: baseline areas (B1), sub-areas and locations (B2), sites (MSLA).

A row for each area or location: households and persons displaced there, returnees, origin and
reason of most of them, sexes and ages. Headers drift from round to round and from language to
language: a mapping, and the synonyms, find them. Where its facts come from: DTM's Methodological
Framework (components and levels) and its data dictionary (``m0309_loc_num_idp_hh`` …).

Persons are computed from households only where their size is stated in the row, declared in the
mapping or with ``--household-size``. Rows of totals are compared with what they total, and are not
counted.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path

from azalai.checks import Finding, Severity
from azalai.intake.days import NoDay, day_reader
from azalai.intake.figures.counts import read_people
from azalai.intake.figures.foreign import Foreign
from azalai.intake.figures.found_places import given
from azalai.intake.figures.incoming import Format, Job
from azalai.intake.figures.round_fields import COUNTED, Bound, bind
from azalai.intake.figures.round_lines import PCODE, Count, Line, hand_over
from azalai.intake.figures.round_mapping import RoundMapping, read_round_mapping
from azalai.intake.figures.sums import sum_stocks
from azalai.intake.figures.totals import Total, totals_of
from azalai.intake.values import Problem
from azalai.model.errors import AzalaiError, InputError
from azalai.model.moments import Moment
from azalai.model.names import spelling

_AREAS = ("admin1", "admin2", "admin3", "location")
_CODES = ("admin1_code", "admin2_code", "admin3_code", "location_id")


def _fits(foreign: Foreign) -> bool:
    found = bind(foreign.sheet.headers, {}, {}, frozenset()).columns
    areas = any(name in found for name in (*_AREAS, *_CODES))
    return areas and any(name in found for name in COUNTED)


def _read(job: Job) -> None:
    mapping = read_round_mapping(Path(job.asked.mapping)) if job.asked.mapping else RoundMapping()
    bound = bind(job.foreign.sheet.headers, mapping.columns, mapping.cells, mapping.ignore)
    if not any(name in bound.columns for name in COUNTED):
        raise InputError(
            "round_no_counts", path=job.foreign.path.name,
            columns=", ".join(filter(None, job.foreign.sheet.headers))[:200],
        )  # fmt: skip
    reader = _Reader(job, mapping, bound)
    lines = reader.lines()
    lines, totals = totals_of(lines)
    _tell_totals(job, bound, totals)
    lines = reader.placed(lines)
    lines = reader.dated(lines)
    reader.computed(lines)
    reader.checked(lines)
    for header, name in bound.near.items():
        job.warn("column_near", header, name)
    if bound.unread:
        job.note("unread_columns", ", ".join(bound.unread))
    hand_over(job, lines)
    for name in ("operation", "round", "assessment"):
        lacking = sum(1 for line in lines if not line.texts.get(name))
        if lacking:
            job.warn("no_stock_key", str(lacking), name)
    sum_stocks(
        job, incomplete=False, role=job.asked.said.get("role", "recommended"),
        method="key_informants",
    )  # fmt: skip


def header_of(bound: Bound, count: Count) -> str:
    """The column of a count."""
    if count[2] or count[3]:
        return bound.cells.get((count[2], count[3]), "")
    names = (name for name, kind in COUNTED.items() if kind == count[:2])
    return next((bound.columns[name] for name in names if name in bound.columns), "")


class _Reader:
    """Reads the rows of one spreadsheet."""

    def __init__(self, job: Job, mapping: RoundMapping, bound: Bound) -> None:
        self._job, self._mapping, self._bound = job, mapping, bound
        self._said = {**mapping.fixed, **{k: v for k, v in job.asked.said.items() if v}}
        self._unknown = {spelling(text) for text in mapping.unknown}
        self._decimal = mapping.file.get("decimal", "")
        names = {header: place for place, header in enumerate(job.foreign.sheet.headers) if header}
        self._places = {name: names[header] for name, header in bound.columns.items()}
        self._counts: dict[int, Count] = {
            self._places[name]: (*kind, "", "")
            for name, kind in COUNTED.items() if name in self._places
        }  # fmt: skip
        for (sex, age), header in bound.cells.items():
            self._counts[names[header]] = ("idp", "persons", sex, age)

    def lines(self) -> list[Line]:
        """Every row, its texts and its counts; cells that cannot be read are told."""
        found = []
        for cells in self._job.foreign.sheet.cells.to_pylist():
            row = cells["row_no"]
            texts = {
                name: self._value(name, cells[f"c{place}"] or "")
                for name, place in self._places.items() if name not in COUNTED
            }  # fmt: skip
            line = Line(row, {**self._said, **{k: v for k, v in texts.items() if v}})
            for place, kind in self._counts.items():
                line.counts[kind] = self._count(row, place, (cells[f"c{place}"] or "").strip())
            found.append(line)
        return found

    def _value(self, name: str, text: str) -> str:
        bare = given(text.strip().lstrip("'"))
        if spelling(bare) in self._unknown:
            return ""
        spellings = self._mapping.values.get(name, {})
        known = {spelling(raw): code for raw, code in spellings.items()}
        return known.get(spelling(bare), bare)

    def _count(self, row: int, place: int, text: str) -> int | None:
        if not text or spelling(text) in self._unknown or text in ("-", "–", "—"):
            return None
        read = read_people(text, self._decimal)
        if isinstance(read, Problem):
            header = self._job.foreign.sheet.headers[place]
            self._job.error(row, read.code, header, text, read.expected)
            return None
        return read

    def placed(self, lines: list[Line]) -> list[Line]:
        """The rows whose place is known, with the codes of the areas around it."""
        kept = []
        for line in lines:
            texts, finder = line.texts, self._job.finder
            country = finder.country(texts.get("country_code"), texts.get("country"))
            if not country and (texts.get("country_code") or texts.get("country")):
                said = texts.get("country_code") or texts.get("country", "")
                self._job.error(line.row, "unknown_country", self._header("country"), said)
                continue
            country = country or self._job.country
            places, within = [country], country
            for level, (name, code) in enumerate(zip(_AREAS, _CODES, strict=True), start=1):
                area = self._area(level, texts.get(code, ""), texts.get(name, ""), within)
                places.append(area)
                within = area or within
            if not any(places[1:]):
                self._job.error(line.row, "no_area_row", "", "")
                continue
            line.places = tuple(places)
            kept.append(line)
        return kept

    def _area(self, level: int, code: str, name: str, within: str) -> str:
        if not code and PCODE.fullmatch(name):
            code, name = name, ""
        return self._job.finder.area(level, code, name, within)

    def _header(self, name: str) -> str:
        columns = self._bound.columns
        return columns.get(f"{name}_code") or columns.get(name, "")

    def dated(self, lines: list[Line]) -> list[Line]:
        """The rows whose day can be read."""
        texts = {line.texts.get("date", "") for line in lines}
        form = self._mapping.file.get("date_format", "")
        read = day_reader(form, sorted(texts), self._mapping.file.get("turned_dates", ""))
        kept = []
        for line in lines:
            text = line.texts.get("date_end") or line.texts.get("date", "")
            column = self._bound.columns.get("date_end") or self._bound.columns.get("date", "")
            if not text:
                self._job.error(line.row, "no_day", column, "")
                continue
            found = read(text)
            try:
                day = str(Moment.parse(text)) if isinstance(found, NoDay) else found.isoformat()
            except AzalaiError:
                self._job.error(line.row, "bad_day", column, text)
                continue
            if day > self._job.today:
                self._job.error(line.row, "future_day", column, day)
                continue
            line.as_of = day
            kept.append(line)
        return kept

    def computed(self, lines: list[Line]) -> None:
        """Persons from households, where a size is stated or declared; nowhere else."""
        job, multiplied, left = self._job, 0, 0
        doubted = {item.row for item in job.findings if item.severity is Severity.ERROR}
        for line in lines:
            try:
                size = Decimal(line.texts.get("household_size", "").replace(",", "."))
            except InvalidOperation:
                size = Decimal(0)
            sized = size.is_finite() and 1 <= size <= 50
            for population in sorted({kind[0] for kind in line.counts}):
                households = line.counts.get((population, "households", "", ""))
                persons = (population, "persons", "", "")
                if households is None or line.counts.get(persons) is not None:
                    continue
                if line.row in doubted:
                    continue
                if not sized:
                    left += 1
                    continue
                product = (households * size).quantize(Decimal(1), ROUND_HALF_UP)
                line.counts[persons], line.note = int(product), f"households × {size}"
                line.size = str(size)
                multiplied += 1
        for rule, number in (("multiplied", multiplied), ("households_only", left)):
            if number:
                job.warn(rule, str(number))

    def checked(self, lines: list[Line]) -> None:
        """Sexes and ages that do not add up to the persons of their row."""
        cells = list(self._bound.cells)
        ages = {age for _, age in cells}
        if len({sex for sex, _ in cells}) < 2 or ages not in ({""}, {"adult", "minor"}):
            return
        if len(cells) != 2 * len(ages):
            return
        for line in lines:
            parts = [line.counts.get(("idp", "persons", *cell)) for cell in cells]
            persons = line.counts.get(("idp", "persons", "", ""))
            known = [part for part in parts if part is not None]
            if persons is not None and len(known) == len(parts) and sum(known) != persons:
                self._job.warn("cells_differ", str(sum(known)), str(persons), row=line.row)


def _tell_totals(job: Job, bound: Bound, totals: list[Total]) -> None:
    """Rows of totals go to the rows set aside; what does not fit is told."""
    for total in totals:
        differing = [item for item in total.compared if item[1] != item[2]]
        for kind, stated, computed in differing:
            job.findings.append(
                Finding(total.row, "total_differs", Severity.ERROR, "", str(stated),
                        str(computed), column=header_of(bound, kind))
            )  # fmt: skip
        if not differing:
            job.findings.append(Finding(total.row, "total_fits", Severity.NOTE, "", total.name, ""))
        job.aside.add(total.row)


FORMAT = Format("round", "iom-dtm-round", "round", _fits, _read)
