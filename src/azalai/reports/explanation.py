"""The page behind each bulletin's links: how its numbers were made, from the public edition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from azalai.measures import measures
from azalai.model.tables import Row, Status
from azalai.release import Release, statements
from azalai.reports.averages import average_text, exact_average
from azalai.reports.content import Document
from azalai.wording import Wording

SECTION_MEASURES = {
    "overview": ("flows", "average_per_day", "variation", "active_points"),
    "highlights": ("passages_inside",),
    "trends": ("monthly", "monthly_average", "daily"),
    "final_destinations": ("final_destinations", "final_destination_europe"),
    "movement_types": ("movement_types", "movement_types_by_departure", "movement_types_by_next"),
    "reference": ("reference_level",),
}
"""Measures whose numbers stand in a section that is not named after its one measure."""

POINT_MEASURES = ("flows", "average_per_day", "variation", "monthly", "monthly_average")


@dataclass(frozen=True, slots=True)
class Explained:
    """Numbers of one measure, place and direction, with their rule."""

    title: str
    rule: str
    base: str
    days: str
    columns: list[str]
    rows: list[list[str]]
    query: str
    base_query: str


def explanation_page(release: Release, document: Document, wording: Wording) -> str:
    """The explanation of a bulletin's numbers as one HTML page without any outside resource."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "html"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    text = wording.text
    explainer = _Explainer(release, wording)
    return environment.get_template("explanation.html").render(
        lang=document.lang,
        title=text("explanation.title", place=document.place, month=wording.month(release.month)),
        label=document.label,
        release=f"{release.identity} · sha256 {release.sha256}",
        contents=text("explanation.contents"),
        intro=text("explanation.intro"),
        no_numbers=text("explanation.no_numbers"),
        records=text("explanation.records"),
        sections=[
            {
                "key": section.key,
                "title": section.title,
                "blocks": list(explainer.section(section.key, section.profile)),
            }
            for section in document.sections
        ],
    )


class _Explainer:
    """Explains sections of one release in one language."""

    def __init__(self, release: Release, wording: Wording) -> None:
        self._release = release
        self._wording = wording
        self._rows: dict[tuple[str, str, str], list[Row]] = {}
        for row in release.rows():
            key = (row.measure.removesuffix("_change"), row.place, row.direction)
            self._rows.setdefault(key, []).append(row)
        self._names = {
            point["code"]: point[f"name_{wording.lang}"] or point["name_en"]
            for point in release.listing("points")
        }

    def section(self, key: str, profile: bool) -> Iterator[Explained]:
        """The numbers a section may print."""
        if profile:
            wanted = [*POINT_MEASURES, *(name for name in measures())]
            places = [key]
        elif key == "by_point":
            wanted, places = ["flows"], list(self._names)
        else:
            wanted, places = list(SECTION_MEASURES.get(key, (key,))), [self._release.country]
        for measure in wanted:
            for place in places:
                for direction in ("total", "in", "out", "unknown"):
                    block = self._rows.get((measure, place, direction))
                    if block:
                        yield self._block(measure, place, direction, block)

    def _block(self, measure: str, place: str, direction: str, rows: list[Row]) -> Explained:
        text = self._wording.text
        first = rows[0]
        where = self._names.get(place) or self._wording.country(place)
        title = " · ".join(
            (text(f"term.measure.{measure}"), where, text(f"term.direction.{direction}"))
        )
        rule, query, base_query = statements(self._release, first)
        profile = bool(first.dimension1)
        base = ""
        if first.base is not None and profile:
            base = text("explanation.base", first.base)
        days = text("explanation.days", first.days) if first.days is not None else ""
        columns, lines = self._lines(rows, profile)
        return Explained(title, text(f"rule.{rule}"), base, days, columns, lines, query, base_query)

    def _lines(self, rows: list[Row], profile: bool) -> tuple[list[str], list[list[str]]]:
        text = self._wording.text
        if not profile:
            name = text("explanation.column.period")
            units = list(dict.fromkeys(row.unit for row in rows))
            columns = [
                name,
                *(unit if unit == "%" else text(f"explanation.unit.{_slug(unit)}")
                  for unit in units),
            ]  # fmt: skip
            return columns, [
                [period, *self._cells(list(same), units)]
                for period, same in groupby(rows, key=lambda row: row.period)
            ]
        units = [unit for unit in ("persons", "%", "pp") if any(row.unit == unit for row in rows)]
        columns = [text("explanation.column.category")]
        columns += [text(f"explanation.unit.{_slug(unit)}") for unit in units]
        by_category: dict[tuple[str, str], list[Row]] = {}
        for row in rows:
            by_category.setdefault((row.category1, row.category2), []).append(row)
        return columns, [
            [self._category(same[0]), *self._cells(same, units)] for same in by_category.values()
        ]

    def _cells(self, rows: list[Row], units: list[str]) -> list[str]:
        found = {row.unit: row for row in rows}
        declared = measures().get(rows[0].measure.removesuffix("_change"))
        decimals = declared.decimals if declared else 0
        return [self._cell(found[unit], decimals) if unit in found else "" for unit in units]

    def _cell(self, row: Row, decimals: int) -> str:
        mean = exact_average(row) if row.unit == "persons/day" else None
        if mean is not None:
            return average_text(self._wording, mean)
        return self._wording.value(row, threshold=self._release.threshold, decimals=decimals)

    def _category(self, row: Row) -> str:
        if row.dimension1 == "reference":
            references = self._release.description["references"]
            labels = {item["name"]: item["label"] for item in references}
            return str(labels[row.category1].get(self._wording.lang, row.category1))
        pairs = ((row.dimension1, row.category1), (row.dimension2, row.category2))
        names = [self._wording.category(dim, code) for dim, code in pairs if dim and code]
        if not names and row.status is Status.NOT_COLLECTED:
            return "–"
        return ", ".join(names)


def _slug(unit: str) -> str:
    return {"%": "percent", "persons/day": "persons_per_day"}.get(unit, unit)
