"""From a printed number back to its rule, its denominator and the records behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from azalai.measures import SCREENED, Measure, measures
from azalai.model.errors import ReleaseError
from azalai.model.periods import Month
from azalai.model.tables import Row, Status
from azalai.release.questions import load_for_questions
from azalai.release.reading import Release
from azalai.workspace import Engine, Folder, engine
from azalai.workspace.engine import quoted


@dataclass(frozen=True, slots=True)
class Explanation:
    """What stands behind one row of a release.

    Attributes
    ----------
    rule : str
        Key of the rule's text: ``rule.<rule>`` in the catalogues.
    persons : int or None
        Numerator in the sealed part; None where nothing was counted. Of an estimate: persons of
        the category among those interviewed.
    query : str
        A statement for `azalai query` that counts the same persons in the workspace; empty where
        the number does not come from records.
    base_query : str
        The same for the denominator.
    recounted, base_recounted : int or None
        What the statements return today.
    """

    row: Row
    release: str
    sha256: str
    rule: str
    persons: int | None
    query: str
    base_query: str
    recounted: int | None
    base_recounted: int | None

    @property
    def agrees(self) -> bool:
        """Whether today's records still give the released count."""
        return self.persons == self.recounted


_FLOW_RULES = ("flows", "average_per_day", "variation", "daily", "monthly", "monthly_average",
               "monthly_change", "reference_level", "active_points")  # fmt: skip
_ESTIMATES = ("_recorded", "_low", "_high")
"""Ends of the names of measures that stand beside an estimate."""


def find_row(rows: list[Row], **wanted: str) -> Row:
    """The one row that matches; ``no_number`` or ``several_numbers`` otherwise."""
    found = [
        row
        for row in rows
        if all(not value or str(getattr(row, name)) == value for name, value in wanted.items())
    ]
    said = ", ".join(f"{name}={value}" for name, value in wanted.items() if value)
    if not found:
        raise ReleaseError("no_number", value=said)
    if len(found) > 1:
        first, second = found[0], found[1]
        differ = [
            name
            for name in ("place", "period", "direction", "category1", "category2", "unit")
            if getattr(first, name) != getattr(second, name)
        ]
        raise ReleaseError(
            "several_numbers", value=said, count=len(found), differ=", ".join(differ)
        )
    return found[0]


def explain(folder: Folder, release: Release, row: Row) -> Explanation:
    """Explain a row of a release, and count its records again."""
    rule, query, base_query = statements(release, row)
    with engine() as opened:
        load_for_questions(opened, folder, _months_of(row, release))
        recounted = _one(opened, query)
        base_recounted = _one(opened, base_query)
    return Explanation(
        row=row,
        release=release.identity,
        sha256=release.sha256,
        rule=rule,
        persons=_sealed_persons(release, row),
        query=query,
        base_query=base_query,
        recounted=recounted,
        base_recounted=base_recounted,
    )


def _months_of(row: Row, release: Release) -> list[Month]:
    """The month a row is of, and the one before it, from which a change starts."""
    month = Month.parse(row.period[:7]) if row.period else release.month
    return [month.previous, month]


def _sealed_persons(release: Release, row: Row) -> int | None:
    """The exact count a row rests on."""
    if _estimated(row):
        return _interviewed(release, row)
    measure = row.measure.removesuffix("_change").removesuffix("_recorded")
    if measure in ("average_per_day", "variation"):
        measure = "flows"
    elif measure == "monthly_average" or row.measure == "monthly_change":
        measure = "monthly"
    for sealed in release.rows("sealed"):
        if (
            sealed.unit == "persons"
            and sealed.measure == measure
            and (sealed.place, sealed.period, sealed.direction)
            == (row.place, row.period, row.direction)
            and (sealed.category1, sealed.category2) == (row.category1, row.category2)
        ):
            return None if sealed.value is None else int(sealed.value)
    return None


def _estimated(row: Row) -> bool:
    """Whether a row is made from a sample; an interval is, even where it could not be made."""
    return row.status is Status.ESTIMATED or row.measure.endswith(_ESTIMATES)


def _interviewed(release: Release, row: Row) -> int | None:
    """Persons of an estimate's category in the sealed sums of the sample."""
    sample = release.sample()
    if sample is None or row.measure.endswith("_change"):
        return None
    return sum(
        int(line["persons"])
        for line in sample.to_pylist()
        if line["measure"] == _measure_of(row)
        and (line["category"], line["category2"]) == (row.category1, row.category2)
        and (line["national"] if row.place == release.country else line["point"] == row.place)
        and row.direction in (line["direction"], "total")
    )


def _measure_of(row: Row) -> str:
    """The measure that a row tells of."""
    name = row.measure
    for end in ("_change", *_ESTIMATES):
        name = name.removesuffix(end)
    return name


