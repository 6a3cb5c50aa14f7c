"""Intentions from surveys: each answer on its own bar, with what is stated of its base."""

from __future__ import annotations

from collections.abc import Sequence

from azalai.model.figures import Figure
from azalai.reports.content import Block, Callout, Cell, Column, DataTable, Section
from azalai.reports.content import Figure as Picture
from azalai.reports.crisis.facts import CrisisFacts
from azalai.reports.crisis.rows import shared
from azalai.reports.markup import words
from azalai.wording.figures import parts_named
from azalai.wording.voice import capitalised


def section(facts: CrisisFacts) -> Section | None:
    """For each survey and question its bars; a table where base, design or interval are known."""
    listed = facts.selected("intentions")
    if not listed:
        return None
    blocks: list[Block] = [Callout(words(facts.say("intentions.text")))]
    for number, (title, figures, note) in enumerate(listed, start=1):
        known = any(map(_is_described, figures))
        said = "" if known else _undescribed(facts, figures, note)
        blocks.append(_bars(facts, f"answers-{number}", title, figures, said))
        if known:
            blocks.append(_table(facts, title, figures, note))
    return Section("intentions", facts.say("intentions.title"), tuple(blocks))


def _is_described(figure: Figure) -> bool:
    """Whether anything is known of how the share came about."""
    return figure.sample is not None or bool(figure.coverage) or figure.low is not None


def _undescribed(facts: CrisisFacts, figures: Sequence[Figure], note: str) -> str:
    """Under bars of which nothing else is known: their days, and that it is not."""
    days = dict.fromkeys(facts.date(figure) for figure in figures)
    return f"{capitalised(facts.wording.join([*days]))}. {note or facts.say('answers.unknown')}"


def label_of(facts: CrisisFacts, figure: Figure) -> str:
    """The answer in words."""
    return capitalised(", ".join(parts_named(facts.wording, figure)) or facts.named(figure))


def _several(facts: CrisisFacts, figures: Sequence[Figure]) -> str:
    return facts.say("answers.several") if any(figure.multiple for figure in figures) else ""


def _bars(
    facts: CrisisFacts, name: str, title: str, figures: Sequence[Figure], said: str
) -> Picture:
    from azalai.drawing.answer_bars import Answer, answer_bars

    answers = [
        Answer(
            label_of(facts, figure),
            None if figure.value is None else float(figure.value),
            facts.value(figure),
            None if figure.low is None else float(figure.low),
            None if figure.high is None else float(figure.high),
        )
        for figure in figures
    ]
    spec = answer_bars(
        answers, lang=facts.wording.lang, note=_several(facts, figures), population="idp",
        width=505,
    )  # fmt: skip
    listed = "; ".join(f"{answer.label}: {answer.text}" for answer in answers)
    return facts.picture(
        name, spec, title, facts.say("answers.alt", what=title, list=listed),
        f"{said} {facts.sources_line(figures)}".strip(),
    )  # fmt: skip


def _table(facts: CrisisFacts, title: str, figures: Sequence[Figure], note: str) -> DataTable:
    none = facts.say("not_stated")
    table = DataTable(
        facts.say("answers.table", what=title),
        (
            Column(facts.say("column.answer"), "start", 2.0),
            Column(facts.say("column.share"), "end", 0.7),
            Column(facts.say("column.base"), "end", 0.9),
            Column(facts.say("column.design"), "end", 0.9),
            Column(facts.say("column.interval"), "end", 0.9),
            Column(facts.say("column.date"), "start", 1.1),
            Column(facts.say("column.source"), "start", 1.4),
        ),
        tuple(
            (
                Cell(label_of(facts, figure)),
                Cell(facts.value(figure), tone="total"),
                Cell(none if figure.sample is None else facts.number(figure.sample)),
                Cell(figure.coverage or none),
                Cell(
                    none if figure.low is None or figure.high is None
                    else f"{facts.wording.percent(figure.low)}–{facts.wording.percent(figure.high)}"
                ),
                Cell(facts.date(figure)),
                Cell(facts.source(figure)),
            )
            for figure in figures
        ),
        note=" ".join(filter(None, [note, _several(facts, figures)])),
        source=facts.read_in(figures),
    )  # fmt: skip
    return shared(facts, table)
