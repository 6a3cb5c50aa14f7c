"""Who the displaced are, and what makes some of them more vulnerable."""

from __future__ import annotations

from azalai.reports.content import Block, Section
from azalai.reports.crisis.facts import CrisisFacts
from azalai.reports.crisis.rows import figures_table


def section(facts: CrisisFacts) -> Section | None:
    """One table for each selection."""
    blocks: list[Block] = [
        figures_table(facts, title, figures, note)
        for title, figures, note in facts.selected("composition")
    ]
    if not blocks:
        return None
    return Section("composition", facts.say("composition.title"), tuple(blocks))