def statements(release: Release, row: Row) -> tuple[str, str, str]:
    """Rule of a row, and the questions that count its persons and its base from the records."""
    measure = _measure_of(row)
    where = _where(row, release)
    if row.measure == "active_points":
        # It rests on days of collection, those with nobody seen included, not on groups.
        return "active_points", "", ""
    if row.measure == SCREENED:
        return _screened(row, " AND ".join(where))
    if row.status is Status.NOT_COLLECTED:
        return "not_collected", "", ""
    if row.status in (Status.PUBLISHED, Status.DERIVED):
        return "published", "", ""
    if row.measure in _FLOW_RULES:
        rule = row.measure
        if row.measure == "reference_level":
            return rule, "", ""
        count = "SELECT sum(persons) FROM groups WHERE "
        earlier = ""
        if row.measure in ("variation", "monthly_change") and row.base is not None:
            earlier = count + " AND ".join(_where(_month_before(row, release), release))
        return rule, count + " AND ".join(where), earlier
    declared = measures().get(measure)
    if declared is None:
        return "not_collected", "", ""
    rule = "change" if row.measure.endswith("_change") else "share"
    if row.category1 == "unknown":
        return "unknown", *_unknown(declared, " AND ".join(where))
    if _estimated(row):
        return _of_the_sample(declared, row, release, where)
    table, condition = declared.filter_sql(row.category1, row.category2, release.country)
    known, whole = _known(declared, row, release)
    base = [*where, *known]
    query = f"SELECT sum(persons) FROM {table} WHERE {' AND '.join([*where, condition])}"
    if rule == "change":
        # A change starts from last month's share: its base is the same count a month earlier.
        start = [*_where(_month_before(row, release), release), condition]
        return rule, query, f"SELECT sum(persons) FROM {table} WHERE {' AND '.join(start)}"
    return rule, query, f"SELECT sum({whole}) FROM {table} WHERE {' AND '.join(base)}"


def _screened(row: Row, where: str) -> tuple[str, str, str]:
    """Interviewed groups or persons, and the persons whom the counter saw."""
    if row.unit == "weight":
        return SCREENED, "", ""
    what = "count(*)" if row.unit == "groups" else "sum(persons)"
    counted = f"SELECT sum(persons) FROM groups WHERE {where} AND method = 'counter'"
    query = f"SELECT {what} FROM screened_groups WHERE {where}"
    return SCREENED, query, counted if row.unit == "persons" else ""


def _of_the_sample(
    declared: Measure, row: Row, release: Release, where: list[str]
) -> tuple[str, str, str]:
    """How an estimate was made; interviewed persons in the category, and with an answer."""
    if row.measure.endswith("_change"):
        return "change", "", ""
    rule = "interval" if row.measure.endswith(("_low", "_high")) else "estimated"
    table, condition = declared.filter_sql(row.category1, row.category2, release.country)
    known, whole = _known(declared, row, release)
    said = " AND ".join([*where, "beside_counter"])
    head = f"FROM screened_{table} WHERE {said}"
    answered = " AND ".join(known)
    return (
        rule,
        f"SELECT sum(persons) {head} AND {condition}",
        f"SELECT sum({whole}) {head} AND {answered}",
    )


def _known(declared: Measure, row: Row, release: Release) -> tuple[list[str], str]:
    """Conditions of a known answer, and the column that holds the persons who gave it."""
    if declared.kind:
        known = [f"kind = {quoted(declared.kind)}"]
        if declared.partition:
            return known, "persons"
        return [*known, f"category = {quoted(row.category1)}"], "group_persons"
    if declared.columns:
        return [f"{column} IS NOT NULL" for column in declared.columns], "persons"
    return [declared.answered.format(country=quoted(release.country))], "persons"


def _where(row: Row, release: Release) -> list[str]:
    """Conditions of a row's place, period and direction."""
    where = [_place(row, release), _period(row, release)]
    if row.direction != "total":
        where.append(f"direction = {quoted(row.direction)}")
    return where


def _month_before(row: Row, release: Release) -> Row:
    month = Month.parse(row.period) if row.period else release.month
    return replace(row, period=str(month.previous))


def _unknown(declared: Measure, where: str) -> tuple[str, str]:
    """All persons minus those with a known answer; and all persons."""
    everybody = f"SELECT sum(persons) FROM groups WHERE {where}"
    if declared.kind:
        stated = f"SELECT sum(persons) FROM counts WHERE {where} AND kind = {quoted(declared.kind)}"
        return f"SELECT ({everybody}) - coalesce(({stated}), 0)", everybody
    blank = " OR ".join(f"{column} IS NULL" for column in declared.columns)
    return f"{everybody} AND ({blank})", everybody


def _place(row: Row, release: Release) -> str:
    return "national" if row.place == release.country else f"point = {quoted(row.place)}"


def _period(row: Row, release: Release) -> str:
    if len(row.period) == len("2020-06-14"):
        return f"date = DATE {quoted(row.period)}"
    month = Month.parse(row.period) if row.period else release.month
    return f"date BETWEEN DATE '{month.first}' AND DATE '{month.last}'"


def _one(opened: Engine, sql: str) -> int | None:
    if not sql:
        return None
    value = opened.rows(sql)[0][0]
    return int(value or 0)
