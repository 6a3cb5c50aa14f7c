"""The accounts: opening, what came and went, closing, and what is not explained."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from azalai.accounts.choosing import observed
from azalai.model.figures import Category, Figure
from azalai.reports.content import Block, Callout, Cell, Column, DataTable, Section, Tone
from azalai.reports.content import Figure as Picture
from azalai.reports.crisis.accounts_together import aligned_totals, together
from azalai.reports.crisis.facts import CrisisFacts, plain_sum
from azalai.reports.crisis.rows import shared
from azalai.reports.markup import words
from azalai.wording.voice import capitalised

if TYPE_CHECKING:
    from azalai.accounts.balance import Account, Balance
    from azalai.drawing.account_bridge import Term

CHANGES = (
    Category.NEW_DISPLACEMENT, Category.BIRTH, Category.RETURN, Category.ONWARD_MOVEMENT,
    Category.DEATH, Category.REGISTRATION_ADJUSTMENT, Category.COVERAGE_CHANGE,
)  # fmt: skip
"""The terms of an account, in the order of a bridge."""


def section(facts: CrisisFacts) -> Section | None:
    """For each account its bridge and its table; then the accounts together."""
    if not facts.accounts:
        return None
    blocks: list[Block] = [Callout(words(facts.say("accounts.text")))]
    for account in facts.accounts:
        blocks += _blocks(facts, account)
    blocks += [table for table in (together(facts), aligned_totals(facts)) if table is not None]
    return Section("accounts", facts.say("accounts.title"), tuple(blocks))


def account_title(facts: CrisisFacts, account: Account) -> str:
    """Whose account it is, and between which days."""
    return capitalised(facts.say(
        "account.title", who=facts.who(account.population),
        place=facts.place(account.place),
        period=facts.wording.period(account.first, account.last),
    ))  # fmt: skip


def _blocks(facts: CrisisFacts, account: Account) -> list[Block]:
    blocks: list[Block] = []
    bridge = _bridge(facts, account)
    if bridge is not None:
        blocks.append(bridge)
    blocks.append(_table(facts, account))
    return blocks


def used(balance: Balance) -> list[Figure]:
    """Every figure of a balance."""
    flows = [figure for figures in balance.flows.values() for figure in figures]
    return [item for item in (balance.opening, balance.closing, *flows) if item is not None]


def _bridge(facts: CrisisFacts, account: Account) -> Picture | None:
    from azalai.drawing.account_bridge import Term, account_bridge

    balance = account.total
    if balance.opening is None or balance.closing is None or balance.residual is None:
        return None
    terms = [_stock(facts, "account.opening", balance.opening)]
    terms += [term for category in CHANGES for term in _changes(facts, balance, category)]
    terms.append(
        Term(facts.say("account.residual"), float(balance.residual),
             facts.wording.signed(balance.residual), "residual", facts.say("account.computed"))
    )  # fmt: skip
    terms.append(_stock(facts, "account.closing", balance.closing))
    spec = account_bridge(
        terms, lang=facts.wording.lang, unit=facts.say("chart.people"),
        population=account.population,
    )  # fmt: skip
    listed = "; ".join(f"{term.label}: {term.text}" for term in terms)
    title = account_title(facts, account)
    return facts.picture(
        f"bridge-{account.population}", spec, title,
        facts.say("account.alt", what=title, list=listed), facts.sources_line(used(balance)),
    )  # fmt: skip


def _stock(facts: CrisisFacts, key: str, figure: Figure) -> Term:
    from azalai.drawing.account_bridge import Term

    value = None if figure.value is None else float(figure.value)
    return Term(facts.say(key), value, facts.value(figure), "stock", facts.date(figure))


def _changes(facts: CrisisFacts, balance: Balance, category: Category) -> list[Term]:
    """What a category adds or takes, as the residual takes it; people merely seen are no term."""
    from azalai.drawing.account_bridge import Term

    stated = [figure for figure in balance.flows.get(category, ()) if not observed(figure)]
    amount = balance.terms.get(category)
    days = [facts.date(figure) for figure in stated]
    if category is Category.REGISTRATION_ADJUSTMENT:
        days += [facts.date(step.later) for step in balance.booked]
    if amount is None and not stated:
        return []
    name = capitalised(facts.term("figure", category))
    shown = facts.value(stated[0]) if amount is None else facts.wording.signed(amount)
    value = None if amount is None else float(amount)
    return [Term(name, value, shown, "change", ", ".join(dict.fromkeys(days)))]


def _table(facts: CrisisFacts, account: Account) -> DataTable:
    balances = (*account.places, account.total)
    # A column of which nobody states anything says less than a line.
    shown = [
        category
        for category in CHANGES
        if category is Category.NEW_DISPLACEMENT
        or any(category in item.terms or item.flows.get(category) for item in balances)
    ]
    rows = [_row(facts, facts.place(item.place), item, shown) for item in account.places]
    rows.append(_row(facts, facts.say("row.stated"), account.total, shown, total=True))
    columns = [
        Column(facts.say("column.place"), "start", 1.1),
        Column(facts.say("column.opening"), "end", 0.9),
        *(Column(_heading(facts, account, category), "end", 0.85) for category in shown),
        Column(facts.say("column.closing"), "end", 0.9),
        Column(facts.say("column.residual"), "end", 1.75),
        Column(facts.say("column.dates"), "start", 2.1),
        Column(facts.say("column.source"), "start", 1.9),
    ]
    notes = [facts.say("account.note")]
    total = account.total
    returned = total.seen_returning
    if not total.flows.get(Category.RETURN):
        notes.append(facts.say("account.no_returns"))
    if returned and total.residual_if_returned is not None and total.residual is not None:
        notes.append(
            facts.say("account.returned", n=facts.number(returned),
                      residual=facts.wording.signed(total.residual),
                      other=facts.wording.signed(total.residual_if_returned))
        )  # fmt: skip
    coverage = [item for item in account.places if item.coverage]
    if coverage:
        listed = [
            facts.say(
                "account.coverage.item",
                place=facts.place(item.place),
                n=facts.wording.signed(item.coverage),
            )
            for item in coverage
        ]
        notes.append(facts.say("account.coverage", list=facts.wording.join(listed)))
    figures = [figure for item in (*account.places, total) for figure in used(item)]
    seen = total.flows.get(Category.RETURN, ())
    for key, found in (
        ("account.opening.source", [item.opening for item in (*account.places, total)]),
        ("account.returns.source", [item for item in seen if observed(item)]),
    ):
        named = facts.cite(*(item.source or item.document for item in found if item is not None))
        if named:
            notes.append(facts.say(key, list=named))
    table = DataTable(
        facts.say("account.table", what=account_title(facts, account)),
        tuple(columns), tuple(rows), note=" ".join(notes), source=facts.read_in(figures),
        small=True,
    )  # fmt: skip
    return shared(facts, table)


def _row(
    facts: CrisisFacts,
    label: str,
    balance: Balance,
    shown: Sequence[Category],
    *,
    total: bool = False,
) -> tuple[Cell, ...]:
    residual = (
        facts.wording.signed(balance.residual)
        if balance.residual is not None
        else facts.say(f"account.why.{balance.why}" if balance.why else "not_stated")
    )
    terms = [figure for figures in balance.flows.values() for figure in figures
             if not observed(figure)]  # fmt: skip
    sources = [item.source or item.document for item in (*terms, balance.closing)
               if item is not None]  # fmt: skip
    days = [facts.short_date(item) for item in (balance.opening, balance.closing)
            if item is not None]  # fmt: skip
    tone: Tone = "total" if total else ""
    return (
        Cell(label, tone=tone),
        Cell(facts.value(balance.opening), tone=tone),
        *(Cell(_term_text(facts, balance, category), tone=tone) for category in shown),
        Cell(facts.value(balance.closing), tone=tone),
        Cell(residual, tone="total" if balance.residual is not None else "quiet"),
        Cell(" → ".join(days) or "–"),
        Cell(facts.cite(*sources) or "–"),
    )


def _heading(facts: CrisisFacts, account: Account, category: Category) -> str:
    """What a column of terms holds; returns that were only seen leave nobody's stock."""
    if category is Category.NEW_DISPLACEMENT:
        return facts.say("column.new")
    balances = (*account.places, account.total)
    if category is Category.RETURN and not any(category in item.terms for item in balances):
        return facts.say("column.returns")
    return capitalised(facts.term("figure", category))


def _term_text(facts: CrisisFacts, balance: Balance, category: Category) -> str:
    """A term as the residual takes it, with its sign; of what is no term, what is stated."""
    if category is not Category.NEW_DISPLACEMENT and category in balance.terms:
        return facts.wording.signed(balance.terms[category])
    return flow_text(facts, balance.flows.get(category, ()))


def flow_text(facts: CrisisFacts, figures: Sequence[Figure]) -> str:
    """A term of an account: the sum where several are stated, unknown where it is."""
    if not figures:
        return facts.say("not_stated")
    known = [figure for figure in figures if figure.value is not None]
    if len(figures) == 1 or not known:
        return facts.value(figures[0])
    return facts.number(plain_sum(known))
