"""`azalai figures total`: the stock of a place by its latest round; no sum across rounds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from azalai.cli.options import language_option, open_folder, option, verb, workspace_option
from azalai.cli.speech import speech

if TYPE_CHECKING:
    from azalai.accounts.stocks import Latest
    from azalai.model.errors import InputError
    from azalai.model.ledger import Ledger

_KEYS = ("operation", "assessment", "round", "source", "on")


@verb(
    "figures.total",
    option("--population", default="idp", metavar="CODE", key="figures_population"),
    option("--place", default="", metavar="CODE", key="fin_total_place"),
    option("--origin", default="", metavar="CODE", key="fin_total_origin"),
    option("--unit", default="persons", metavar="UNIT", key="fin_unit"),
    option("--operation", multiple=True, metavar="NAME", key="fin_total_operation"),
    option("--assessment", multiple=True, metavar="CODE", key="fin_total_assessment"),
    option("--round", "round_", multiple=True, metavar="N", key="fin_total_round"),
    option("--source", multiple=True, metavar="CODE", key="fin_total_source"),
    option("--on", multiple=True, metavar="YYYY[-MM[-DD]]", key="fin_total_on"),
    option("--sum", "one", is_flag=True, key="fin_sum"),
    workspace_option(),
    language_option(),
)
def command(
    population: str,
    place: str,
    origin: str,
    unit: str,
    operation: tuple[str, ...],
    assessment: tuple[str, ...],
    round_: tuple[str, ...],
    source: tuple[str, ...],
    on: tuple[str, ...],
    one: bool,
    workspace: Path | None,
) -> None:
    """Print the latest stock of each operation, or the one sum that is asked for."""
    from itertools import product

    from azalai.accounts.stocks import added, latest_stocks
    from azalai.model.errors import InputError
    from azalai.workspace.ledger import read_ledger

    folder = open_folder(workspace)
    ledger = read_ledger(folder).ledger
    code = ledger.places.find(place) if place else folder.country
    if code is None:
        raise InputError("no_such_place", value=place)
    came_from = ledger.places.find(origin) if origin else ""
    if came_from is None:
        raise InputError("no_such_place", value=origin)
    chosen = (operation, assessment, round_, source, on)
    found: list[Latest] = []
    for values in product(*(texts or ("",) for texts in chosen)):
        asked = dict(zip(_KEYS, values, strict=True)) | {"origin": came_from}
        try:
            found += latest_stocks(ledger, population=population, place=code, unit=unit, **asked)
        except InputError as problem:
            raise _in_words(problem, ledger) from None
    found = list(dict.fromkeys(found))
    if one or any(len(texts) > 1 for texts in chosen):
        # Refused, with what differs, where these are not parts of one stock.
        try:
            figures = (figure for item in found for figure in item.stock.figures)
            total = added(figures, ledger.places)
        except InputError as problem:
            raise _in_words(problem, ledger) from None
        _say_total(ledger, total.value, total.least, found)
        return
    for item in found:
        _say(ledger, item)
    if len(found) > 1:
        click.echo("  " + speech().text("cli.figures.total.apart", len(found)), err=True)


def _in_words(problem: InputError, ledger: Ledger) -> InputError:
    """What differs, in the words of the language instead of codes and names of columns."""
    from azalai.model.errors import InputError
    from azalai.model.moments import Moment
    from azalai.wording.figures import moment_of, place_of, word

    text, told = speech(), dict(problem.values)
    if "population" in told:
        told["population"] = word(text, "population", str(told["population"]))
        told["place"] = place_of(text, ledger.places, str(told["place"]))
        return InputError(problem.code, **told)
    if problem.code != "stock_mixed":
        return problem
    differs = str(told["differs"])
    values = str(problem.values["values"]).split(", ")
    if differs == "as_of":
        values = [moment_of(text, Moment.parse(value)) for value in values]
    if differs == "source":
        values = [f"{value} ({ledger.source(value).name(text.lang)})" for value in values]
    return InputError(
        problem.code, differs=text.text(f"figures_in.field.{differs}"), values=text.join(values)
    )


def _say(ledger: Ledger, item: Latest) -> None:
    text = speech()
    _say_total(ledger, item.stock.value, item.stock.least, [item])
    if item.earlier:
        click.echo("  " + text.text("cli.figures.total.earlier", item.earlier))
    if item.absent:
        from azalai.wording.figures import place_of

        names = text.join([place_of(text, ledger.places, code) for code in item.absent])
        said = text.text("cli.figures.total.absent", places=names)
        click.echo(text.text("cli.severity.warning") + said, err=True)


def _say_total(ledger: Ledger, value: object, least: bool, found: list[Latest]) -> None:
    from azalai.model.figures import Quantifier
    from azalai.wording.figures import dated, source_of, value_of

    text, first = speech(), found[0].first
    figures = [figure for item in found for figure in item.stock.figures]
    if len(figures) == 1:
        shown = first
    else:
        quantifier = Quantifier.AT_LEAST if least else first.quantifier
        quantifier = Quantifier.UNKNOWN if value is None else quantifier
        shown = first.but(value=value, low=None, high=None, quantifier=quantifier)
    parts = [text.text(f"cli.figures.total.{name}", value=said)
             for name in ("operation", "assessment", "round")
             if (said := getattr(first, name))]  # fmt: skip
    where = ", ".join([*parts, dated(text, first), source_of(text, ledger, first)])
    click.echo(text.text("cli.figures.total.line", value=value_of(text, shown), what=where))
    if len(figures) > 1:
        click.echo("  " + text.text("cli.figures.total.parts", len(figures)))
