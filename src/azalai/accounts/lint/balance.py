"""Opening and flows against closing: what remains is a residual, and is never a flow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from azalai.accounts.choosing import Asked, flows_of, observed, sign_of
from azalai.accounts.lint.book import Book, Rule, days_apart, grouped
from azalai.accounts.lint.printed import span
from azalai.model.figures import Category, Figure, Role, Statistic
from azalai.model.lint import Figures, Finding, Identity, Severity, Values
from azalai.model.moments import Moment

_OPENING = 10
"""Days by which an opening may lie before the first day of the flows."""
_CLOSING = 31
"""Days by which the stock of a part may be older than the last day of the flows."""


@dataclass(frozen=True, slots=True)
class Account:
    """What one place had, got and has; ids, empty where nobody states it.

    Attributes
    ----------
    share : str
        Id of a share that the opening is, where no count of it is stated.
    returns : str
        Id of returns that were seen: they strike nobody off a register by themselves.
    moves : tuple of (str, int)
        Ids of the other flows with their sign: births, deaths, returns, adjustments.
    """

    flow: str
    closing: str
    opening: str = ""
    share: str = ""
    base: str = ""
    returns: str = ""
    moves: tuple[tuple[str, int], ...] = ()

    def residual(self, figures: Figures) -> Decimal | None:
        """What opening and flows leave of the closing."""
        flow, closing = figures[self.flow].middle, figures[self.closing].middle
        opening, moved = self.opened(figures), self.moved(figures)
        if flow is None or closing is None or opening is None or moved is None:
            return None
        return (closing - opening - flow - moved).quantize(Decimal(1))

    def moved(self, figures: Figures) -> Decimal | None:
        """What the other flows add; None where one of them is unknown."""
        values = [(figures[name].middle, sign) for name, sign in self.moves]
        known = [sign * value for value, sign in values if value is not None]
        return sum(known, Decimal(0)) if len(known) == len(values) else None

    def may_close(self, figures: Figures) -> bool:
        """Whether numbers that are stated as about so many leave room for no residual."""
        terms = [(self.closing, 1), (self.opening, -1), (self.flow, -1),
                 *((name, -sign) for name, sign in self.moves)]  # fmt: skip
        least = most = Decimal(0)
        for name, sign in terms:
            limits = span(figures[name]) if name else None
            if limits is None:
                return False
            low, high = (sign * limit for limit in limits)
            least, most = least + min(low, high), most + max(low, high)
        return least <= 0 <= most

    def opened(self, figures: Figures) -> Decimal | None:
        """The opening stock."""
        if self.opening:
            return figures[self.opening].middle
        if self.share:
            share, base = figures[self.share].middle, figures[self.base].middle
            return None if share is None or base is None else share * base / 100
        return None

    @property
    def figures(self) -> tuple[str, ...]:
        """Every figure that enters."""
        named = (self.closing, self.flow, self.opening, self.share, self.base, self.returns,
                 *(name for name, _ in self.moves))  # fmt: skip
        return tuple(name for name in named if name)


def _accounts(book: Book) -> Iterator[tuple[Account, list[Account], list[str]]]:
    """Totals with their parts, and parts of the closing that the opening does not have."""
    for document in book.documents.values():
        counts = [
            f
            for f in document
            if f.statistic is Statistic.COUNT
            and f.unit == "persons"
            and not (f.direction or f.sex or f.age or f.breakdown)
            and f.role is not Role.CONTEXT
        ]
        stocks = grouped([f for f in counts if f.category is Category.STOCK], _who)
        moves = [f for f in counts if f.category.is_flow]
        shares = grouped(
            [
                f
                for f in document
                if f.statistic is Statistic.SHARE
                and f.category is Category.STOCK
                and not (f.sex or f.age or f.breakdown)
            ],
            _who,
        )
        flows = [f for f in counts if f.category is Category.NEW_DISPLACEMENT and f.table]
        for table in grouped(flows, lambda f: f.table).values():
            made = {f: _account(book, f, stocks, shares, moves) for f in table}
            for flow, account in made.items():
                within = any(
                    flow.place in book.inside(other.place) and other.population == flow.population
                    for other, above in made.items()
                    if above is not None and above.opening
                )
                if account is None or not account.opening or within:
                    continue
                parts = [
                    a
                    for f, a in made.items()
                    if a is not None
                    and f.population == flow.population
                    and f.place in book.inside(flow.place)
                ]
                opened = book.figures[account.opening]
                yield account, parts, _appear(book, opened, flow, document)


def _who(f: Figure) -> tuple[object, ...]:
    return (f.population, f.place, f.origin)


def _account(
    book: Book,
    flow: Figure,
    stocks: dict[object, list[Figure]],
    shares: dict[object, list[Figure]],
    moves: list[Figure],
) -> Account | None:
    if flow.first is None or flow.last is None:
        return None
    known = [f for f in stocks.get(_who(flow), []) if f.middle is not None]
    closing = [f for f in known if f.table == flow.table]
    opening = [f for f in known if _before(f.as_of, flow.first) and f.id not in _ids(closing)]
    if not closing:
        return None
    chosen = flows_of(
        moves,
        book.ledger,
        Asked(flow.population, flow.place, flow.first.first, flow.last.last, flow.origin),
    )
    chosen.pop(Category.NEW_DISPLACEMENT, None)
    used = [f for choice in chosen.values() for f in choice.used]
    back = [f.id for f in used if f.category is Category.RETURN and observed(f)]
    moved = tuple((f.id, sign_of(book.ledger, f, flow.place)) for f in used if f.id not in back)
    returns = back[0] if back else ""
    opening.sort(key=lambda f: (f.role is not Role.RECOMMENDED, days_apart(f.as_of, flow.first)))
    if opening:
        return Account(flow.id, closing[0].id, opening[0].id, returns=returns, moves=moved)
    part = [
        f
        for f in shares.get(_who(flow), [])
        if f.base in book.figures and _before(f.as_of, flow.first) and f.value is not None
    ]
    if part:
        return Account(flow.id, closing[0].id, share=part[0].id, base=part[0].base, moves=moved)
    return Account(flow.id, closing[0].id)


def _before(as_of: Moment | None, first: Moment) -> bool:
    apart = days_apart(as_of, first)
    return apart is not None and apart <= _OPENING


def _ids(figures: Sequence[Figure]) -> set[str]:
    return {f.id for f in figures}


def _appear(book: Book, opened: Figure, flow: Figure, document: Sequence[Figure]) -> list[str]:
    """Places counted at the end and not at the beginning, where the beginning has a list."""

    def listed(table: str) -> dict[str, Figure]:
        return {
            f.place: f
            for f in document
            if table
            and f.table == table
            and f.category is Category.STOCK
            and f.statistic is Statistic.COUNT
            and f.population == flow.population
            and f.place in book.inside(flow.place)
        }

    tables = {
        f.table
        for f in document
        if f.category is Category.STOCK
        and f.place == opened.place
        and f.table
        and f.population == opened.population
        and f.table != flow.table
    }
    before = {code for table in tables for code in listed(table)}
    after = listed(flow.table)
    return [f.id for code, f in after.items() if before and code not in before and f.middle]


def _identities(book: Book) -> Iterator[Identity]:
    for account, parts, appear in _accounts(book):
        own = [part for part in parts if part.opening or part.share]
        named = dict.fromkeys(name for a in (account, *own) for name in a.figures)
        named.pop(account.closing)
        yield Identity(
            "balance",
            (account.closing,),
            tuple(named),
            lambda figures, account=account, own=own, appear=appear: _judge(  # type: ignore[misc]
                figures, account, own, appear
            ),
        )


def _judge(
    figures: Figures, account: Account, parts: Sequence[Account], appear: Sequence[str]
) -> list[Finding]:
    residual = account.residual(figures)
    if not residual or account.may_close(figures):
        return []
    values: Values = {
        "opening": account.opened(figures) or 0,
        "flow": figures[account.flow].middle or 0,
        "closing": figures[account.closing].middle or 0,
        "residual": residual,
    }
    if account.moves:
        values["moved"] = account.moved(figures) or 0
    back = figures[account.returns].middle if account.returns else None
    if back is not None:
        values |= {"returns": back, "residual_if_returned": residual + back}
    each = [(part, part.residual(figures)) for part in parts]
    told = [(figures[part.closing].place, left, bool(part.share)) for part, left in each if left]
    told.sort(key=lambda item: abs(item[1]), reverse=True)
    if told:
        values["by_place"] = " ".join(
            f"{place}={'~' if about else ''}{left}" for place, left, about in told
        )
    because = "residual"
    if appear:
        because = "coverage"
        values["coverage_figures"] = " ".join(appear)
        values["coverage"] = sum((figures[n].middle or Decimal(0) for n in appear), Decimal(0))
    named = dict.fromkeys(name for a in (account, *(p for p, _ in each)) for name in a.figures)
    return [Finding("balance", Severity.WARNING, (*named, *appear), values, because)]


RULE = Rule("balance", _identities)
