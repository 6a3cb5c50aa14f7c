"""Indicators: read from data, evaluated on a ledger.

IN-01  the latest value with its date and source, and the change since the one before
IN-02  nobody states it: no value, and no change
IN-03  what is compared counts the same thing
IN-04  a wrong table is told by the indicator and what is wrong
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from azalai.methods.indicators import evaluate, read_indicators
from azalai.model.errors import InputError
from azalai.model.figures import Category, Figure, Quantifier, Role, Statistic
from azalai.model.ledger import Ledger, Source
from azalai.model.moments import Moment

LABEL = {"en": "Displaced", "fr": "Déplacés"}
STOCK = {"category": "stock", "population": "idp", "place": "MLI"}


def table(**more: Any) -> dict[str, Any]:
    return {"code": "idp", "label": LABEL, "figures": STOCK, "worry": "up", **more}


def figure(name: str, value: str | None, day: str = "", **more: Any) -> Figure:
    return Figure(
        **{
            "id": name,
            "category": Category.STOCK,
            "population": "idp",
            "place": "MLI",
            "value": Decimal(value) if value else None,
            "as_of": Moment.parse(day) if day else None,
            **more,
        }
    )


def flow(name: str, value: str, first: str, last: str, **more: Any) -> Figure:
    return figure(
        name, value, category=Category.RETURN, first=Moment.parse(first), last=Moment.parse(last),
        **more,
    )  # fmt: skip


JANUARY = figure("jan", "228920", "2013-01-11", source="cmp1")
FEBRUARY = figure("feb", "260665", "2013-02-21", source="cmp2")
SOURCES = {
    "cmp1": Source("cmp1", publisher="CMP"),
    "cmp2": Source("cmp2", publisher="CMP"),
    "other": Source("other", publisher="OCHA"),
}


def value_of(stated: list[Figure], on: date | None = None, **more: Any) -> Any:
    (indicator,) = read_indicators([table(**more)])
    return evaluate(indicator, Ledger(stated, sources=SOURCES), on)


def test_the_latest_value_and_its_change() -> None:
    found = value_of([FEBRUARY, JANUARY])
    assert (found.value, found.unit, str(found.moment)) == (260_665, "persons", "2013-02-21")
    assert (found.before, str(found.before_moment)) == (228_920, "2013-01-11")
    assert found.change == 31_745
    assert found.worrying is True
    assert found.same_source is True
    assert [item.id for item in found.figures] == ["feb"]


def test_the_direction_that_worries() -> None:
    assert value_of([FEBRUARY, JANUARY], worry="down").worrying is False
    assert value_of([FEBRUARY, JANUARY], worry="none").worrying is None
    same = value_of([JANUARY.but(value=FEBRUARY.value), FEBRUARY])
    assert (same.change, same.worrying) == (0, False)


def test_later_figures_are_left_out() -> None:
    found = value_of([JANUARY, FEBRUARY], on=date(2013, 2, 20))
    assert (found.value, found.change, found.worrying) == (228_920, None, None)


def test_nobody_states_it() -> None:
    unknown = figure("u", None, "2013-02-21", quantifier=Quantifier.UNKNOWN)
    for figures in ([], [unknown], [figure("undated", "5")]):
        found = value_of(figures)
        assert (found.value, found.moment, found.change, found.figures) == (None, None, None, ())


def test_an_unknown_later_is_not_the_latest_value() -> None:
    unknown = figure("u", None, "2013-03-01", quantifier=Quantifier.UNKNOWN)
    assert value_of([JANUARY, unknown]).figures == (JANUARY,)


def test_the_whole_is_meant_where_nothing_is_said() -> None:
    parts = [
        FEBRUARY.but(id="women", sex="F", value=Decimal(1)),
        FEBRUARY.but(id="from", origin="MLI", value=Decimal(2)),
        FEBRUARY.but(id="share", statistic=Statistic.SHARE, value=Decimal(3)),
        FEBRUARY.but(id="second", role=Role.TRIANGULATION, value=Decimal(4)),
    ]
    assert value_of([*parts, FEBRUARY]).figures == (FEBRUARY,)


def test_a_change_between_two_publishers_is_said() -> None:
    assert value_of([JANUARY.but(source="other"), FEBRUARY]).same_source is False


def test_persons_are_not_compared_with_households() -> None:
    found = value_of([JANUARY.but(unit="households"), FEBRUARY])
    assert (found.value, found.change) == (260_665, None)


def test_two_figures_of_one_day_are_no_change() -> None:
    again = FEBRUARY.but(id="again", value=Decimal(1))
    found = value_of([FEBRUARY, again])
    assert (found.figures, found.change) == ((FEBRUARY,), None)


def test_a_pace_is_per_thirty_days() -> None:
    figures = [
        flow("dec", "300", "2012-12-01", "2012-12-15"),
        flow("jan", "2310", "2013-01-12", "2013-02-10"),
    ]
    found = value_of(figures, reading="pace", worry="down", figures={**STOCK, "category": "return"})
    # 300 in 15 days are 600 in 30.
    assert (found.value, found.before, found.change) == (2_310, 600, 1_710)
    assert (found.unit, found.worrying) == ("persons/30 days", False)


def test_a_ratio_of_newly_displaced_to_returned() -> None:
    new = figure("new", "15715", category=Category.NEW_DISPLACEMENT,
                 first=Moment.parse("2013-01-11"), last=Moment.parse("2013-02-21"))  # fmt: skip
    returned = flow("ret", "2310", "2013-01-12", "2013-02-10")
    given = {
        "reading": "ratio",
        "figures": {**STOCK, "category": "new_displacement"},
        "over": {**STOCK, "category": "return"},
    }
    found = value_of([new, returned], **given)
    assert round(found.value, 2) == Decimal("6.80")
    assert (found.unit, str(found.moment)) == ("ratio", "2013-02-10")
    share = value_of([new, returned], **{**given, "reading": "share"})
    assert (round(share.value), share.unit) == (680, "%")
    assert [item.id for item in found.figures] == ["new", "ret"]
    assert value_of([new], **given).value is None
    assert value_of([new, returned.but(value=Decimal(0))], **given).value is None


def test_answers_by_their_breakdown() -> None:
    answer = figure("a", "93", "2013-02", category=Category.ANSWER, statistic=Statistic.SHARE,
                    unit="%", breakdown=(("intention", "return"),))  # fmt: skip
    found = value_of(
        [answer],
        figures={**STOCK, "category": "answer", "statistic": "share",
                 "breakdown": "intention=return"},
    )  # fmt: skip
    assert (found.value, found.unit) == (93, "%")


@pytest.mark.parametrize(
    ("given", "name", "problem"),
    [
        ({"label": LABEL, "figures": STOCK}, "1", "code"),
        (table(label={"en": "x"}), "idp", "label"),
        (table(figures={}), "idp", "figures"),
        (table(figures={"population": "idp"}), "idp", "figures.category"),
        (table(figures={**STOCK, "category": "stocks"}), "idp", "category"),
        (table(figures={**STOCK, "colour": "red"}), "idp", "figures.colour"),
        (table(figures={**STOCK, "place": 3}), "idp", "figures.place"),
        (table(figures={**STOCK, "breakdown": "intention"}), "idp", "figures.breakdown"),
        (table(reading="mean"), "idp", "reading"),
        (table(reading="ratio"), "idp", "reading"),
        (table(over=STOCK), "idp", "reading"),
        (table(worry="sideways"), "idp", "worry"),
        (table(source={"en": "x"}), "idp", "source"),
        (table(wory="up"), "idp", "wory"),
    ],
)
def test_wrong_tables(given: dict[str, Any], name: str, problem: str) -> None:
    with pytest.raises(InputError) as caught:
        read_indicators([given])
    assert caught.value.code == "indicator_bad"
    assert caught.value.values["name"] == name
    assert str(caught.value.values["problem"]).startswith(problem)


def test_a_code_stands_once() -> None:
    with pytest.raises(InputError) as caught:
        read_indicators([table(), table()])
    assert caught.value.values == {"name": "idp", "problem": "code"}
