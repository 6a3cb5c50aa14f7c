"""Sums of stocks: within one round they add up, across rounds they are refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from azalai.accounts.stocks import added, latest_stocks, stock_of, total_stock
from azalai.model.errors import InputError
from azalai.model.figures import Category, Figure, Quantifier
from azalai.model.ledger import Ledger
from azalai.model.moments import Moment
from azalai.model.places import Gazetteer, Place, PlaceKind


def stock(identity: str, place: str, value: int | None, **other: Any) -> Figure:
    usual = {"as_of": "2024-03-31", "round": "7", "operation": "Mali Conflict",
             "assessment": "BA", "source": "dtm"} | other  # fmt: skip
    day = Moment.parse(usual.pop("as_of"))
    return Figure(id=identity, category=Category.STOCK, place=place, population="idp", as_of=day,
                  value=None if value is None else Decimal(value), **usual)  # fmt: skip


PLACES = Gazetteer([
    Place("MLI", PlaceKind.COUNTRY), Place("ML07", PlaceKind.ADMIN1, within="MLI"),
    Place("ML08", PlaceKind.ADMIN1, within="MLI"),
])  # fmt: skip


def test_parts_of_one_round_add_up() -> None:
    figures = [stock("a", "ML07", 300), stock("b", "ML08", 200)]
    assert stock_of(figures) == 500
    assert not added(figures).least


def test_an_unknown_part_makes_the_sum_a_lower_bound() -> None:
    figures = [stock("a", "ML07", 300), stock("b", "ML08", None, quantifier=Quantifier.UNKNOWN)]
    assert (added(figures).value, added(figures).least) == (300, True)
    assert stock_of(figures[1:]) is None


@pytest.mark.parametrize(
    ("name", "other", "values"),
    [
        ("round", "8", "7, 8"),
        ("operation", "Floods", "Floods, Mali Conflict"),
        ("assessment", "SA", "BA, SA"),
        ("source", "cmp", "cmp, dtm"),
        ("as_of", "2024-04-30", "2024-03-31, 2024-04-30"),
    ],
)
def test_what_differs_is_named(name: str, other: str, values: str) -> None:
    with pytest.raises(InputError) as said:
        stock_of([stock("a", "ML07", 300), stock("b", "ML08", 200, **{name: other})])
    assert said.value.code == "stock_mixed"
    assert said.value.values == {"differs": name, "values": values}


@pytest.mark.parametrize(
    "other", [{"origin": "ML08"}, {"sex": "F"}, {"breakdown": (("reason", "conflict"),)}, {}]
)
def test_a_part_is_not_added_to_its_whole(other: dict[str, Any]) -> None:
    with pytest.raises(InputError) as said:
        stock_of([stock("a", "ML07", 300), stock("b", "ML07", 200, **other)])
    assert said.value.code == "stock_overlaps"


def test_parts_of_one_dimension_add_up() -> None:
    assert stock_of([stock("a", "ML07", 3, sex="F"), stock("b", "ML07", 2, sex="M")]) == 5


def test_flows_are_no_stock() -> None:
    with pytest.raises(InputError) as said:
        stock_of([stock("a", "ML07", 3).but(category=Category.RETURN)])
    assert said.value.code == "stock_no_stock"


def test_the_latest_round_of_each_operation() -> None:
    ledger = Ledger(
        [
            stock("a", "MLI", 500), stock("b", "MLI", 450, round="8", as_of="2024-05-31"),
            stock("c", "MLI", 90, operation="Floods", round="2", as_of="2023-12-31"),
        ],
        PLACES,
    )  # fmt: skip
    found = latest_stocks(ledger, population="idp", place="MLI")
    assert [(item.first.operation, item.stock.value, item.earlier) for item in found] == [
        ("Floods", 90, 0), ("Mali Conflict", 450, 1),
    ]  # fmt: skip
    with pytest.raises(InputError) as said:
        total_stock(ledger, population="idp", place="MLI")
    assert said.value.values["differs"] == "operation"
    assert total_stock(ledger, population="idp", place="MLI", operation="floods").value == 90
    assert total_stock(ledger, population="idp", place="MLI", round="7").value == 500


def test_a_round_with_two_assessments_gives_both() -> None:
    ledger = Ledger([stock("a", "MLI", 147), stock("b", "MLI", 147, assessment="SA")], PLACES)
    found = latest_stocks(ledger, population="idp", place="MLI")
    assert [item.first.assessment for item in found] == ["BA", "SA"]


def test_without_a_total_the_parts_of_the_latest_round_are_added() -> None:
    ledger = Ledger(
        [
            stock("a", "ML07", 300), stock("b", "ML08", 200),
            stock("c", "ML07", 310, round="8", as_of="2024-05-31"),
        ],
        PLACES,
    )  # fmt: skip
    (found,) = latest_stocks(ledger, population="idp", place="MLI")
    assert (found.stock.value, found.absent) == (310, ("ML08",))


def test_parts_of_different_days_are_refused() -> None:
    ledger = Ledger([stock("a", "ML07", 300), stock("b", "ML08", 200, as_of="2024-04-30")], PLACES)
    with pytest.raises(InputError) as said:
        latest_stocks(ledger, population="idp", place="MLI")
    assert said.value.values["differs"] == "as_of"


def test_what_is_said_twice_is_counted_once_and_two_values_are_refused() -> None:
    ledger = Ledger([stock("a", "MLI", 500), stock("b", "MLI", 500)], PLACES)
    assert total_stock(ledger, population="idp", place="MLI").value == 500
    ledger = Ledger([stock("a", "MLI", 500), stock("b", "MLI", 501)], PLACES)
    with pytest.raises(InputError) as said:
        latest_stocks(ledger, population="idp", place="MLI")
    assert said.value.code == "stock_two_values"


def test_people_counted_by_origin_only_are_asked_for_by_it() -> None:
    ledger = Ledger([stock("a", "ML07", 5, origin="NER"), stock("b", "ML08", 6, origin="NER")],
                    PLACES)  # fmt: skip
    with pytest.raises(InputError) as said:
        latest_stocks(ledger, population="idp", place="MLI")
    assert (said.value.code, said.value.values["known"]) == ("stock_by_origin", "NER")
    assert total_stock(ledger, population="idp", place="MLI", origin="NER").value == 11


def test_an_area_and_one_that_lies_in_it_are_not_added() -> None:
    figures = [stock("a", "MLI", 300), stock("b", "ML08", 200)]
    with pytest.raises(InputError) as said:
        stock_of(figures, PLACES)
    assert (said.value.code, said.value.values) == ("stock_overlaps", {"one": "a", "other": "b"})
    shared = Gazetteer([*PLACES, *(
        Place(name, PlaceKind.GROUP, parts=("ML07", other))
        for name, other in (("north", "ML08"), ("east", "ML09"))
    )])  # fmt: skip
    with pytest.raises(InputError, match="stock_overlaps"):
        stock_of([stock("a", "north", 300), stock("b", "east", 200)], shared)
    assert stock_of([stock("a", "ML07", 300), stock("b", "ML08", 200)], PLACES) == 500


@pytest.mark.parametrize(("name", "other"), [("unit", "households"), ("population", "refugee")])
def test_other_people_are_refused_for_another_reason(name: str, other: str) -> None:
    figures = [stock("a", "ML07", 300), stock("b", "ML08", 200).but(**{name: other})]
    with pytest.raises(InputError) as said:
        stock_of(figures)
    assert (said.value.code, said.value.values["differs"]) == ("stock_unlike", name)


def test_a_place_with_parts_only_is_told_so_by_what_was_asked() -> None:
    ledger = Ledger(
        [
            stock("war", "MLI", 300, source="idmc", breakdown=(("cause", "conflict"),)),
            stock("flood", "MLI", 200, source="idmc", breakdown=(("cause", "disaster"),)),
            stock("from", "MLI", 100, origin="ML07"),
        ],
        PLACES,
    )
    with pytest.raises(InputError) as said:
        latest_stocks(ledger, population="idp", place="MLI", source="idmc")
    assert said.value.code == "stock_by_parts"
    assert said.value.values["known"] == "cause=conflict, cause=disaster"
    with pytest.raises(InputError) as said:
        latest_stocks(ledger, population="idp", place="MLI", source="dtm")
    assert (said.value.code, said.value.values["known"]) == ("stock_by_origin", "ML07")
