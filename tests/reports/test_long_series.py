"""Years of history: breaks and closures on every chart they concern, in pictures and in words.

RP-60  a point's chart has its own notes and the country's; the country's names the point
RP-61  a change over a break in the series is said not to be comparable
RP-62  the words for a picture name its gaps and what is marked in it
RP-63  types of movement keep order and colour in both charts, the rest is named
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from azalai.drawing.style import OTHER
from azalai.model.periods import Month
from azalai.model.tables import Row
from azalai.reports import sentences
from azalai.reports.bar_charts import movement_types_by_figure
from azalai.reports.charts import Backdrop, Charts
from azalai.reports.content import Words, texts_of
from azalai.reports.events import notes_of
from azalai.reports.facts import Facts
from azalai.reports.lists import short_list
from azalai.reports.markup import text_of
from azalai.reports.trend_charts import trends
from tests.reports.conftest import Handmade, before, flows, profile, row

AT = "ML-gogui"
HEAD = "kind,from,to,places,text_en,text_fr,source\n"
OWN = "closure,2020-02-01,2020-03-31,ML-gogui,Gogui closed,Fermeture de Gogui,x\n"
ELSEWHERE = "closure,2020-04-01,2020-04-30,ML-sevare,No teams,Pas d'équipes,x\n"
FORM = "method,2020-06-01,,,New form,Nouveau formulaire,x\n"
BORDERS = "closure,2020-06-22,,MLI,Borders closed,Frontières fermées,x\n"


def noted(facts: Facts, *lines: str) -> Facts:
    path: Path = facts.release.path / "public/notes.csv"
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    return facts


def months(first: str, last: str, place: str = AT) -> list[Row]:
    """300 persons in 30 days of every month."""
    return [
        row("monthly_average", 10.0, "persons/day", place=place, base=300, days=30, period=str(m))
        for m in Month.parse(first).through(Month.parse(last))
    ]


def listed(items: tuple[tuple[int, Words], ...]) -> list[str]:
    return [f"{number} {text_of(words)}" for number, words in items]


def test_notes_of_a_point_and_of_the_country(handmade: Handmade) -> None:  # RP-60
    facts = noted(handmade([]), FORM, OWN, ELSEWHERE, BORDERS)
    assert [note.label for note in notes_of(facts, AT)] == [
        "Gogui closed (February 2020 – March 2020)",
        "New form (1 June 2020)",
        "Borders closed (since 22 June 2020)",
    ]
    national = notes_of(facts)
    assert [(note.label, note.whole) for note in national] == [
        ("Gogui closed (February 2020 – March 2020)", False),
        ("Sevare: No teams (April 2020)", False),
        ("New form (1 June 2020)", True),
        ("Borders closed (since 22 June 2020)", True),
    ]
    assert national[-1].first == date(2020, 6, 22)
    french = notes_of(noted(handmade([], lang="fr"), ELSEWHERE, FORM, BORDERS))
    assert [note.label for note in french] == [
        "Sévaré\u00a0: Pas d’équipes (avril 2020)",
        "Nouveau formulaire (1er juin 2020)",
        "Frontières fermées (depuis le 22 juin 2020)",
    ]


def test_a_points_chart_explains_its_gap(handmade: Handmade) -> None:  # RP-60, RP-62
    rows = [*months("2020-01", "2020-01"), *months("2020-04", "2020-06")]
    charts = Charts(noted(handmade(rows), OWN, ELSEWHERE), Backdrop())
    shown = trends(charts, AT)
    assert shown.notes is not None
    assert listed(shown.notes.items) == ["1 Gogui closed (February 2020 – March 2020)"]
    alt = shown.monthly.alt
    assert "2 months without data: February 2020 – March 2020." in alt
    assert alt.endswith("Marked in the chart: 1, Gogui closed (February 2020 – March 2020).")
    words = list(texts_of(charts.specs[f"monthly-{AT}"]))
    assert "closure" in words and "no data" in words


def test_a_long_series_is_told_by_its_extremes_and_last_year(handmade: Handmade) -> None:  # RP-62
    rows = months("2018-01", "2020-06")
    rows[3] = row("monthly_average", 80.0, "persons/day", base=2400, days=30, period="2018-04")
    alt = trends(Charts(handmade(rows), Backdrop()), AT).monthly.alt
    assert "highest April 2018 80" in alt and "July 2019 10, August 10" in alt
    assert "January 2020 10, February 10" in alt and "May 2018" not in alt


def test_a_change_over_a_break_is_not_called_comparable(handmade: Handmade) -> None:  # RP-61
    national = [
        row(r.measure, r.value, r.unit, place="MLI", period=r.period, direction=r.direction,
            base=r.base, days=r.days, status=r.status)
        for r in (*flows(600, 300, 300), *before(310, 31, 100))
    ]  # fmt: skip
    rows = [*national, *flows(600, 300, 300), *before(310, 31, 100)]
    assert "comparable" not in sentences.average(noted(handmade(rows), BORDERS))
    facts = noted(handmade(rows), FORM, OWN)
    assert sentences.average(facts).endswith(
        "Not wholly comparable with the month before: New form (1 June 2020)."
    )
    assert sentences.average(facts, AT).endswith(
        "A break in the series lies between the two months."
    )
    # A break before May holds for both months.
    earlier = noted(handmade(rows), FORM.replace("2020-06-01", "2020-05-01"))
    assert "comparable" not in sentences.average(earlier)


KINDS = {
    "long_term": 300, "seasonal": 250, "return": 200, "short_local": 100, "tourism_family": 80,
    "transhumance": 40, "forced_conflict": 20, "other": 10,
}  # fmt: skip


def crossed(measure: str, people: dict[str, int]) -> list[Row]:
    return [
        row(measure, n, place="MLI", dimension1="country", category1="MLI",
            dimension2="movement_type", category2=kind)
        for kind, n in people.items()
    ]  # fmt: skip


def test_types_of_movement_in_one_order_with_the_rest_named(handmade: Handmade) -> None:  # RP-63
    turned = dict(reversed(KINDS.items()))
    rows = [
        *profile("movement_types", "movement_type", dict(KINDS), place="MLI"),
        *crossed("movement_types_by_departure", KINDS),
        *crossed("movement_types_by_next", turned),
    ]
    charts = Charts(handmade(rows), Backdrop())
    keys, notes = [], []
    for measure in ("movement_types_by_departure", "movement_types_by_next"):
        figure, note = movement_types_by_figure(charts, measure)
        assert figure is not None
        notes.append(note)
        layers = charts.specs[figure.name]["layer"]
        bars = [layer for layer in layers if layer["mark"]["type"] == "rect"]
        fills = [layer["mark"]["fill"] for layer in bars]
        assert len(set(fills)) == len(fills) == 6 and fills[-1] == OTHER
        keys.append([text for text in texts_of(layers) if text[:1].isalpha()])
        # 40 + 20 + 10 of 1,000.
        assert "Other (7%)" in figure.alt
    assert keys[0] == keys[1]
    assert notes == ["Other: transhumance, forced by conflict and other."] * 2


def test_other_is_the_rest_where_the_list_leaves_more_out(handmade: Handmade) -> None:  # RP-63
    facts = handmade(profile("movement_types", "movement_type", dict(KINDS), place="MLI"))
    lines = short_list(facts, "movement_types")
    assert [(line.category, line.share, rest) for line, rest in lines][-1] == ("other", 7, True)
    said = sentences.shares(facts, "movement_types")
    # 930 of 1,000 are named; the rest is not counted among them.
    assert "*93%*" in said and "other" not in said
