"""`azalai accounts balance`: opening, what happened, closing, and what remains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from azalai.cli.accounts_ledger import (
    day_of,
    no_stock,
    open_ledger,
    place_in,
    print_table,
    write_rows,
)
from azalai.cli.accounts_notes import notes
from azalai.cli.options import (
    check_free,
    language_option,
    open_folder,
    option,
    verb,
    workspace_option,
)
from azalai.cli.speech import speech

if TYPE_CHECKING:
    from azalai.accounts.balance import Account, Balance, Together
    from azalai.model.crisis import AccountWanted
    from azalai.model.figures import Figure
    from azalai.model.ledger import Ledger


@verb(
    "accounts.balance",
    option("--population", default="", metavar="CODE", key="account_population"),
    option("--place", default="", metavar="CODE", key="account_place"),
    option("--origin", default="", metavar="CODE", key="account_origin"),
    option("--from", "first", default="", metavar="YYYY-MM-DD", key="account_from"),
    option("--until", "last", default="", metavar="YYYY-MM-DD", key="account_until"),
    option("--to", type=click.Path(path_type=Path), metavar="FILE", key="account_to"),
    option("--force", is_flag=True),
    workspace_option(),
    language_option(),
)
def command(
    population: str,
    place: str,
    origin: str,
    first: str,
    last: str,
    to: Path | None,
    force: bool,
    workspace: Path | None,
) -> None:
    """Print the accounts, and what they do not know."""
    from azalai.accounts.balance import close_account, together
    from azalai.accounts.rows import rows_of

    if to is not None:
        check_free(to, force)
    ledger = open_ledger(workspace)
    closed = []
    for wanted in _wanted(ledger, workspace, population, place, first, last):
        account = close_account(
            ledger, population=wanted.population, place=wanted.place, opening=wanted.opening,
            closing=wanted.closing, origin=place_in(ledger, origin),
        )  # fmt: skip
        if account.total.closing is None and account.total.opening is None and not account.places:
            raise no_stock(ledger, wanted.population, wanted.place, wanted.closing)
        _print(ledger, account)
        closed.append(account)
    if len(closed) > 1:
        _print_together(together(closed))
    if to is not None:
        write_rows(to, [row for account in closed for row in rows_of(account)], force)


def _wanted(
    ledger: Ledger, workspace: Path | None, population: str, place: str, first: str, last: str
) -> list[AccountWanted]:
    """The account asked for; what is not said is as in the crisis of the workspace."""
    from azalai.model.crisis import AccountWanted
    from azalai.model.errors import InputError
    from azalai.workspace.crisis import crises, read_crisis

    folder = open_folder(workspace)
    known = list(read_crisis(folder).accounts) if len(crises(folder)) == 1 else []
    if population or place:
        code = place_in(ledger, place)
        known = [
            item
            for item in known
            if item.population == (population or item.population)
            and item.place == (code or item.place)
        ] or [
            AccountWanted(population, code, item.opening, item.closing)
            for item in known[:1]
            if population and code
        ]
        if not known and first and last and population and code:
            return [AccountWanted(population, code, day_of(first), day_of(last))]
    if not known:
        raise InputError("account_what")
    return [
        AccountWanted(
            item.population,
            item.place,
            day_of(first) if first else item.opening,
            day_of(last) if last else item.closing,
        )
        for item in known
    ]


def _print(ledger: Ledger, account: Account) -> None:
    from azalai.wording.figures import where_of, word

    text = speech()
    people = word(text, "population", account.population)
    click.echo(
        text.text(
            "account.title",
            people=people[:1].upper() + people[1:],
            where=where_of(text, ledger.places, account.place),
            period=text.period(account.first, account.last),
        )
    )
    print_table(("term", "value", "date", "source"), _terms(ledger, account.total), right=(1,))
    if account.places:
        print_table(
            ("place", "opening", "flows", "closing", "change", "residual"),
            (_part(ledger, account, balance) for balance in account.places),
            right=(1, 2, 3, 4, 5),
        )
    for line in notes(ledger, account):
        click.echo(f"– {line}")
    click.echo("")


def _terms(ledger: Ledger, total: Balance) -> Iterator[Sequence[str]]:
    """The lines of the total: every figure with its value, its date and its source."""
    text = speech()
    yield _stated(ledger, text.text("account.row.opening"), total.opening)
    for category, flows in total.flows.items():
        for flow in flows:
            yield _flow(ledger, total, category.value, flow)
    for step in total.booked:
        yield _booked(ledger, step)
    yield _stated(ledger, text.text("account.row.closing"), total.closing)
    values = (
        ("change", total.change),
        ("residual", total.residual),
        ("coverage", total.coverage),
        ("residual_if_returned", total.residual_if_returned),
    )
    for name, value in values:
        if value is not None:
            yield text.text(f"account.row.{name}"), text.signed(value), "", ""
    if total.residual is None:
        short = text.text(f"account.short.{total.why}") if total.why else ""
        yield text.text("account.row.residual"), short, "", ""


def _stated(ledger: Ledger, label: str, figure: Figure | None) -> tuple[str, str, str, str]:
    from azalai.wording.figures import dated, source_of, value_of

    text = speech()
    if figure is None:
        return label, text.text("account.missing"), "", ""
    return label, value_of(text, figure), dated(text, figure), source_of(text, ledger, figure)


def _flow(ledger: Ledger, total: Balance, category: str, flow: Figure) -> tuple[str, str, str, str]:
    """A flow with the sign it has in the account."""
    from azalai.accounts.choosing import number, observed, sign_of
    from azalai.model.figures import Category
    from azalai.wording.figures import dated, place_of, source_of, value_of, word

    text = speech()
    term = word(text, "figure", category)
    term = term[:1].upper() + term[1:]
    if category in total.inherited:
        # Whose account it enters: of people who leave, that of the place they left.
        leaves = sign_of(ledger, flow, total.place) < 0 and flow.origin
        place = place_of(text, ledger.places, flow.origin if leaves else flow.place)
        term = text.text("account.row.booked", term=term, place=place)
    value = value_of(text, flow)
    if flow.category is Category.RETURN and observed(flow):
        term = text.text("account.row.seen", term=term)
    elif number(flow) and flow.value is not None:
        value = text.signed(flow.value * sign_of(ledger, flow, total.place))
    return term, value, dated(text, flow), source_of(text, ledger, flow)


def _booked(ledger: Ledger, step: object) -> tuple[str, str, str, str]:
    from azalai.accounts.series import Step, report_days
    from azalai.wording.figures import place_of, source_of, word

    assert isinstance(step, Step)
    text = speech()
    term = word(text, "figure", "registration_adjustment")
    label = text.text(
        "account.row.booked",
        term=term[:1].upper() + term[1:],
        place=place_of(text, ledger.places, step.place),
    )
    period = text.period(*report_days(step))
    return label, text.signed(step.adjustment), period, source_of(text, ledger, step.later)


def _part(ledger: Ledger, account: Account, balance: Balance) -> Sequence[str]:
    """The line of a place: its stocks with their dates, its flows, and what remains."""
    from azalai.accounts.choosing import observed
    from azalai.model.figures import SUBGROUPS, Category
    from azalai.wording.figures import place_of, word

    text = speech()
    place = place_of(text, ledger.places, balance.place)
    if account.population in SUBGROUPS:
        place = f"{word(text, 'population', balance.population)}, {place}"
    entered = [
        flow
        for category, flows in balance.flows.items()
        for flow in flows
        if not (category is Category.RETURN and observed(flow))
    ]
    if any(not flow.known for flow in entered):
        flows = text.text("figure.value.unknown")
    elif balance.terms:
        flows = text.signed(sum(balance.terms.values(), Decimal(0)))
    else:
        flows = text.text("account.missing")
    residual = balance.residual if balance.residual is not None else balance.coverage
    if residual is None:
        said = text.text(f"account.short.{balance.why}") if balance.why else ""
    elif balance.residual is None:
        said = f"{text.signed(residual)} ({text.text(f'account.short.{balance.why}')})"
    else:
        said = text.signed(residual)
    change = (
        text.signed(balance.change) if balance.change is not None else text.text("account.none")
    )
    return place, _dated(balance.opening), flows, _dated(balance.closing), change, said


def _dated(figure: Figure | None) -> str:
    from azalai.wording.figures import dated, value_of

    if figure is None:
        return speech().text("account.missing")
    return f"{value_of(speech(), figure)}\n{dated(speech(), figure)}"


def _print_together(total: Together) -> None:
    from azalai.wording.figures import word

    text = speech()
    rows = [
        ("account.row.opening", total.opening, False),
        *((f"term.figure.{category}", value, True) for category, value in total.terms.items()),
        ("account.row.closing", total.closing, False),
        ("account.row.change", total.change, True),
        ("account.row.residual", total.residual, True),
        ("account.row.coverage", total.coverage, True),
        ("account.row.residual_if_returned", total.residual_if_returned, True),
    ]
    click.echo(
        text.text("account.row.together")
        + " ("
        + text.join([word(text, "population", balance.population) for balance in total.balances])
        + ")"
    )
    print_table(
        ("term", "value"),
        (
            (
                text.text(key)[:1].upper() + text.text(key)[1:],
                text.signed(value) if change else text.number(value),
            )
            for key, value, change in rows
            if value is not None
        ),
        right=(1,),
    )
