"""Looking up, adding and writing the figures of a crisis in one language."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from azalai.drawing.style import Spec
from azalai.model.crisis import Crisis
from azalai.model.figures import Category, Figure, Statistic
from azalai.model.ledger import Ledger
from azalai.model.moments import Moment
from azalai.reports.charts import Backdrop
from azalai.reports.content import Figure as Picture
from azalai.reports.crisis.known import is_known
from azalai.reports.crisis.references import References
from azalai.reports.markup import typographic
from azalai.wording import Wording
from azalai.wording.figures import (
    dated,
    moment_of,
    named,
    place_of,
    source_of,
    turned,
    value_of,
)
from azalai.wording.voice import capitalised

if TYPE_CHECKING:
    from azalai.accounts.balance import Account
    from azalai.accounts.spans import Span
    from azalai.model.lint import Finding


class CrisisFacts:
    """What is known of a crisis on the day of its report, in one language.

    Parameters
    ----------
    crisis : Crisis
    ledger : Ledger
        All figures. Those of a later day are kept apart: they are outcomes, never inputs.
    wording : Wording
    backdrop : Backdrop, optional
        Shapes of the country's regions.
    shapes : mapping of str to str, optional
        Code of a region's shape by the code of its place.
    stated : mapping, optional
        What the workspace says of itself: ``label``, ``publisher``, ``credit`` by language.
    hidden : collection of str
        Ids of the figures that are too small to print, and are ranges in `ledger` already.
    threshold : int
        From what count on a figure is printed.

    Attributes
    ----------
    ledger, later : Ledger
        Figures up to the day of the report, and after it.
    charts : dict of str to Spec
        What `Document.charts` will hold.
    """

    def __init__(
        self,
        crisis: Crisis,
        ledger: Ledger,
        wording: Wording,
        backdrop: Backdrop | None = None,
        shapes: Mapping[str, str] | None = None,
        stated: Mapping[str, Mapping[str, str]] | None = None,
        *,
        hidden: Collection[str] = (),
        threshold: int = 0,
    ) -> None:
        self.crisis, self.wording = crisis, wording
        known = {figure.id for figure in ledger if is_known(crisis, ledger, figure)}
        self.ledger = ledger.but(figure for figure in ledger if figure.id in known)
        self.later = ledger.but(figure for figure in ledger if figure.id not in known)
        self.places = ledger.places
        self.backdrop = backdrop or Backdrop()
        self.shapes = shapes or {}
        self.stated = stated or {}
        self.hidden = known.intersection(hidden)
        self.threshold = threshold
        self.references = References()
        self.charts: dict[str, Spec] = {}

    # Words

    def say(self, key: str, n: int | Decimal | None = None, /, **values: object) -> str:
        """A text of the report."""
        return self.wording.text(f"crisis.{key}", n, **values)

    def own(self, texts: Mapping[str, str]) -> str:
        """What the crisis itself says in this language."""
        return typographic(texts.get(self.wording.lang) or texts.get("en", ""), self.wording.lang)

    def number(self, value: Decimal | int) -> str:
        """A count."""
        return self.wording.number(value)

    def value(self, figure: Figure | None) -> str:
        """A figure's value; that nobody stated any, where there is none."""
        return self.say("not_stated") if figure is None else value_of(self.wording, figure)

    def day(self, day: datetime.date) -> str:
        """A day."""
        return self.wording.date(day)

    def short_day(self, day: datetime.date) -> str:
        """A day where there is little room: ``6 Dec 2012``."""
        month = self.months[day.month - 1]
        return self.say("short_day", day=day.day, month=month, year=day.year)

    def short_date(self, figure: Figure) -> str:
        """A figure's day where there is little room."""
        when = figure.as_of
        return self.date(figure) if when is None or not when.exact else self.short_day(when.first)

    def date(self, figure: Figure | None) -> str:
        """The day or the days of a figure."""
        return "–" if figure is None else dated(self.wording, figure)

    def moment(self, moment: Moment) -> str:
        """A day, a month or a year."""
        return moment_of(self.wording, moment)

    def turned(self, way: str, moment: Moment) -> str:
        """A moment after *from*, *to* or *since*, which French says differently of a day."""
        return turned(self.wording, way, moment)

    def place(self, code: str) -> str:
        """The name of a place."""
        return place_of(self.wording, self.places, code)

    def named(self, figure: Figure) -> str:
        """What a figure counts, where and when."""
        return named(self.wording, self.ledger, figure)

    def term(self, dimension: str, code: str) -> str:
        """A word of the data."""
        from azalai.wording.figures import word

        return word(self.wording, dimension, code)

    def who(self, population: str, form: str = "who") -> str:
        """The people of an account or a total; ``Who`` is short, and begins a line."""
        key = f"crisis.{form}.{population}"
        if self.wording.has(key):
            return self.wording.text(key)
        word = self.term("population", population)
        return capitalised(word) if form == "Who" else word

    # Sources

    def cite(self, *codes: str) -> str:
        """Sources by their short names, each with its number in the list of references."""
        shown = []
        for code in dict.fromkeys(filter(None, codes)):
            name = self.ledger.source(code).name(self.wording.lang)
            shown.append(f"{name}\u00a0[{self.references.number(code)}]")
        return "; ".join(shown) if self.wording.lang == "en" else "\u202f; ".join(shown)

    def source(self, figure: Figure | None) -> str:
        """Who states a figure; where it was read is said under its table."""
        if figure is None:
            return "–"
        return self.cite(figure.source or figure.document)

    def read_in(self, figures: Iterable[Figure | None], *extra: str) -> str:
        """Under a table: the documents in which its figures were read."""
        found = [figure.document for figure in figures
                 if figure is not None and figure.document
                 and figure.document != figure.source]  # fmt: skip
        codes = [*dict.fromkeys(found)]
        said = [self.say("read_in", list=self.cite(*codes))] if codes else []
        return " ".join([*said, *filter(None, extra)])

    def sources_line(self, figures: Iterable[Figure | None], *extra: str) -> str:
        """Under a chart: every source of what it shows, and where that was read."""
        listed = [figure for figure in figures if figure is not None]
        codes = [figure.source or figure.document for figure in listed]
        line = self.say("sources", list=self.cite(*codes))
        return " ".join(filter(None, [line, self.read_in(listed), *extra]))

    def source_in_full(self, figure: Figure) -> str:
        """Who states a figure, and where it was read, in words."""
        return source_of(self.wording, self.ledger, figure)

    # Pictures

    def picture(self, name: str, spec: Spec, caption: str, alt: str, source: str) -> Picture:
        """Keep a spec, and the figure that shows it."""
        assert name not in self.charts, name
        self.charts[name] = spec
        return Picture(name, alt, caption, source)

    @cached_property
    def months(self) -> tuple[str, ...]:
        """Short names of the months, January first."""
        from azalai.model.periods import Month

        return tuple(self.wording.month(Month(2012, number), "short") for number in range(1, 13))

    # Figures

    def age(self, figure: Figure) -> str:
        """Days from a figure's day to the day of the report; two numbers for a month."""
        when = figure.as_of
        if when is None:
            return self.say("no_age")
        least, most = ((self.crisis.as_of - day).days for day in (when.last, when.first))
        return self.number(least) if least == most else f"{self.number(least)}–{self.number(most)}"

    def total(self, population: str, place: str, on: datetime.date) -> Figure | None:
        """The recommended stock of a place closest before a day; the latest where several."""
        found = [
            figure
            for figure in self.ledger.recommended(
                category=Category.STOCK, statistic=Statistic.COUNT, population=population,
                place=place, sex="", age="", breakdown=((),),
            )
            if figure.as_of is not None and figure.as_of.first <= on
        ]  # fmt: skip
        # A total whose table prints its parts goes before the same number in running text.
        return max(
            found,
            key=lambda figure: (figure.as_of or Moment.of(on), bool(figure.table)),
            default=None,
        )

    def find(self, identity: str) -> Figure | None:
        """A figure by its id."""
        return self.ledger[identity] if identity in self.ledger else None  # noqa: SIM401

    def parts(self, figure: Figure) -> tuple[Figure, ...]:
        """The printed parts of a total."""
        from azalai.accounts.parts import parts_of

        return tuple(parts_of(self.ledger, figure))

    def span(self, figure: Figure) -> Span:
        """The dates of a total's parts."""
        from azalai.accounts.spans import span_of

        return span_of(self.ledger, figure)

    def span_text(self, figure: Figure) -> str:
        """``from 1 October 2012 to 21 February 2013 (141 days)``, with what has no date."""
        span = self.span(figure)
        if span.first is None or span.last is None:
            return self.date(figure)
        text = self.say(
            "span", span.days, first=self.turned("from", span.first),
            last=self.turned("to", span.last),
        )  # fmt: skip
        undated = len(span.undated)
        return f"{text}{self.say('span.undated', undated)}" if undated else text

    @cached_property
    def accounts(self) -> tuple[Account, ...]:
        """The accounts that the crisis wants closed."""
        from azalai.accounts.balance import close_account

        return tuple(
            close_account(
                self.ledger, population=item.population, place=item.place,
                opening=item.opening, closing=item.closing,
            )
            for item in self.crisis.accounts
        )  # fmt: skip

    def account(self, population: str) -> Account | None:
        """The account of a population."""
        return next((item for item in self.accounts if item.population == population), None)

    @cached_property
    def findings(self) -> list[Finding]:
        """What the linter says of all that was known on the day of the report."""
        from azalai.accounts.lint import lint

        return list(lint(self.ledger))

    def selected(self, section: str) -> list[tuple[str, Sequence[Figure], str]]:
        """Title, figures and note of each selection of a section that the ledger has any of."""
        found: list[tuple[str, Sequence[Figure], str]] = []
        for item in self.crisis.selected(section):
            figures = item.of(self.ledger)
            if figures:
                found.append((self.own(item.title), figures, self.own(item.note)))
        return found


def plain_sum(figures: Iterable[Figure | None]) -> Decimal:
    """The numbers that are known, added."""
    return sum(
        (figure.value for figure in figures if figure is not None and figure.value is not None),
        Decimal(0),
    )
