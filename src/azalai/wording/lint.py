"""What the linter found, in sentences: what is wrong, what was computed, and why it may be so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from azalai.model.errors import AzalaiError
from azalai.model.figures import Statistic
from azalai.model.moments import Moment
from azalai.wording.figures import (
    moment_of,
    named,
    place_of,
    source_of,
    uncapitalised,
    value_of,
    word,
)
from azalai.wording.voice import capitalised

if TYPE_CHECKING:
    from azalai.model.figures import Figure
    from azalai.model.ledger import Ledger
    from azalai.model.lint import Finding
    from azalai.wording.voice import Wording

_SHOWN: Final = 6
"""Figures or places that a sentence lists; the others are counted."""
_MOMENTS: Final = frozenset(
    {"published", "oldest", "newest", "stated", "since", "largest_date", "first", "last"}
)
_OTHER: Final = ("moved",)
"""Values for which a sentence has another form."""
_ADDED: Final = ("residual_if_returned", "by_place")
"""Values for which a sentence is added."""
_PERCENT: Final = frozenset(
    {"share", "computed", "fits_percent", "change", "percent", "low", "high", "gap"}
)
_PERCENT_OF: Final = frozenset({"shares", "old_base", "change", "change_pair", "weighted", "top",
                                "series_totals", "lists"})  # fmt: skip
"""Rules whose `_PERCENT` values are in per cent."""


@dataclass(frozen=True, slots=True)
class LintSaid:
    """A finding in one language.

    Attributes
    ----------
    what : str
        What is wrong, with the figure it is about.
    computed : str
        The numbers behind it; empty where `what` says all.
    because : str
        The likeliest explanation, and what to do.
    figures : tuple of (str, str, str)
        Each figure: what it is with its value, its quotation, its source.
    """

    what: str
    computed: str
    because: str
    figures: tuple[tuple[str, str, str], ...] = ()

    @property
    def whole(self) -> str:
        """All three as one paragraph."""
        return " ".join(text for text in (self.what, self.computed, self.because) if text)


def said(wording: Wording, ledger: Ledger, finding: Finding, shown: int = _SHOWN) -> LintSaid:
    """A finding as sentences.

    Parameters
    ----------
    shown : int
        Most figures that are quoted.

    Examples
    --------
    >>> from azalai.model.figures import Category, Figure
    >>> from azalai.model.ledger import Ledger
    >>> from azalai.model.lint import Finding, Severity
    >>> from azalai.wording import Wording
    >>> seen = Figure(id="a", category=Category.PASSAGE, place="BFA", direction="total",
    ...               population="traveller", value=Decimal(149), source="b")
    >>> finding = Finding("totals", Severity.ERROR, ("a",),
    ...                   {"by": "direction", "total": 149, "sum": 148, "rest": 1, "parts": 2})
    >>> said(Wording("en"), Ledger([seen]), finding).computed
    'The parts add to 148; the difference is 1.'
    """
    known = [ledger[name] for name in finding.figures if name in ledger]
    values = _values(wording, ledger, finding, known)
    texts = []
    for key in ("what", "computed", f"because.{finding.because or 'unexplained'}"):
        plain = f"lint.{finding.rule}.{key}"
        special = (finding.because, *(name for name in _OTHER if name in finding.values))
        name = next((f"{plain}.{one}" for one in special if wording.has(f"{plain}.{one}")), plain)
        added = [f"{plain}.{one}" for one in _ADDED if one in finding.values]
        sentences = [wording.text(key, **values) for key in (name, *added) if wording.has(key)]
        texts.append(" ".join(capitalised(sentence) for sentence in sentences))
    told = tuple(
        (f"{named(wording, ledger, figure)}{_colon(wording)} {value_of(wording, figure)}",
         figure.quotation, source_of(wording, ledger, figure))
        for figure in known[:shown]
    )  # fmt: skip
    return LintSaid(texts[0], texts[1], texts[2], told)


def severity_said(wording: Wording, finding: Finding) -> str:
    """``Error``, ``Warning``, ``Note``."""
    return wording.text(f"lint.severity.{finding.severity}")


def _colon(wording: Wording) -> str:
    return wording.text("lint.colon")


def _values(
    wording: Wording, ledger: Ledger, finding: Finding, known: list[Figure]
) -> dict[str, object]:
    filled: dict[str, object] = {}
    if known:
        filled["figure"] = named(wording, ledger, known[0])
        filled["figure_value"] = value_of(wording, known[0])
        filled["figure_list"] = _list_named(wording, ledger, known[0])
    percent = finding.rule in _PERCENT_OF
    for name, value in finding.values.items():
        if name.endswith("_figures"):
            listed = [ledger[code] for code in str(value).split() if code in ledger]
            stem = name.removesuffix("_figures")
            filled[stem + "_figure"] = named(wording, ledger, listed[0]) if listed else ""
            filled[stem + "_where"] = _join(wording, [_where(wording, ledger, f) for f in listed])
            filled[stem + "_stated"] = _join(
                wording, [f"{_where(wording, ledger, f)} {value_of(wording, f)}" for f in listed]
            )
            filled[stem + "_values"] = _join(wording, [value_of(wording, f) for f in listed])
            filled[stem + "_dates"] = _join(
                wording,
                [moment_of(wording, f.as_of_published or f.moment) for f in listed if f.moment],
            )  # fmt: skip
            filled[stem + "_named"] = wording.text("lint.separator").join(
                f"{named(wording, ledger, f)} ({value_of(wording, f)})" for f in listed[:_SHOWN]
            )
        elif name.endswith("_places"):
            codes = str(value).split()
            filled[name] = _join(wording, [place_of(wording, ledger.places, c) for c in codes])
        elif name in ("source", "document"):
            filled[name] = ledger.source(str(value)).name(wording.lang)
        elif name == "by":
            filled[name] = wording.text(f"lint.by.{value}")
        elif isinstance(value, str):
            filled[name] = _text(wording, ledger, name, value)
        elif name in ("column", "moved"):
            filled[name] = wording.signed(Decimal(value), decimals=_decimals(Decimal(value)))
        else:
            filled[name] = _number(wording, Decimal(value), percent and name in _PERCENT)
    return filled


def _list_named(wording: Wording, ledger: Ledger, figure: Figure) -> str:
    """What a list tells of: the people by what they are broken down."""
    plain = figure.but(
        breakdown=(), sex="", age="", statistic=Statistic.COUNT, base_first=None, base_last=None
    )
    if figure.breakdown:
        told = [word(wording, "dimension", figure.breakdown[-1][0])]
    else:
        told = [
            word(wording, "dimension", name) for name in ("sex", "age") if getattr(figure, name)
        ]
    by = wording.join([uncapitalised(text) for text in told])
    said = named(wording, ledger, plain)
    return wording.text("lint.list", figure=said, by=by) if by else said


def _where(wording: Wording, ledger: Ledger, figure: Figure) -> str:
    """The place alone; what is broken down says by what."""
    if figure.breakdown:
        dimension, code = figure.breakdown[-1]
        return word(wording, dimension, code)
    return place_of(wording, ledger.places, figure.place)


def _join(wording: Wording, items: list[str]) -> str:
    items = list(dict.fromkeys(items))
    if len(items) > _SHOWN + 1:
        more = wording.text("lint.more", len(items) - _SHOWN)
        items = [*items[:_SHOWN], more]
    return wording.join(items)


def _number(wording: Wording, value: Decimal, percent: bool = False) -> str:
    decimals = _decimals(value)
    return wording.percent(value, decimals) if percent else wording.number(value, decimals)


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _text(wording: Wording, ledger: Ledger, name: str, value: str) -> str:
    if name in _MOMENTS:
        try:
            return moment_of(wording, Moment.parse(value))
        except AzalaiError:
            return value
    if name == "by_place":
        told = []
        for item in value.split():
            place, _, left = item.partition("=")
            about = left.startswith("~")
            amount = wording.signed(Decimal(left.lstrip("~")))
            if about:
                amount = wording.text("figure.value.about", n=amount)
            told.append(f"{place_of(wording, ledger.places, place)} {amount}")
        return wording.join(told)
    if name == "own":
        return wording.text("lint.separator").join(_trial(wording, item) for item in value.split())
    if name == "numbers":
        return wording.join([_number(wording, Decimal(item)) for item in value.split()])
    if name == "shares":
        return wording.join([_number(wording, Decimal(item), True) for item in value.split()])
    return value


def _trial(wording: Wording, item: str) -> str:
    """``40000/376828=10.6`` as ``40,000 of 376,828 is 10.6%``."""
    sides, _, percent = item.partition("=")
    part, _, base = sides.partition("/")
    values: Mapping[str, Any] = {
        "part": _number(wording, Decimal(part)), "base": _number(wording, Decimal(base)),
        "percent": _number(wording, Decimal(percent), True),
    }  # fmt: skip
    return wording.text("lint.trial", **values)
