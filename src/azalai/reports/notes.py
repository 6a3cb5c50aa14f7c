"""What a reader needs to judge the numbers: definitions, methods, quality, revisions, sources."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from azalai.model.periods import Month
from azalai.model.tables import Status
from azalai.reports import point_tables, sentences
from azalai.reports.averages import average_text
from azalai.reports.content import (
    Block,
    Bullets,
    Cell,
    Column,
    DataTable,
    Definitions,
    Paragraph,
    Section,
)
from azalai.reports.facts import Facts
from azalai.reports.markup import literal, typographic, words
from azalai.reports.narrative import Narrator

TERMS = (
    "point", "incoming", "outgoing", "average", "variation", "pp", "next_destination",
    "final_destination", "movement_type", "vulnerability", "protected", "not_collected",
)  # fmt: skip

# Rows whose change between two revisions a reader must see at once.
_HEADLINES = (
    ("flows", "total"), ("flows", "in"), ("flows", "out"), ("average_per_day", "total"),
    ("variation", "total"), ("active_points", "total"),
)  # fmt: skip


def definitions(facts: Facts, narrator: Narrator) -> Section:
    """Terms of the bulletin."""
    values = {
        "place": facts.wording.country(facts.country, "definite"),
        "threshold": facts.wording.number(facts.release.threshold),
    }
    items = tuple(
        (facts.say(f"term.{term}", **values), words(facts.say(f"definition.{term}", **values)))
        for term in TERMS
    )
    blocks: tuple[Block, ...] = (Definitions(items), *narrator.paragraphs("definitions", []))
    return Section("definitions", facts.say("definitions.title"), blocks)


def described(facts: Facts, narrator: Narrator, key: str) -> Section:
    """Methodology or limitations, as the mission states them, and what holds for every bulletin."""
    own = stated(facts, key)
    said = [literal(own) if own else "", facts.say(f"{key}.always")]
    if key == "methodology":
        said.append(screener(facts))
    return Section(key, facts.say(f"{key}.title"), narrator.paragraphs(key, said))


def screener(facts: Facts) -> str:
    """How many were interviewed of how many counted; empty where profiles are not estimates."""
    groups = persons = counted = 0
    for point in facts.points:
        interviewed = facts.row("screened", point.code, unit="groups")
        people = facts.row("screened", point.code, unit="persons")
        if interviewed is not None and people is not None and people.base is not None:
            groups += int(interviewed.value or 0)
            persons += int(people.value or 0)
            counted += int(people.base)
    if not groups:
        return ""
    return facts.say(
        "methodology.screener",
        groups,
        people=facts.say("people", persons),
        counted=facts.wording.number(counted),
    )


def stated(facts: Facts, key: str) -> str:
    """A text of the mission in this language, or in any other where it has none."""
    texts: Mapping[str, str] = facts.release.description.get(key) or {}
    own = texts.get(facts.wording.lang)
    return typographic(own, facts.wording.lang) if own else next(iter(texts.values()), "")


def quality(facts: Facts, narrator: Narrator) -> Section:
    """Data quality and comparability, from the manifest and the table."""
    manifest = facts.release.manifest
    items = [
        *(_import(facts, source) for source in manifest["sources"]),
        *_days(facts),
        *_directions(facts),
        sentences.passages_inside(facts),
        _protection(facts, manifest["protection"]),
        _comparison(facts, manifest["compared_with"]),
    ]
    blocks: tuple[Block, ...] = (
        Bullets(tuple(words(item) for item in items if item)),
        point_tables.coverage_table(facts),
    )
    blocks += narrator.paragraphs("quality", [])
    return Section("quality", facts.say("quality.title"), blocks)


def _import(facts: Facts, source: Mapping[str, Any]) -> str:
    """What one file brought, and what of it was kept out, left out, corrected, or is to look at."""
    say = facts.say
    numbers = {
        # A release closed before there was a cleaning log says how many rows were set aside.
        "kept_out": int(source.get("kept_out", source.get("set_aside", 0))),
        "excluded": int(source.get("excluded", 0)),
        "corrected": int(source.get("corrected", 0)),
        "findings": sum(int(n) for n in source["findings"].values()),
    }
    said = say(
        "quality.import",
        file=literal(str(source["file"])),
        groups=say("groups", int(source["groups"])),
        people=say("people", int(source["persons"])),
    )
    more = facts.wording.join([say(key, number) for key, number in numbers.items() if number])
    interviewed = int(source.get("interviewed", 0))
    said += say("quality.import.more", more=more) if more else ""
    return said + (say("quality.interviewed", interviewed) if interviewed else "")


def _days(facts: Facts) -> list[str]:
    found = []
    for point in facts.points:
        absent = facts.month.days - point.days
        if absent:
            found.append(
                facts.say(
                    "quality.days",
                    absent,
                    name=literal(point.name),
                    silent=facts.say("quality.silent", point.silent_days)
                    if point.silent_days
                    else "",
                )
            )
    return found or [facts.say("quality.days.none")]


def _directions(facts: Facts) -> list[str]:
    found = []
    total, unknown = facts.count("flows"), facts.count("flows", "", "unknown")
    if total and unknown:
        share = facts.part_of(unknown, total)
        people = facts.say("people", unknown)
        found.append(facts.say("quality.direction", unknown, people=people, share=share))
    else:
        found.append(facts.say("quality.direction.none"))
    before = str(facts.month_before())
    monthly = {row.direction: row.value for row in facts.dated("monthly") if row.period == before}
    if monthly.get("unknown") and monthly["unknown"] == monthly.get("total"):
        found.append(
            facts.say("quality.direction.before", month=facts.wording.month(facts.month_before()))
        )
    return found


def _protection(facts: Facts, protection: Mapping[str, Any]) -> str:
    cells, protected = int(protection["cells"]), int(protection["protected"])
    threshold = facts.wording.number(facts.release.threshold)
    if not cells:
        return ""
    # Rounded down: "100 % printed" would deny the hidden cells.
    tenths = Fraction(1000 * (cells - protected), cells)
    share = facts.wording.percent(Fraction(int(tenths), 10), 1)
    return facts.say(
        "quality.protection",
        protected,
        cells=facts.wording.number(cells),
        share=share,
        threshold=threshold,
    )


def _comparison(facts: Facts, compared: Mapping[str, str]) -> str:
    if not compared:
        month = facts.wording.month(facts.month_before())
        return facts.say("quality.compared.none", month=month)
    month = facts.wording.month(Month.parse(compared["month"]))
    if compared["release"] == "open":
        return facts.say("quality.compared.open", month=month)
    return facts.say("quality.compared", month=month, release=compared["release"])


def revision(facts: Facts) -> Section | None:
    """What a revision changed; `None` for a first edition."""
    manifest = facts.release.manifest
    if facts.release.revision < 2:
        return None
    changes = {
        (line["place"], line["measure"], line["direction"]): line
        for line in facts.release.listing("changes")
        if not line["category1"]
    }
    rows = []
    for measure, direction in _HEADLINES:
        name = sentences.measure_name(facts, measure if measure != "active_points" else "points")
        if measure == "flows":
            name = facts.wording.text(f"term.direction.{direction}") + f" ({name})"
        rows.append((name, changes.get((facts.country, measure, direction))))
    for point in facts.points:
        rows.append((point.name, changes.get((point.code, "flows", "total"))))
    texts = [
        (name, _revised(facts, line, "before"), _revised(facts, line, "now"))
        for name, line in rows
        if line is not None
    ]
    # What differs only beyond the printed decimals has not changed for a reader.
    cells = [tuple(Cell(text) for text in line) for line in texts if line[1] != line[2]]
    said = facts.say(
        "revision.text",
        int(manifest["changed_rows"]),
        release=facts.release.identity,
        supersedes=str(manifest["supersedes"]),
        reason=literal(str(manifest["reason"])),
    )
    blocks: list[Block] = [Paragraph(words(said))]
    if cells:
        columns = (
            Column(facts.say("table.measure"), "start", 1),
            Column(facts.say("table.before")),
            Column(facts.say("table.now")),
        )
        caption = facts.say("revision.caption")
        blocks.append(DataTable(caption, columns, tuple(cells)))
    else:
        blocks.append(Paragraph(words(facts.say("revision.no_headline"))))
    return Section("revision", facts.say("revision.title"), tuple(blocks))


def _revised(facts: Facts, line: Mapping[str, str], when: str) -> str:
    status = line[f"{when}_status"]
    if line[when]:
        value = Fraction(line[when])
        if line["unit"] == "%":
            return facts.wording.signed(value, "%")
        if line["unit"] == "persons/day":
            base, days = line.get(f"{when}_base"), line.get(f"{when}_days")
            return average_text(
                facts.wording, Fraction(base) / int(days) if base and days else value
            )
        return facts.wording.number(value)
    if status == "absent":
        return "–"
    return facts.wording.text(f"term.status.{status or 'unknown'}")


def sources(facts: Facts, narrator: Narrator) -> Section:
    """Credits, checksums, disclaimer."""
    description, say = facts.release.description, facts.say
    published = dict.fromkeys(
        row.source
        for row in (*facts.dated("monthly"), *facts.dated("monthly_average"))
        if row.status in (Status.PUBLISHED, Status.DERIVED)
    )
    noted = dict.fromkeys(line["source"] for line in facts.release.listing("notes"))
    listed = [
        literal(stated(facts, "credit")),
        *(say("sources.published", source=literal(source)) for source in published if source),
        *(say("sources.notes", source=literal(source)) for source in noted if source),
        say("sources.basemap", source=literal(stated(facts, "boundaries_source")))
        if stated(facts, "boundaries_source")
        else "",
        literal(stated(facts, "disclaimer")),
    ]
    blocks: list[Block] = [Bullets(tuple(words(item) for item in listed if item), "note")]
    contact = str(description.get("contact", ""))
    checks = [
        say("sources.release", release=facts.release.identity, sha256=facts.release.sha256),
        *(
            say("sources.import", file=literal(str(item["file"])), sha256=str(item["sha256"]))
            for item in facts.release.manifest["sources"]
        ),
        say("sources.program", program=str(facts.release.manifest["program"])),
        say("sources.contact", contact=literal(contact)) if contact else "",
    ]
    blocks.append(Bullets(tuple(words(item) for item in checks if item), "note"))
    blocks += narrator.paragraphs("sources", [])
    return Section("sources", say("sources.title"), tuple(blocks))
