"""The whole bulletin in one language: which sections there are, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from azalai.release import Release
from azalai.reports import notes, tables
from azalai.reports.charts import Backdrop, Charts
from azalai.reports.content import Attachment, Columns, Document, Labels, Section
from azalai.reports.facts import Facts
from azalai.reports.narrative import Narrator
from azalai.reports.national import National
from azalai.reports.officer import officer_parts
from azalai.reports.profiles import point_section
from azalai.wording import Wording

SECTIONS = (
    "highlights", "trends", "by_point", "nationalities", "sex_age", "vulnerabilities",
    "departures", "next_destinations", "final_destinations", "transport", "movement_types",
    "reasons", "reference", "definitions", "methodology", "limitations", "quality", "sources",
)  # fmt: skip
"""Sections an officer can add to or replace, besides the code of each point."""


def bulletin(
    releases: Sequence[Release],
    lang: str,
    backdrop: Backdrop | None = None,
    officer: Path | None = None,
) -> Document:
    """Put the bulletin of the last release together.

    Parameters
    ----------
    releases : sequence of Release
        Oldest first; the last is the month of the bulletin, the others supply earlier months.
        Only their public editions are read.
    lang : str
        Language.
    backdrop : Backdrop, optional
        Names and shapes of the country's regions.
    officer : Path, optional
        The officer's paragraphs for this month and language.

    Raises
    ------
    InputError
        Where the officer's file cannot be used, see `azalai.reports.officer`.
    """
    *earlier, release = releases
    facts = Facts(release, Wording(lang), earlier)
    charts = Charts(facts, backdrop or Backdrop())
    known = [*SECTIONS, *(point.code for point in facts.points)]
    narrator = Narrator(officer_parts(officer, facts, known) if officer is not None else {})
    base = str(release.description.get("publication_url", "")).rstrip("/")
    where = f"{base}/{release.identity}/" if base else ""
    asking = f"azalai explain {release.identity}\nsha256 {release.sha256}"
    return Document(
        lang=lang,
        title=facts.say("title"),
        place=facts.wording.country(facts.country),
        period=facts.wording.month_title(facts.month),
        label=notes.stated(facts, "label"),
        publisher=notes.stated(facts, "publisher"),
        edition=release.identity,
        date=facts.month.last,
        labels=_labels(facts),
        explanation=f"{where}explanation.{lang}.html",
        without_network="" if base else asking,
        sections=_sections(facts, charts, narrator),
        charts=charts.specs,
        attachments=(Attachment("table.csv", facts.say("attachment", release=release.identity)),),
    )


def _sections(facts: Facts, charts: Charts, narrator: Narrator) -> tuple[Section, ...]:
    national = National(facts, charts, narrator)
    overview, highlights = national.front()
    short = [
        table
        for measure in ("nationalities", "next_destinations")
        if (table := tables.shares_table(facts, measure)) is not None
    ]
    if short:
        summary = Columns(tuple((table,) for table in short), (1,) * len(short))
        overview = Section(overview.key, overview.title, (*overview.blocks, summary), overview.lead)
    found: list[Section | None] = [
        overview,
        highlights,
        national.trends(),
        national.by_point(),
        national.shares("nationalities", split=True),
        national.sex_and_age(),
        national.vulnerabilities(),
        national.shares("departures"),
        national.shares("next_destinations", split=True),
        national.final_destinations(),
        national.shares("transport"),
        national.shares("reasons"),
        national.movement_types(),
        national.reference(),
        *(point_section(facts, charts, narrator, point) for point in facts.points),
        notes.definitions(facts, narrator),
        notes.described(facts, narrator, "methodology"),
        notes.described(facts, narrator, "limitations"),
        notes.quality(facts, narrator),
        notes.revision(facts),
        notes.sources(facts, narrator),
    ]
    return tuple(section for section in found if section is not None)


def _labels(facts: Facts) -> Labels:
    say, release = facts.say, facts.release
    period = say("period", period=facts.wording.period(facts.month.first, facts.month.last))
    if release.revision > 1:
        period = say("period.revised", period=period, revision=release.revision)
    return Labels(
        kicker=say("kicker"),
        subtitle=say("subtitle"),
        period=period,
        page=say("page"),
        explain=say("explain"),
        explain_hint=say("explain.hint", release=facts.release.identity),
        code_alt=say("code.alt"),
        identity=say(
            "release.line",
            release=facts.release.identity,
            sha256=facts.release.sha256[:12],
        ),
    )
