"""The migration profile before the crisis: tables with value, date and source in each row."""

from __future__ import annotations

from azalai.reports.content import Block, Callout, DataTable, Section
from azalai.reports.crisis.facts import CrisisFacts
from azalai.reports.crisis.rows import figures_table
from azalai.reports.markup import words


def section(facts: CrisisFacts) -> Section | None:
    """One table for each selection; what was not collected is said once, at the end."""
    blocks: list[Block] = []
    missing = []
    for title, figures, note in facts.selected("profile"):
        blocks.append(figures_table(facts, title, figures))
        if note:
            missing.append(note)
    if not blocks:
        return None
    documents = {block.source for block in blocks if isinstance(block, DataTable)}
    if len(documents) == 1:
        # Said once, under the last table, where it is the same for all.
        blocks = [_without_source(block) for block in blocks[:-1]] + blocks[-1:]
    if missing:
        blocks.append(Callout(words(" ".join([facts.say("profile.missing"), *missing]))))
    return Section("profile", facts.say("profile.title"), tuple(blocks))


def _without_source(block: Block) -> Block:
    if not isinstance(block, DataTable):
        return block
    return DataTable(block.caption, block.columns, block.rows, block.note, block.small)
