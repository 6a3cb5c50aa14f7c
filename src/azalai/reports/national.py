"""Sections about the whole country."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from azalai.model.periods import Month
from azalai.model.tables import Row, Status
from azalai.reports import month_tables, point_tables, sentences, tables
from azalai.reports.averages import average_text
from azalai.reports.bar_charts import by_point_figure, movement_types_by_figure
from azalai.reports.charts import Charts
from azalai.reports.content import (
    Block,
    Callout,
    DataTable,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Section,
    Tone,
)
from azalai.reports.events import breaks
from azalai.reports.facts import Facts
from azalai.reports.map_chart import map_figure
from azalai.reports.markup import literal, typographic, words
from azalai.reports.narrative import Narrator
from azalai.reports.trend_charts import trends


class National:
    """Builds the national sections; each returns one.

    Parameters
    ----------
    facts, charts, narrator
        Numbers, pictures and words of this bulletin.
    """

    def __init__(self, facts: Facts, charts: Charts, narrator: Narrator) -> None:
        self.facts = facts
        self.charts = charts
        self.narrator = narrator

    def front(self) -> tuple[Section, Section]:
        """Key figures, map and highlights."""
        facts = self.facts
        overview = Section(
            "overview",
            facts.say("overview.title", month=facts.wording.month(facts.month)),
            (KeyFigures(self._tiles()), map_figure(self.charts)),
        )
        items = [
            sentences.observed(facts),
            sentences.average(facts),
            sentences.shares(facts, "nationalities"),
            sentences.leading_change(facts, "nationalities"),
            sentences.shares(facts, "next_destinations"),
            sentences.europe(facts),
            sentences.shares(facts, "movement_types"),
        ]
        highlights = Section(
            "highlights", facts.say("highlights.title"), self.narrator.bullets("highlights", items)
        )
        return overview, highlights

    def _tiles(self) -> tuple[KeyFigure, ...]:
        facts = self.facts
        national = [point for point in facts.points if point.national]
        active = facts.row("active_points", unit="points")
        return (
            self._flow_tile("total", "total"),
            KeyFigure(
                facts.average(),
                facts.say("tile.average"),
                point_tables.average_detail(facts),
                "total",
            ),
            self._flow_tile("in", "in"),
            self._flow_tile("out", "out"),
            KeyFigure(
                facts.shown(active),
                facts.say("tile.points"),
                facts.say(
                    "tile.points.detail",
                    edge=facts.wording.number(sum(1 for p in national if p.days)),
                    transit=facts.wording.number(
                        sum(1 for p in facts.points if p.days and not p.national)
                    ),
                ),
                "quiet",
            ),
        )

    def _flow_tile(self, direction: str, tone: Tone) -> KeyFigure:
        facts = self.facts
        row = facts.row("flows", "", direction)
        detail = facts.say("tile.total.detail") if direction == "total" else ""
        total, part = facts.count("flows"), facts.count("flows", "", direction)
        if direction != "total" and total and part is not None:
            detail = facts.say("tile.share", share=facts.percent_of(part, total))
        return KeyFigure(facts.shown(row), facts.say(f"tile.{direction}"), detail, tone)

    def trends(self) -> Section:
        """Day by day and month by month."""
        facts = self.facts
        shown = trends(self.charts)
        blocks: list[Block] = [
            *self.narrator.paragraphs("trends", [self._days_sentence()]),
            *(figure for figure in (shown.daily, shown.monthly) if figure is not None),
        ]
        if shown.notes is not None:
            blocks.append(shown.notes)
        if shown.unseen:
            blocks.append(Paragraph(words(facts.say("series.unseen")), "note"))
        return Section("trends", facts.say("trends.title"), tuple(blocks))

    def _days_sentence(self) -> str:
        facts = self.facts
        days = [row for row in facts.dated("daily") if row.direction == "total"]
        hidden = sum(row.status is Status.PROTECTED for row in days)
        if hidden:
            # A hidden day may be the lowest or, where it protects others, the highest.
            return facts.say("days.protected", hidden)
        rows = [row for row in days if row.value is not None]
        if not rows or not any(row.value for row in rows):
            return ""
        most = max(int(row.value or 0) for row in rows)
        least = min(int(row.value or 0) for row in rows)
        if most == least:
            return facts.say("trends.flat", people=facts.say("people", most))
        return facts.say(
            "trends.range",
            most=facts.say("people", most),
            most_days=self._on(rows, most),
            least=facts.say("people", least),
            least_days=self._on(rows, least),
        )

    def _on(self, rows: list[Row], value: int) -> str:
        days = [date.fromisoformat(row.period) for row in rows if row.value == value]
        if len(days) > 3:
            return self.facts.say("trends.on_days", len(days))
        dates = [self.facts.wording.date(day) for day in days]
        return self.facts.say("trends.on", dates=self.facts.wording.join(dates))

    def by_point(self) -> Section:
        """Flows at each point."""
        figure = by_point_figure(self.charts)
        blocks: tuple[Block, ...] = (
            *self.narrator.paragraphs("by_point", []),
            point_tables.flows_table(self.facts),
            *(() if figure is None else (figure,)),
        )
        if figure is None and any(self.facts.hidden("flows", p.code, way)
                                  for p in self.facts.points for way in ("in", "out")):  # fmt: skip
            blocks = (*blocks, Callout(words(self.facts.say("by_point.protected"))))
        return Section("by_point", self.facts.say("by_point.section"), blocks)

    def shares(self, measure: str, direction: str = "total", *, split: bool = False) -> Section:
        """A measure's short list with its sentence, or one line where it was not collected."""
        facts = self.facts
        title = sentences.measure_name(facts, measure)
        table = tables.shares_table(facts, measure, direction=direction, with_directions=split)
        said = [sentences.shares(facts, measure, direction=direction)]
        if table is None:
            return self._missing(measure, title, direction)
        if measure == "nationalities":
            said.append(sentences.leading_change(facts, measure))
        if measure == "next_destinations":
            said.append(sentences.passages_inside(facts))
        paragraphs = self.narrator.paragraphs(measure, said)
        blocks: tuple[Block, ...] = (*paragraphs, untitled(table, title))
        by_point = point_tables.shares_by_point(facts, measure) if split else None
        return Section(measure, title, blocks if by_point is None else (*blocks, by_point))

    def _missing(self, measure: str, title: str, direction: str = "total") -> Section:
        line = Callout(words(sentences.absent(self.facts, measure, direction=direction)))
        return Section(measure, title, (line, *self.narrator.paragraphs(measure, [])))

    def final_destinations(self) -> Section:
        """Where outgoing people want to arrive, over twelve months, and Europe's share."""
        facts = self.facts
        measure, title = "final_destinations", sentences.measure_name(facts, "final_destinations")
        table = month_tables.destinations_by_month(facts)
        if table is None:
            return self._missing(measure, title, "out")
        said = [sentences.shares(facts, measure, direction="out"), sentences.europe(facts)]
        paragraphs = self.narrator.paragraphs(measure, said)
        return Section(measure, title, (*paragraphs, table))

    def sex_and_age(self) -> Section:
        """Women, men, girls and boys."""
        facts = self.facts
        title = sentences.measure_name(facts, "sex_age")
        table = tables.sex_age_table(facts)
        if table is None:
            return self._missing("sex_age", title)
        said = self.narrator.paragraphs("sex_age", [sentences.sex_and_age(facts)])
        return Section("sex_age", title, (*said, untitled(table, title)))

    def vulnerabilities(self) -> Section:
        """What enumerators could see; protected where few."""
        facts = self.facts
        title = sentences.measure_name(facts, "vulnerabilities")
        blocks = (
            *self.narrator.paragraphs("vulnerabilities", [facts.say("vulnerabilities.note")]),
            untitled(tables.vulnerabilities_table(facts), title),
        )
        return Section("vulnerabilities", title, blocks)

    def movement_types(self) -> Section:
        """Types of movement, by direction, by departure and by next destination."""
        facts, charts = self.facts, self.charts
        title = sentences.measure_name(facts, "movement_types")
        if not facts.collected("movement_types"):
            return self._missing("movement_types", title)
        blocks: list[Block] = list(
            self.narrator.paragraphs("movement_types", [sentences.shares(facts, "movement_types")])
        )
        table = tables.shares_table(facts, "movement_types", with_directions=True)
        by_point = point_tables.shares_by_point(facts, "movement_types")
        blocks += [untitled(table, title)] if table is not None else []
        blocks += [by_point] if by_point is not None else []
        for measure in ("movement_types_by_departure", "movement_types_by_next"):
            figure, left_out = movement_types_by_figure(charts, measure)
            if figure is None:
                blocks.append(Callout(words(sentences.absent(facts, measure))))
            else:
                blocks.append(figure)
            if figure is not None and left_out:
                blocks.append(Paragraph(words(left_out), "note"))
        return Section("movement_types", title, tuple(blocks))

    def reference(self) -> Section | None:
        """The month against each declared period; `None` where none is declared."""
        facts = self.facts
        declared = facts.release.description.get("references", [])
        labels = {str(item["name"]): item["label"] for item in declared}
        firsts = {str(item["name"]): Month.parse(item["first"]).first for item in declared}
        said = []
        for name, label in labels.items():
            row = facts.row("reference_level", category=name, unit="%")
            stated = label.get(facts.wording.lang) or next(iter(label.values()), name)
            period = literal(typographic(stated, facts.wording.lang))
            if row is None or row.status is Status.NOT_COLLECTED or row.value is None:
                said.append(facts.say("reference.missing", period=period))
            else:
                said.append(
                    facts.say(
                        "reference.level",
                        now=facts.average(),
                        level=facts.wording.percent(row.value),
                        period=period,
                        average=average_text(facts.wording, row.base or 0),
                    )
                )
                if broken := breaks(facts, firsts[name]):
                    said[-1] += " " + facts.say("reference.broken", list=broken)
        if not said:
            return None
        blocks: list[Block] = [Callout(words(sentence)) for sentence in said]
        blocks += self.narrator.paragraphs("reference", [])
        return Section("reference", facts.say("reference.title"), tuple(blocks))


def untitled(table: DataTable, title: str) -> DataTable:
    """A table without its caption where the section's title says the same."""
    return replace(table, caption="") if table.caption == title else table
