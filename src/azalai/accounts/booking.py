"""The account of one place: its terms, what remains, and why there may be no remainder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from azalai.accounts.choosing import (
    Asked,
    Choice,
    covers,
    flows_of,
    number,
    observed,
    of_origin,
    origins,
    sign_of,
)
from azalai.accounts.index import index_of
from azalai.accounts.parts import cover
from azalai.accounts.series import Step, report_days, series, verifications
from azalai.model.figures import FLOWS, Category, Figure
from azalai.model.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Balance:
    """The account of one place.

    Attributes
    ----------
    opening, closing : Figure or None
        The stocks that were used.
    flows : mapping of Category to tuple of Figure
        The flows that were used, also those stated as unknown.
    change : Decimal or None
        Closing minus opening.
    residual : Decimal or None
        What the terms do not explain; None where `why` says so.
    residual_if_returned : Decimal or None
        The same when returns that were seen leave the stock; None where none were.
    coverage : Decimal or None
        The part of the residual that a change of coverage explains: a place that the table of the
        opening does not list and that of the closing does, or the other way round.
    unknown : tuple of Figure
        Terms and stocks stated as unknown, those of its parts included.
    missing : tuple of Category
        Terms that nobody states for this place.
    why : str
        Why there is no residual: ``opening_missing``, ``opening_unlike`` (only another operation
        or type of assessment states one), ``opening_shares`` (only shares are stated),
        ``closing_missing``, ``coverage``, ``stock_households`` (stated in households),
        ``stock_unknown``, ``stock_bound``, ``several_origins``, ``flow_unknown``, ``flow_bound``,
        ``flow_missing``, ``verification``; else empty.
    terms : mapping of Category to Decimal
        What entered the residual, with its sign.
    booked : tuple of Step
        Steps of a register booked as registration adjustments.
    verified : tuple of Figure
        Verifications in the period whose effect could not be told from a series.
    inherited : tuple of Category
        Terms that are not stated for the whole and were added up over its parts.
    partial : tuple of Category
        Terms whose figures do not reach over the whole period: the rest is in the residual.
    aside : tuple of Figure
        Figures of the same quantity and time that were not used.
    """

    place: str
    population: str
    opening: Figure | None = None
    closing: Figure | None = None
    flows: Mapping[Category, tuple[Figure, ...]] = field(default_factory=dict)
    change: Decimal | None = None
    residual: Decimal | None = None
    residual_if_returned: Decimal | None = None
    coverage: Decimal | None = None
    unknown: tuple[Figure, ...] = ()
    missing: tuple[Category, ...] = ()
    why: str = ""
    terms: Mapping[Category, Decimal] = field(default_factory=dict)
    booked: tuple[Step, ...] = ()
    verified: tuple[Figure, ...] = ()
    inherited: tuple[Category, ...] = ()
    partial: tuple[Category, ...] = ()
    aside: tuple[Figure, ...] = ()

    @property
    def unexplained(self) -> Decimal | None:
        """The residual without what a change of coverage explains."""
        return None if self.residual is None else self.residual - (self.coverage or 0)

    @property
    def seen_returning(self) -> Decimal | None:
        """People seen returning, which the residual does not take out of the stock."""
        seen = [flow for flow in self.flows.get(Category.RETURN, ()) if observed(flow)]
        return _sum(seen)


def balance_of(
    ledger: Ledger,
    figures: list[Figure],
    asked: Asked,
    first: Choice,
    last: Choice,
    why: str = "",
) -> Balance:
    """The account of one place from the stocks that were chosen for it."""
    opening, closing = one(first), one(last)
    choices = flows_of(index_of(ledger).flows, ledger, asked)
    steps, verified = _verified(ledger, asked.place, opening, closing)
    marks = {figure.id for figure in verifications(ledger, asked.place, asked.population)}
    flows = {
        category: tuple(flow for flow in choice.used if flow.id not in marks or number(flow))
        for category, choice in choices.items()
    }
    flows = {category: used for category, used in flows.items() if used}
    booked = tuple(flow for flow in flows.get(Category.REGISTRATION_ADJUSTMENT, ())
                   if any(_in_step(step, flow) for step in steps))  # fmt: skip
    if booked:
        kind = Category.REGISTRATION_ADJUSTMENT
        flows[kind] = tuple(flow for flow in flows[kind] if flow not in booked)
        flows = {category: used for category, used in flows.items() if used}
    stated = {Category.REGISTRATION_ADJUSTMENT} if steps or verified else set()
    balance = Balance(
        place=asked.place,
        population=asked.population,
        opening=opening,
        closing=closing,
        flows=flows,
        missing=tuple(c for c in FLOWS if c not in flows and c not in stated),
        unknown=unique(
            figure
            for figure in (opening, closing, *(flow for used in flows.values() for flow in used))
            if figure is not None and not figure.known
        ),
        booked=steps,
        verified=verified,
        why=why or _why_no_stock(figures, asked, opening, closing),
        partial=tuple(category for category, used in flows.items() if not covers(used, asked)),
        aside=unique(
            (
                *first.aside,
                *last.aside,
                *(flow for flow in booked if flow.id not in marks),
                *(f for choice in choices.values() for f in choice.aside),
            )
        ),
    )
    return computed(ledger, balance)


def computed(ledger: Ledger, balance: Balance) -> Balance:
    """A balance with its terms, change and residual, or why it has none."""
    terms: dict[Category, Decimal] = {}
    returned = Decimal(0)
    seen = False
    for category, used in balance.flows.items():
        for flow in used:
            if flow.value is None or not number(flow):
                continue
            if category is Category.RETURN and observed(flow):
                returned, seen = returned + flow.value, True
                continue
            signed = flow.value * sign_of(ledger, flow, balance.place)
            terms[category] = terms.get(category, Decimal(0)) + signed
    adjusted = [step.adjustment for step in balance.booked if step.adjustment is not None]
    if adjusted:
        kind = Category.REGISTRATION_ADJUSTMENT
        terms[kind] = terms.get(kind, Decimal(0)) + sum(adjusted, Decimal(0))
    opening, closing = value_of(balance.opening), value_of(balance.closing)
    change = closing - opening if opening is not None and closing is not None else None
    why = balance.why or _why_no_flow(balance)
    residual = None if change is None or why else change - sum(terms.values(), Decimal(0))
    return replace(
        balance,
        terms=terms,
        change=change,
        residual=residual,
        residual_if_returned=residual + returned if seen and residual is not None else None,
        why=why,
    )


def _why_no_stock(
    figures: list[Figure], asked: Asked, opening: Figure | None, closing: Figure | None
) -> str:
    if opening is None or closing is None:
        end = asked.first if opening is None else asked.last
        there = [
            figure
            for figure in figures
            if figure.category is Category.STOCK
            and (figure.population, figure.place) == (asked.population, asked.place)
            and figure.as_of is not None
            and figure.as_of.last <= end
        ]
        if len(origins(there)) > 1 and not of_origin(there, asked.origin):
            return "several_origins"
        if opening is not None:
            return "closing_missing"
        # What was counted before was counted otherwise: the difference would be one of method.
        return "opening_unlike" if there and closing is not None else "opening_missing"
    if not opening.known or not closing.known:
        return "stock_unknown"
    return "" if number(opening) and number(closing) else "stock_bound"


def _why_no_flow(balance: Balance) -> str:
    """Why the terms of a place do not allow a residual.

    What its *parts* do not know is not asked here: their total was stated all the same.
    """
    own = [flow for category, used in balance.flows.items() for flow in used
           if not (category is Category.RETURN and observed(flow))]  # fmt: skip
    if any(not flow.known for flow in own):
        return "flow_unknown"
    if any(not number(flow) for flow in own):
        return "flow_bound"
    return "verification" if _unbooked(balance) else ""


def _unbooked(balance: Balance) -> bool:
    """Whether a verification of the place itself changed its stock by nobody knows what."""
    return any(figure.place == balance.place for figure in balance.verified)


def _verified(
    ledger: Ledger, place: str, opening: Figure | None, closing: Figure | None
) -> tuple[tuple[Step, ...], tuple[Figure, ...]]:
    """Steps to book as adjustments between two stocks, and verifications that have none."""
    if opening is None or closing is None or opening.as_of is None or closing.as_of is None:
        return (), ()
    after, until = opening.as_of.last, closing.as_of.last
    steps: tuple[Step, ...] = ()
    if opening.source == closing.source:
        steps = tuple(
            step
            for step in series(ledger, place, closing.population, closing.source, closing.origin)
            if step.verification is not None
            and step.adjustment is not None
            and after < report_days(step)[1] <= until
        )
    explained = {step.verification.id for step in steps if step.verification is not None}
    return steps, tuple(
        figure
        for figure in verifications(ledger, place, closing.population)
        if figure.id not in explained
        and figure.moment is not None
        and after < figure.moment.last <= until
        and not number(figure)
    )


def _in_step(step: Step, flow: Figure) -> bool:
    """Whether what is stated of a register is in a change that is booked as a whole."""
    after, until = report_days(step)
    return flow.moment is not None and after < flow.moment.last <= until


def booked_of_parts(ledger: Ledger, total: Balance) -> Balance:
    """A total with the verifications of places in it, each people once."""
    held = {figure.place for figure in index_of(ledger).flows
            if figure.category is Category.REGISTRATION_ADJUSTMENT
            and figure.population == total.population}  # fmt: skip
    steps: list[Step] = []
    left: list[Figure] = []
    for code in cover(ledger.places, total.place, held):
        found, unexplained = _verified(ledger, code, total.opening, total.closing)
        steps += found
        left += unexplained
    if not steps and not left:
        return total
    missing = tuple(c for c in total.missing if c is not Category.REGISTRATION_ADJUSTMENT)
    verified = unique((*total.verified, *left))
    return computed(ledger, replace(total, booked=tuple(steps), verified=verified, missing=missing))


def one(choice: Choice) -> Figure | None:
    return choice.used[0] if choice.used else None


def choice_of(figure: Figure | None) -> Choice:
    return Choice() if figure is None else Choice((figure,))


def value_of(figure: Figure | None) -> Decimal | None:
    return figure.value if figure is not None and number(figure) else None


def _sum(figures: Iterable[Figure]) -> Decimal | None:
    values = [figure.value for figure in figures if number(figure) and figure.value is not None]
    return sum(values, Decimal(0)) if values else None


def unique(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    return tuple({figure.id: figure for figure in figures}.values())
