"""The short list of a measure, as tables and sentences print it."""

from __future__ import annotations

from azalai.measures import TopRow, top
from azalai.reports.facts import Facts


def short_list(
    facts: Facts, measure: str, place: str = "", direction: str = "total"
) -> list[tuple[TopRow, bool]]:
    """The lines a list prints, and whether a line is the rest of the list.

    A dimension can have a category ``other`` of its own (*other types of movement*): that one is
    an answer, not the rest.
    """
    shares = facts.rows(measure, place, direction, "%")
    lines = top([*shares, *facts.rows(f"{measure}_change", place, direction, "pp")])
    named = {line.category for line in lines}
    own = any(row.category1 == "other" for row in shares)
    # Where the list leaves more out than its *other*, the line is the rest, that one included.
    if any(row.category1 not in named | {"other"} and row.value for row in shares):
        own = False
    found = []
    for line in lines:
        found.append((line, line.category == "other" and not own))
        own = own and line.category != "other"
    return found
