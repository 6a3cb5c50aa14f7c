"""A stated number of two people is as dangerous as a counted one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from azalai.disclosure.figures import protect_figures
from azalai.model.figures import Category, Figure, Quantifier, Statistic
from azalai.model.ledger import Ledger


def figure(value: str, **more: object) -> Figure:
    base = Figure(id="f", category=Category.STOCK, place="ML08", population="idp")
    return base.but(value=Decimal(value), quotation=f"{value} people", **more)


@pytest.mark.parametrize("value", ["1", "4"])
def test_one_to_four_people_become_a_range_and_their_words_go(value: str) -> None:
    public, hidden = protect_figures(Ledger([figure(value)]), 5)
    assert hidden == ("f",)
    shown = public["f"]
    assert (shown.value, shown.low, shown.high) == (None, 1, 4)
    assert shown.quantifier is Quantifier.BETWEEN
    assert value not in shown.quotation


@pytest.mark.parametrize(
    "kept",
    [
        figure("0"),
        figure("5"),
        figure("3", unit="sites", category=Category.CONTEXT),
        figure("2", statistic=Statistic.SHARE, unit="%"),
    ],
    ids=["zero", "five", "sites", "share"],
)
def test_what_is_not_a_small_number_of_people_stays(kept: Figure) -> None:
    public, hidden = protect_figures(Ledger([kept]), 5)
    assert hidden == ()
    assert public["f"] == kept


def test_a_range_that_ends_among_few_is_widened() -> None:
    narrow = figure("2", quantifier=Quantifier.BETWEEN).but(
        value=None, low=Decimal(2), high=Decimal(3)
    )
    public, _ = protect_figures(Ledger([narrow]), 5)
    assert (public["f"].low, public["f"].high) == (1, 4)


def test_the_threshold_is_the_countrys() -> None:
    assert protect_figures(Ledger([figure("8")]), 10)[1] == ("f",)
    assert protect_figures(Ledger([figure("8")]), 5)[1] == ()


@pytest.mark.parametrize(
    ("quantifier", "numbers", "shown"),
    [
        # A range of which one end is small is no small figure: the other end stays true.
        ("between", (None, 3, 600), ("between", None, 1, 600)),
        ("between", (None, 3, 4), ("between", None, 1, 4)),
        ("at_least", (3, None, None), ("at_least", 1, None, None)),
        ("at_most", (3, None, None), ("at_most", 4, None, None)),
        ("about", (3, None, None), ("between", None, 1, 4)),
        ("exact", (600, 2, 1200), ("exact", 600, 1, 1200)),
        ("exact", (-3, None, None), ("between", None, -4, -1)),
    ],
)
def test_a_range_stays_true(
    quantifier: str,
    numbers: tuple[int | None, ...],
    shown: tuple[str, int | None, int | None, int | None],
) -> None:
    value, low, high = (None if number is None else Decimal(number) for number in numbers)
    stated = figure("8").but(
        quantifier=Quantifier(quantifier), value=value, low=low, high=high, quotation="said"
    )
    public, hidden = protect_figures(Ledger([stated]), 5)
    found = public["f"]
    assert (str(found.quantifier), found.value, found.low, found.high) == shown
    assert (hidden, found.quotation) == (("f",), "")
