"""Lists of few people.

DI-20  where fewer than the threshold answered, every cell is hidden, its zeros and its base too
DI-21  with flows sensitive, no profile beside a hidden flow gives it away
DI-22  the share still printed counts sensitive cells only
"""

from __future__ import annotations

from azalai.disclosure import Rules, protect
from azalai.model.tables import Row, Status

RULES = Rules(5, frozenset({"nationality"}), True, frozenset())


def row(category: str, value: int, base: int, unit: str = "persons", **given: str) -> Row:
    return Row(
        release="r", measure="nationalities", place="P", period="2020-06", category1=category,
        dimension1=given.get("dimension", "nationality"), value=value, unit=unit, base=base,
    )  # fmt: skip


def test_a_list_of_three_people_says_nothing() -> None:
    """DI-20: three Malians and no Togolese of three would be three Malians, exactly."""
    rows = [row("MLI", 3, 3), row("MLI", 100, 3, "%"), row("TGO", 0, 3), row("TGO", 0, 3, "%")]
    public = protect(rows, RULES).rows
    assert all(item.status is Status.PROTECTED for item in public)
    assert all(item.value is None and item.base is None for item in public)


def test_a_list_of_many_keeps_its_zeros_and_its_base() -> None:
    """DI-20"""
    public = protect([row("MLI", 3, 90), row("NER", 87, 90), row("TGO", 0, 90)], RULES).rows
    shown = {item.category1: (item.value, item.base, item.status) for item in public}
    assert shown == {
        "MLI": (None, 90, Status.PROTECTED),
        "NER": (87, 90, Status.OK),
        "TGO": (0, 90, Status.OK),
    }


def test_a_profile_does_not_give_a_hidden_flow_away() -> None:
    """DI-21: next destinations are not sensitive, but their base is the hidden flow."""
    flow = Row(release="r", measure="flows", place="P", period="2020-06", value=4, unit="persons")
    profile = row("MLI", 4, 4, dimension="next_destination")
    rules = Rules(5, frozenset({"flows"}), True, frozenset())
    public = protect([flow, profile], rules).rows
    assert [(item.value, item.base, item.status) for item in public] == [
        (None, None, Status.PROTECTED),
        (None, None, Status.PROTECTED),
    ]


def test_the_printed_share_is_of_sensitive_cells() -> None:
    """DI-22: of two nationalities one is hidden; the flow beside them does not flatter."""
    flow = Row(release="r", measure="flows", place="P", period="2020-06", value=90, unit="persons")
    result = protect([flow, row("MLI", 3, 90), row("NER", 87, 90)], RULES)
    assert (result.cells, result.protected) == (2, 1)
