"""The bridge and the table of an account add up, whatever terms it has.

RC-40  opening + every bar + what is not explained = closing
RC-41  registered returns take people out; returns that were only seen are no bar
RC-42  a verification is a bar of its own, dated; the table has a column for every term
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from azalai.drawing.account_bridge import Term
from azalai.model.crisis import AccountWanted, Crisis
from azalai.model.figures import Category, Figure
from azalai.model.ledger import Ledger, Source
from azalai.model.moments import Moment
from azalai.model.places import Gazetteer, Place, PlaceKind
from azalai.reports.content import DataTable
from azalai.reports.crisis import accounts
from azalai.reports.crisis.facts import CrisisFacts
from azalai.wording import Wording

MAY, JULY = date(2021, 5, 31), date(2021, 7, 31)


def stock(identity: str, value: int, day: date) -> Figure:
    return Figure(id=identity, category=Category.STOCK, place="HTI", population="idp",
                  value=Decimal(value), as_of=Moment.of(day), source="s")  # fmt: skip


def flow(category: Category, value: int, **more: object) -> Figure:
    base = Figure(id=category.value, category=category, place="HTI", population="idp",
                  value=Decimal(value), first=Moment.parse("2021-06-01"),
                  last=Moment.parse("2021-07-31"), source="s")  # fmt: skip
    return base.but(**more)


def facts_of(*flows: Figure) -> CrisisFacts:
    crisis = Crisis(
        code="quake", title={"en": "Quake", "fr": "Séisme"}, place="HTI", asylum="", situation="",
        origin="", as_of=JULY, phases=(),
        accounts=(AccountWanted("idp", "HTI", MAY, JULY),),
    )  # fmt: skip
    figures = [stock("a", 100_000, MAY), stock("b", 111_500, JULY), *flows]
    places = Gazetteer([Place("HTI", PlaceKind.COUNTRY)])
    return CrisisFacts(crisis, Ledger(figures, places, {"s": Source("s")}), Wording("en"))


def terms_of(facts: CrisisFacts, monkeypatch: pytest.MonkeyPatch) -> list[Term]:
    drawn: list[Term] = []
    import azalai.drawing.account_bridge as drawing

    whole = drawing.account_bridge
    monkeypatch.setattr(
        drawing, "account_bridge", lambda terms, **more: drawn.extend(terms) or whole(terms, **more)
    )
    assert accounts.section(facts) is not None
    return drawn


@pytest.mark.parametrize(
    ("flows", "residual"),
    [
        # 111,500 - 100,000 - 12,000 = -500; with 2,000 registered returns +1,500.
        ([flow(Category.NEW_DISPLACEMENT, 12_000)], -500),
        ([flow(Category.NEW_DISPLACEMENT, 12_000),
          flow(Category.RETURN, 2_000, method="registration")], 1_500),
        ([flow(Category.NEW_DISPLACEMENT, 12_000),
          flow(Category.RETURN, 2_000, method="flow monitoring")], -500),
        ([flow(Category.NEW_DISPLACEMENT, 12_000),
          flow(Category.REGISTRATION_ADJUSTMENT, -3_000, method="verification"),
          flow(Category.BIRTH, 200), flow(Category.DEATH, 90)], 2_390),
    ],
    ids=["arrivals", "registered returns", "seen returns", "verified, born, died"],
)  # fmt: skip
def test_rc40_the_bars_lead_from_opening_to_closing(
    flows: list[Figure], residual: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = terms_of(facts_of(*flows), monkeypatch)
    assert (drawn[0].value, drawn[-1].value) == (100_000, 111_500)
    assert drawn[-2].value == residual
    assert sum(term.value or 0 for term in drawn[:-1]) == 111_500


def test_rc41_only_registered_returns_are_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    registered = facts_of(flow(Category.RETURN, 2_000, method="registration"))
    assert -2_000 in [term.value for term in terms_of(registered, monkeypatch)]
    seen = facts_of(flow(Category.RETURN, 2_000, method="flow monitoring"))
    assert [term.kind for term in terms_of(seen, monkeypatch)] == ["stock", "residual", "stock"]


def test_rc42_the_table_has_a_column_for_every_term() -> None:
    facts = facts_of(
        flow(Category.NEW_DISPLACEMENT, 12_000),
        flow(Category.RETURN, 2_000, method="registration"),
        flow(Category.REGISTRATION_ADJUSTMENT, -3_000),
        flow(Category.DEATH, 90),
    )
    found = accounts.section(facts)
    assert found is not None
    table = next(block for block in found.blocks if isinstance(block, DataTable))
    row = dict(zip((column.label for column in table.columns), table.rows[-1], strict=True))
    assert row["Returns"].text == "−2,000"
    assert row["Deaths"].text == "−90"
    assert row["Registration adjustment"].text == "−3,000"
    # 111,500 - 100,000 - 12,000 + 2,000 + 3,000 + 90
    assert row["Not explained"].text == "+4,590"
