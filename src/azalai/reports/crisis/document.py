"""The crisis report in one language: which parts there are, and in which order."""

from __future__ import annotations

from azalai.reports.content import Attachment, Document, Labels, Section
from azalai.reports.crisis import (
    accounts,
    composition,
    displaced,
    doubts,
    front,
    indicators,
    intentions,
    methods,
    movements,
    obstacles,
    over_time,
    profile,
    projection,
    refugees,
    response,
    triangulation,
)
from azalai.reports.crisis.facts import CrisisFacts
from azalai.reports.crisis.references import references_section

PARTS = (
    profile.section, over_time.section, over_time.camps_section, displaced.section,
    refugees.section, refugees.sites_section, movements.section, obstacles.section,
    composition.section, intentions.section, accounts.section, triangulation.section,
    projection.section, indicators.section, response.section, doubts.section, methods.section,
)  # fmt: skip
"""The parts behind the front page; a part without data is left out."""

FIGURES_FILE = "figures.csv"
FINDINGS_FILE = "findings.csv"


def crisis_report(facts: CrisisFacts) -> Document:
    """Put the report together; the references last, when all sources are named."""
    crisis = facts.crisis
    overview, beside = front.front_sections(facts)
    found: list[Section | None] = [overview, beside, *(part(facts) for part in PARTS)]
    found.append(references_section(facts))
    return Document(
        lang=facts.wording.lang,
        title=facts.own(crisis.title),
        place=facts.wording.country(crisis.place),
        period=facts.day(crisis.as_of),
        label=facts.own(facts.stated.get("label", {})),
        publisher=facts.own(facts.stated.get("publisher", {})),
        edition=f"{crisis.code} {crisis.as_of.isoformat()}",
        date=crisis.as_of,
        labels=_labels(facts),
        sections=tuple(section for section in found if section is not None),
        charts=facts.charts,
        flowing=True,
        attachments=(
            Attachment(FIGURES_FILE, facts.say("attachment.figures")),
            Attachment(FINDINGS_FILE, facts.say("attachment.findings")),
        ),
    )


def _labels(facts: CrisisFacts) -> Labels:
    starts = [phase.first for phase in facts.crisis.phases if phase.first is not None]
    first = min(starts, default=facts.crisis.as_of)
    return Labels(
        kicker=facts.say("kicker"),
        subtitle=facts.say("subtitle"),
        period=facts.say("period", period=facts.wording.period(first, facts.crisis.as_of)),
        page=facts.say("page"),
        explain_hint=facts.say("hint"),
        identity=facts.say(
            "identity", code=facts.crisis.code, date=facts.crisis.as_of.isoformat(),
            n=facts.number(len(facts.ledger)),
        ),
    )  # fmt: skip
