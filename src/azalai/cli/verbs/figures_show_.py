"""`azalai figures show`: one figure with all that belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from azalai.cli.options import language_option, open_folder, verb, workspace_option
from azalai.cli.speech import speech

if TYPE_CHECKING:
    from azalai.model.figures import Figure
    from azalai.model.ledger import Ledger


@verb(
    "figures.show",
    click.argument("identity", metavar="ID"),
    workspace_option(),
    language_option(),
)
def command(identity: str, workspace: Path | None) -> None:
    """Print what a figure states, who states it, and which figures it belongs with."""
    from azalai.model.errors import InputError
    from azalai.wording.problems import shown
    from azalai.workspace.ledger import nearest, read_ledger

    text = speech()
    ledger = read_ledger(open_folder(workspace)).ledger
    if identity not in ledger:
        near = nearest(identity, {figure.id: figure.id for figure in ledger})
        if near:
            raise InputError("no_such_figure_near", value=identity, near=near)
        raise InputError("no_such_figure", value=identity)
    lines = [
        (text.text(f"cli.figures.heading.{heading}"), shown(said, 2000))
        for heading, said in _lines(ledger, ledger[identity])
        if said
    ]
    width = max(len(heading) for heading, _ in lines)
    before = ""
    for heading, said in lines:
        # Several lines of one sort have their heading once.
        click.echo(f"{'' if heading == before else heading:<{width}}  {said}")
        before = heading


def _lines(ledger: Ledger, figure: Figure) -> Iterator[tuple[str, str]]:
    """Heading and text of each line; what is not known has an empty text."""
    from azalai.accounts.parts import parts_of
    from azalai.wording import figures as said

    text = speech()
    yield "what", said.counted_of(text, ledger.places, figure)
    yield "id", figure.id
    yield "category", said.word(text, "figure", figure.category)
    yield "value", said.value_of(text, figure)
    size = figure.household_size
    yield "household_size", text.number(size, -int(size.as_tuple().exponent)) if size else ""
    yield "sample", text.number(figure.sample) if figure.sample is not None else ""
    yield "date", said.dated(text, figure)
    printed = figure.as_of_published if figure.as_of_published != figure.as_of else None
    yield "printed", said.moment_of(text, printed) if printed else ""
    yield "source", said.source_of(text, ledger, figure)
    published = ledger.published(figure)
    yield "published", said.moment_of(text, published) if published else ""
    yield "quotation", text.text("figure.quoted", text=figure.quotation) if figure.quotation else ""
    for code in dict.fromkeys((figure.source, figure.document)):
        yield "reference", ledger.source(code).reference
    yield "method", said.word(text, "method", figure.method)
    yield "coverage", figure.coverage
    yield "role", said.word(text, "role", figure.role)
    yield "table", figure.table
    yield "round", " · ".join(filter(None, (figure.operation, figure.assessment, figure.round)))
    if figure.base in ledger:
        yield "base", _related(ledger, ledger[figure.base])
    if figure.supersedes in ledger:
        yield "supersedes", _related(ledger, ledger[figure.supersedes])
    for other in ledger:
        if other.supersedes == figure.id:
            yield "superseded_by", _related(ledger, other)
    for part in parts_of(ledger, figure):
        yield "parts", _related(ledger, part)
    for total in _possible_totals(ledger, figure):
        if any(part.id == figure.id for part in parts_of(ledger, total)):
            yield "part_of", _related(ledger, total)
    yield "note", figure.note
    yield "line", text.text("cli.figures.line", file=figure.file, row=figure.row)


def _possible_totals(ledger: Ledger, figure: Figure) -> Iterator[Figure]:
    """Figures that the figure may be a part of: looking for their parts takes time."""
    for other in ledger:
        if (
            other.id != figure.id
            and other.printed_in == figure.printed_in
            and (other.category, other.statistic, other.unit)
            == (figure.category, figure.statistic, figure.unit)
            and ledger.places.lies_in(figure.place, other.place)
        ):
            yield other


def _related(ledger: Ledger, figure: Figure) -> str:
    from azalai.wording.figures import named, value_of

    text = speech()
    return text.text(
        "cli.figures.related", figure=named(text, ledger, figure), value=value_of(text, figure),
        id=figure.id,
    )  # fmt: skip
