"""What a sample tells of a population: shares with their intervals, and how they may be shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from azalai.model.errors import InputError
from azalai.model.figures import Figure


class Withheld(StrEnum):
    """Why there is no share."""

    FEW = "few"
    """Fewer respondents than the minimum base."""
    SMALL = "small"
    """Fewer people than the threshold gave this answer: it could point at them."""
    COMPLEMENT = "complement"
    """It would tell what is withheld beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What share of a population gives an answer, as far as a sample can tell.

    Attributes
    ----------
    question, answer, group : str
        Codes of the design; `group` is empty for everybody.
    share, low, high, se : float or None
        From 0 to 1: the weighted share, its interval, its standard error. None where `withheld`;
        without an interval where the sample is no random one.
    level : float
        Of the interval: 0.95.
    deff : float or None
        How many times the variance is that of as many people drawn one by one.
    df : int or None
        Degrees of freedom: clusters less strata.
    count : int or None
        Respondents who gave this answer.
    n, base : int, float
        Respondents who answered the question, and the sum of their weights.
    asked, nonresponse : int
        Respondents whom it was put to, and those of them who did not answer.
    nonresponse_share : float
        The latter's share, weighted.
    multiple : bool
        Whether respondents gave several answers: then shares are no parts of a whole.
    """

    question: str
    answer: str
    group: str = ""
    share: float | None
    low: float | None
    high: float | None
    level: float
    se: float | None
    deff: float | None
    df: int | None
    count: int | None
    n: int
    base: float
    asked: int
    nonresponse: int
    nonresponse_share: float
    multiple: bool
    withheld: Withheld | None = None


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """The answers to one question of one group of people, in the order of the design.

    Whoever draws it asks for `bars`, which any question has, or for `parts`, which fails unless
    the answers are parts of one whole: that is the only way to shares for a stacked bar or a pie.
    """

    question: str
    group: str
    estimates: tuple[Estimate, ...]

    @property
    def multiple(self) -> bool:
        """Whether respondents gave several answers."""
        return any(item.multiple for item in self.estimates)

    def bars(self) -> tuple[Estimate, ...]:
        """What may be drawn as one bar for each answer, each with its interval."""
        return tuple(item for item in self.estimates if item.share is not None)

    def parts(self) -> tuple[Estimate, ...]:
        """What may be drawn as parts of a whole.

        Raises
        ------
        InputError
            ``not_parts``: respondents gave several answers, or a part is withheld.
        """
        if self.multiple or any(item.share is None for item in self.estimates):
            raise InputError("not_parts", question=self.question)
        return self.estimates

    def ranks(self) -> tuple[tuple[Estimate, ...], ...]:
        """Answers from the most to the least frequent; those in one tuple cannot be ranked.

        Two answers whose intervals overlap stand together, and so does whatever overlaps either.
        """
        ordered = sorted(self.bars(), key=lambda item: -(item.share or 0))
        ranks: list[list[Estimate]] = []
        lowest = 2.0
        for item in ordered:
            if item.low is None or item.high is None:
                # Without an interval nothing can be told apart.
                return (tuple(ordered),)
            if item.high < lowest:
                ranks.append([])
            ranks[-1].append(item)
            lowest = min(lowest, item.low) if len(ranks[-1]) > 1 else item.low
        return tuple(map(tuple, ranks))


def answer_tables(estimates: Iterable[Estimate]) -> tuple[AnswerTable, ...]:
    """Estimates, question by question and group by group."""
    found: dict[tuple[str, str], list[Estimate]] = {}
    for item in estimates:
        found.setdefault((item.question, item.group), []).append(item)
    return tuple(AnswerTable(*key, tuple(items)) for key, items in found.items())


def as_parts(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Figures of a ledger that may be drawn as parts of a whole.

    Raises
    ------
    InputError
        ``not_parts`` where one of them is a share of a question with several answers.

    Examples
    --------
    >>> from azalai.model.figures import Category
    >>> as_parts([Figure(id="a", category=Category.ANSWER, place="MLI", multiple=True)])
    Traceback (most recent call last):
        ...
    azalai.model.errors.InputError: not_parts(question='a')
    """
    chosen = tuple(figures)
    for figure in chosen:
        if figure.multiple:
            raise InputError("not_parts", question=figure.table or figure.id)
    return chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How a share differs between two waves.

    Attributes
    ----------
    difference, low, high, se : float or None
        Later share less earlier share, from -1 to 1. None where either is withheld.
    p_value : float or None
        How often a difference this large would come by chance; None where a share is 0 or 1, whose
        chance the sample cannot measure: then the interval alone decides.
    shown : bool
        Whether the interval leaves out 0. Otherwise no change can be shown, which is not to say
        that there was none.
    paired : bool
        Whether both waves asked in the same clusters.
    """

    question: str
    answer: str
    earlier: Estimate
    later: Estimate
    difference: float | None
    low: float | None
    high: float | None
    se: float | None
    df: float | None
    p_value: float | None
    shown: bool
    paired: bool
    multiple: bool
