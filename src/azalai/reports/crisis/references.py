"""References: sources numbered in the order in which the report names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from azalai.reports.content import Cell, Column, DataTable, Section

if TYPE_CHECKING:
    from azalai.reports.crisis.facts import CrisisFacts


class References:
    """Numbers of sources.

    Examples
    --------
    >>> references = References()
    >>> references.number("cmp"), references.number("unhcr"), references.number("cmp")
    (1, 2, 1)
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, code: str) -> int:
        """The number of a source; the next one, where it was not named before."""
        return self._numbers.setdefault(code, len(self._numbers) + 1)

    @property
    def listed(self) -> list[str]:
        """Codes in the order of their numbers."""
        return list(self._numbers)


def references_section(facts: CrisisFacts) -> Section:
    """Every source that the report names; to be made when all else is."""
    rows = []
    for code in facts.references.listed:
        source = facts.ledger.source(code)
        rows.append(
            (
                Cell(str(facts.references.number(code))),
                Cell(source.name(facts.wording.lang), tone="total"),
                Cell(" ".join(filter(None, (source.reference, source.url))) or "–"),
            )
        )
    table = DataTable(
        facts.say("references.table"),
        (
            Column(facts.say("column.number"), "start", 0.3),
            Column(facts.say("column.source"), "start", 1.6),
            Column(facts.say("column.reference"), "start", 4.6),
        ),
        tuple(rows),
        small=True,
    )
    return Section("references", facts.say("references.title"), (table,))
