"""An account opens and closes with stocks that were counted in one way.

AO-01  the opening is of the operation and assessment type of the closing, though another is later
AO-02  where there is none, there is no residual, and why is said in both languages
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from azalai.accounts.balance import close_account
from azalai.model.figures import Category, Figure
from azalai.model.ledger import Ledger
from azalai.model.moments import Moment
from azalai.model.places import Gazetteer, Place, PlaceKind
from azalai.wording import Wording

PLACES = Gazetteer([Place("TCD", PlaceKind.COUNTRY)])


def stock(identity: str, day: str, value: int, operation: str, assessment: str = "BA") -> Figure:
    return Figure(id=identity, category=Category.STOCK, place="TCD", population="idp",
                  as_of=Moment.parse(day), value=Decimal(value), source="dtm",
                  operation=operation, assessment=assessment)  # fmt: skip


def closed(*figures: Figure) -> tuple[str, object, str]:
    account = close_account(
        Ledger(figures, PLACES), population="idp", place="TCD", opening=date(2021, 1, 31),
        closing=date(2021, 6, 30),
    )  # fmt: skip
    opening = account.total.opening
    return (opening.id if opening else "", account.total.change, account.total.why)


LAKE = stock("lake.1", "2020-12-31", 24_000, "Lake Chad"), stock("lake.2", "2021-06-30", 27_500,
                                                                "Lake Chad")  # fmt: skip


def test_ao01_the_opening_is_of_the_closings_operation() -> None:
    other = stock("south", "2021-01-31", 2_500, "Southern Chad")
    assert closed(*LAKE, other)[:2] == ("lake.1", 3_500)


def test_ao01_nor_does_one_type_of_assessment_open_anothers_account() -> None:
    other = stock("site", "2021-01-31", 2_500, "Lake Chad", "SA")
    assert closed(*LAKE, other)[:2] == ("lake.1", 3_500)


def test_ao02_without_one_of_its_kind_there_is_no_residual() -> None:
    other = stock("south", "2021-01-31", 2_500, "Southern Chad")
    assert closed(LAKE[1], other) == ("", None, "opening_unlike")
    for lang in ("en", "fr"):
        for key in ("account.why", "account.short", "crisis.account.why"):
            assert Wording(lang).text(f"{key}.opening_unlike")
