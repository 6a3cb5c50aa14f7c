"""Which picture is drawn from which rows, and what its alternative text says."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from azalai.drawing.bars import (
    CrossRow,
    MirrorRow,
    ShareRow,
    composition_bar,
    crossed_bars,
    sex_age_panel,
)
from azalai.drawing.bars import direction_bars as facing_bars
from azalai.drawing.boundaries import Feature
from azalai.drawing.flow_map import MapArrow, MapPoint, MapTexts, flow_map
from azalai.drawing.series import (
    DayValue,
    MonthValue,
    Note,
    SeriesTexts,
    daily_series,
    monthly_series,
    note_captions,
)
from azalai.drawing.style import Spec
from azalai.model.periods import Month
from azalai.model.tables import Row, Status
from azalai.reports.content import Figure, Numbered
from azalai.reports.facts import Facts, PointFacts
from azalai.reports.markup import literal, words

POINT_MONTHS = 12
"""Months on the small chart of a point."""


@dataclass(frozen=True, slots=True)
class Backdrop:
    """First administrative level of the country: names by language, and shapes for the map."""

    regions: Sequence[Feature] = ()
    names: Mapping[str, str] = field(default_factory=dict)


class Charts:
    """The pictures of one bulletin, collected while its pages are put together.

    Attributes
    ----------
    specs : dict of str to Spec
        By name; drawn later, each once.
    """

    def __init__(self, facts: Facts, backdrop: Backdrop) -> None:
        self.facts = facts
        self.backdrop = backdrop
        self.specs: dict[str, Spec] = {}

    def _figure(self, name: str, spec: Spec, caption: str, alt: str, source: str = "") -> Figure:
        assert name not in self.specs, name
        self.specs[name] = spec
        return Figure(name, alt, caption, source)

    # Map

    def map(self) -> Figure:
        """The points, and arrows across the border at those that face a neighbour."""
        facts = self.facts
        spec = flow_map(
            [self._map_point(point) for point in facts.points],
            self._arrows(),
            MapTexts(
                facts.wording.lang,
                facts.wording.text("term.direction.in"),
                facts.wording.text("term.direction.out"),
                facts.say("map.entry_exit"),
                facts.say("map.transit"),
                facts.say("map.width"),
            ),
            focus=facts.country,
            country_name=facts.wording.country,
            region_name=lambda code: self.backdrop.names.get(code, ""),
            regions=self.backdrop.regions,
            width=470,
            height=466,
        )
        listed = [
            facts.say("map.alt.point", name=point.name, people=self._people(point.code))
            for point in facts.points
        ]
        alt = facts.say(
            "map.alt",
            place=facts.wording.country(facts.country, "of"),
            month=facts.wording.month(facts.month),
            list=facts.wording.join(listed),
        )
        caption = facts.say("map.title", month=facts.wording.month(facts.month))
        return self._figure("map", spec, caption, alt, self._map_source())

    def _map_source(self) -> str:
        source = str(self.facts.release.description.get("boundaries_source", ""))
        return self.facts.say("map.source", source=source) if source else ""

    def _map_point(self, point: PointFacts) -> MapPoint:
        facts = self.facts
        total = facts.shown(facts.row("flows", point.code))
        if not point.national:
            total = facts.say("map.transit.total", total=total)
        dx, dy, anchor = point.label or (None, None, None)
        return MapPoint(
            code=point.code,
            name=point.name,
            latitude=point.latitude,
            longitude=point.longitude,
            role="entry_exit" if point.national else "transit",
            incoming=facts.count("flows", point.code, "in"),
            outgoing=facts.count("flows", point.code, "out"),
            total_text=total,
            label_dx=dx,
            label_dy=dy,
            anchor=anchor,  # type: ignore[arg-type]
        )

    def _arrows(self) -> list[MapArrow]:
        return [
            MapArrow(point.code, direction, persons, point.faces)
            for point in self.facts.points
            if point.national and point.faces
            for direction in ("in", "out")
            if (persons := self.facts.count("flows", point.code, direction))
        ]  # type: ignore[arg-type,misc]

    def _people(self, place: str, direction: str = "total") -> str:
        row = self.facts.row("flows", place, direction)
        if row is None or row.value is None:
            return self.facts.shown(row)
        return self.facts.say("people", int(row.value))

    # Series

    def _series_texts(self, unit: str) -> SeriesTexts:
        facts = self.facts
        return SeriesTexts(
            lang=facts.wording.lang,
            unit=facts.wording.text(f"term.unit.{unit}"),
            incoming=facts.wording.text("term.direction.in"),
            outgoing=facts.wording.text("term.direction.out"),
            unknown=facts.wording.text("term.direction.unknown"),
            missing=facts.say("series.missing"),
            published=facts.say("series.published"),
            derived=facts.say("series.derived"),
            open=facts.say("series.open"),
        )

    def daily(self, place: str = "", *, width: float = 505, height: float = 105) -> Figure:
        """Persons by day through the month."""
        facts = self.facts
        days = _days(facts.dated("daily", place))
        known = [day for day in days if day.status == "collected"]
        totals = {day.date: day.incoming + day.outgoing + day.unknown for day in known}
        name = facts.name(place or facts.country)
        values = {"name": name, "month": facts.wording.month(facts.month)}
        if known:
            busiest = max(totals, key=lambda day: (totals[day], -day.day))
            calmest = min(totals, key=lambda day: (totals[day], day.day))
            alt = facts.say(
                "daily.alt",
                **values,
                most=facts.say("people", totals[busiest]),
                most_day=facts.wording.date(busiest),
                least=facts.say("people", totals[calmest]),
                least_day=facts.wording.date(calmest),
            )
        else:
            alt = facts.say("daily.alt.none", **values)
        absent = len(days) - len(known)
        if absent:
            alt += " " + facts.say("days.absent", absent)
        spec = daily_series(days, self._series_texts("persons"), width=width, height=height)
        caption = facts.say("daily.short" if place else "daily.title", **values)
        return self._figure(f"daily-{place or facts.country}", spec, caption, alt)

    def monthly(
        self,
        place: str = "",
        *,
        months: int = 0,
        notes: bool = True,
        width: float = 505,
        height: float = 140,
    ) -> tuple[Figure, Numbered | None]:
        """Average per day by month, since the points opened or over so many months, and notes."""
        facts = self.facts
        code = place or facts.country
        shown = self._months(code, months)
        marked = self._notes(code) if notes else []
        spec = monthly_series(
            shown,
            self._series_texts("persons/day"),
            marked,
            width=width,
            height=height,
            captions=False,
        )
        known = [month for month in shown if month.average is not None]
        listed = [
            facts.say(
                "monthly.alt.month",
                month=facts.wording.month(item.month),
                average=facts.wording.number(round(item.average or 0, 2), 1 if _small(item) else 0),
                status=f" ({facts.say(f'series.{item.status}')})" if item.status else "",
            )
            for item in known
        ]
        alt = facts.say(
            "monthly.alt",
            name=facts.name(code),
            first=facts.wording.month(shown[0].month),
            last=facts.wording.month(shown[-1].month),
            list=facts.wording.join(listed) or facts.say("series.missing"),
            missing=facts.say("months.missing", len(shown) - len(known)),
        )
        caption = facts.say(
            "monthly.short" if place else "monthly.title", first=facts.wording.month(shown[0].month), name=facts.name(code)
        )
        numbered = note_captions(marked, shown)
        figure = self._figure(f"monthly-{code}", spec, caption, alt)
        notes_block = Numbered(tuple((n, words(literal(t))) for n, t in numbered))
        return figure, notes_block if numbered else None

    def _months(self, place: str, months: int) -> list[MonthValue]:
        facts = self.facts
        values: dict[str, dict[str, Row]] = {}
        counts: dict[str, dict[str, Row]] = {}
        for target, measure in ((values, "monthly_average"), (counts, "monthly")):
            for row in facts.dated(measure, place):
                target.setdefault(row.period, {})[row.direction] = row
        opened = [
            Month.of(point.opened)
            for point in facts.points
            if place in (facts.country, point.code)
        ]
        first = min([*opened, *(Month.parse(period) for period in values)], default=facts.month)
        if months:
            first = facts.month.shifted(1 - months)
        shown = []
        for month in first.through(facts.month):
            average = values.get(str(month), {}).get("total")
            persons = counts.get(str(month), {})
            status = "" if average is None or average.status is Status.OK else str(average.status)
            shown.append(
                MonthValue(
                    month=month,
                    label=facts.wording.month(month, "short"),
                    incoming=_count(persons.get("in")),
                    outgoing=_count(persons.get("out")),
                    unknown=_count(persons.get("unknown")),
                    average=None if average is None else average.value,
                    status=status,  # type: ignore[arg-type]
                )
            )
        return shown

    def _notes(self, place: str) -> list[Note]:
        facts = self.facts
        found = []
        for line in facts.release.listing("notes"):
            places = line["places"].replace("|", " ").split()
            if place != facts.country and places and place not in places:
                continue
            last = line["to"]
            found.append(
                Note(
                    first=Month.of(datetime.date.fromisoformat(line["from"])),
                    last=Month.of(datetime.date.fromisoformat(last)) if last else None,
                    label=line.get(f"text_{facts.wording.lang}") or line["text_en"],
                    kind=line["kind"],  # type: ignore[arg-type]
                )
            )
        return found

    # Bars

    def by_point(self) -> Figure:
        """Incoming and outgoing at each point, in facing bars."""
        facts = self.facts
        rows, listed = [], []
        for point in facts.points:
            texts = [facts.shown(facts.row("flows", point.code, way)) for way in ("in", "out")]
            rows.append(
                MirrorRow(
                    point.name if point.national else facts.say("by_point.transit", name=point.name),
                    facts.count("flows", point.code, "in"),
                    facts.count("flows", point.code, "out"),
                    *texts,
                )
            )
            listed.append(
                facts.say("by_point.alt.point", name=point.name, incoming=texts[0], outgoing=texts[1])
            )
        spec = facing_bars(
            rows,
            incoming=facts.wording.text("term.direction.in"),
            outgoing=facts.wording.text("term.direction.out"),
            unit=facts.wording.text("term.unit.persons"),
            lang=facts.wording.lang,
            width=505,
        )
        alt = facts.say("by_point.alt", list="; ".join(listed))
        return self._figure("by-point", spec, facts.say("by_point.title"), alt)

    def sex_age(self, place: str = "", *, width: float = 240) -> Figure | None:
        """Adults and minors by sex; `None` where neither was recorded."""
        facts = self.facts
        if not facts.collected("sex_age", place):
            return None
        rows, listed = [], []
        ages = dict.fromkeys(row.category2 for row in facts.rows("sex_age", place, unit="%"))
        for age in sorted(ages, key=("adult", "minor", "unknown").index):
            pair = [facts.row("sex_age", place, "total", sex, age, "%") for sex in ("F", "M")]
            texts = [facts.shown(row) for row in pair]
            values = [None if row is None else row.value for row in pair]
            rows.append(MirrorRow(facts.wording.category("age", age), *values, *texts))
            for sex, text in zip(("F", "M"), texts, strict=True):
                named = f"term.sex_age.{sex}_{age}"
                if facts.wording.has(named):
                    listed.append(facts.say("part", name=facts.wording.text(named), share=text))
        spec = sex_age_panel(
            rows,
            left=facts.wording.category("sex", "F"),
            right=facts.wording.category("sex", "M"),
            unit=facts.say("percent_of_people"),
            lang=facts.wording.lang,
            width=width,
        )
        alt = facts.say("sex_age.alt", list=facts.wording.join(listed))
        title = facts.wording.text("term.measure.sex_age")
        return self._figure(f"sex-age-{place or facts.country}", spec, title, alt)

    def movement_types(self, *, width: float = 505) -> Figure | None:
        """Types of movement of all, of the incoming and of the outgoing, each a whole of 100 %."""
        facts = self.facts
        measure = "movement_types"
        ways = [way for way in ("total", "in", "out") if facts.rows(measure, "", way, "%")]
        rows = {way: facts.rows(measure, "", way, "%") for way in ways}
        kinds = [row.category1 for row in rows.get("total", []) if row.value]
        hidden = any(row.value is None for found in rows.values() for row in found)
        if not kinds or hidden:
            return None
        lines, listed = [], []
        for way in ways:
            by_kind = {row.category1: row for row in rows[way]}
            shares = tuple(_percent(by_kind.get(kind)) for kind in kinds)
            texts = tuple(facts.wording.percent(round(share)) for share in shares)
            heading = facts.wording.text(f"term.direction.{way}")
            base = next((int(row.base) for row in rows[way] if row.base), 0)
            lines.append(CrossRow(heading, shares, texts, facts.say("people", base)))
            listed.append(self._crossed_words(heading, "movement_type", kinds, texts))
        return self._crossed("movement-types", measure, lines, kinds, listed, width)

    def _crossed_words(
        self, name: str, dimension: str, kinds: Sequence[str], texts: Sequence[str]
    ) -> str:
        facts = self.facts
        parts = [
            facts.say("part", name=facts.wording.category(dimension, kind), share=text)
            for kind, text in zip(kinds, texts, strict=True)
        ]
        return facts.say("crossed.alt.row", name=name, list=facts.wording.join(parts))

    def _crossed(
        self,
        name: str,
        measure: str,
        lines: Sequence[CrossRow],
        kinds: Sequence[str],
        listed: Sequence[str],
        width: float,
    ) -> Figure:
        facts = self.facts
        spec = crossed_bars(
            lines,
            series=[facts.wording.category("movement_type", kind) for kind in kinds],
            unit="",
            lang=facts.wording.lang,
            width=width,
        )
        title = facts.wording.text(f"term.measure.{measure}")
        alt = facts.say("crossed.alt", what=title, list="; ".join(listed))
        return self._figure(name, spec, title, alt)

    def movement_types_by(self, measure: str, *, width: float = 505) -> Figure | None:
        """Types of movement within the main countries of a cross-table, each a whole of 100 %."""
        facts = self.facts
        by_country: dict[str, list[Row]] = {}
        for row in facts.rows(measure, unit="persons"):
            if row.category1 != "unknown":
                by_country.setdefault(row.category1, []).append(row)
        # A country with a hidden cell would show the hidden part as what is missing from its bar.
        whole = {
            code: rows
            for code, rows in by_country.items()
            if all(row.value is not None for row in rows) and sum(row.value or 0 for row in rows)
        }
        if not whole:
            return None
        totals = {code: int(sum(row.value or 0 for row in rows)) for code, rows in whole.items()}
        codes = sorted(whole, key=lambda code: (-totals[code], code))[:5]
        kinds = list(dict.fromkeys(row.category2 for code in codes for row in whole[code]))
        kinds = [
            kind
            for kind in kinds
            if any(row.value for code in codes for row in whole[code] if row.category2 == kind)
        ]
        lines, listed = [], []
        for code in codes:
            persons = {row.category2: int(row.value or 0) for row in whole[code]}
            shares = tuple(100 * persons.get(kind, 0) / totals[code] for kind in kinds)
            texts = tuple(facts.percent_of(persons.get(kind, 0), totals[code]) for kind in kinds)
            name = facts.wording.country(code)
            lines.append(CrossRow(name, shares, texts, facts.say("people", totals[code])))
            listed.append(self._crossed_words(name, "movement_type", kinds, texts))
        return self._crossed(measure.replace("_", "-"), measure, lines, kinds, listed, width)


def _percent(row: Row | None) -> float:
    """The exact share of a row in per cent; nobody is 0."""
    return 0.0 if row is None or not row.base or row.value is None else float(row.value)


def _days(rows: Sequence[Row]) -> list[DayValue]:
    by_day: dict[str, dict[str, Row]] = {}
    for row in rows:
        by_day.setdefault(row.period, {})[row.direction] = row
    found = []
    for period, directions in sorted(by_day.items()):
        total = directions.get("total")
        day = datetime.date.fromisoformat(period)
        if total is None or total.value is None:
            found.append(DayValue(day, 0, 0, 0, "missing"))
            continue
        incoming, outgoing = _count(directions.get("in")) or 0, _count(directions.get("out")) or 0
        found.append(DayValue(day, incoming, outgoing, int(total.value) - incoming - outgoing))
    return found


def _count(row: Row | None) -> int | None:
    return None if row is None or row.value is None else int(row.value)


def _small(month: MonthValue) -> bool:
    return month.average is not None and 0 < month.average < 10
