"""Surveys: how people were chosen, what they were asked, and what may be said from their answers.

A share from a sample is worth nothing without its design. Here are the words for it; the numbers
are worked out by `azalai.methods.surveys`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from azalai.model.errors import InputError
from azalai.model.moments import Moment

Texts = Mapping[str, str]
"""Words by language."""


class QuestionKind(StrEnum):
    """How many answers a respondent may give."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    """Several: shares are of respondents and may exceed 100 together."""


class LoneCluster(StrEnum):
    """What a stratum with one cluster means; without a word on it nothing is estimated."""

    ERROR = "error"
    CENTRE = "centre"
    """Its variance is taken around the mean of all strata (too large rather than too small)."""
    CERTAIN = "certain"
    """The cluster was taken with certainty: it adds no variance between clusters."""


class Method(StrEnum):
    """How respondents came into the sample."""

    RANDOM = "random"
    """By chance, with known probabilities: only then does an interval mean anything."""
    PURPOSIVE = "purposive"
    """Chosen by hand, or who was there. Shares are of those asked, and have no interval."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a closed question."""

    code: str
    labels: Texts = field(default_factory=dict)

    def label(self, lang: str) -> str:
        """What it is called in a language, else in English, else its code."""
        return self.labels.get(lang) or self.labels.get("en") or self.code


@dataclass(frozen=True, slots=True)
class Condition:
    """Who is asked a question: those with one of some answers to an earlier one.

    Examples
    --------
    >>> condition = Condition("intention", ("return", "unsure"))
    >>> str(condition)
    'intention = return, unsure'
    """

    question: str
    answers: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.question} = {', '.join(self.answers)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A closed question.

    Attributes
    ----------
    column : str
        Its column; of a multiple one the column that lists the chosen answers.
    columns : mapping of str to str
        Of a multiple question with a column for each answer: answer -> column.
    separator : str
        What stands between chosen answers in one column.
    asked_if : Condition or None
        Who is asked it; None for everybody.
    non_response : tuple of str
        Values of cells that are no answer: refused, not read out … A blank cell is one anyhow.
    sensitive : bool
        Whether answers of few are protected.
    """

    code: str
    labels: Texts
    kind: QuestionKind
    answers: tuple[Answer, ...]
    column: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    separator: str = " "
    asked_if: Condition | None = None
    non_response: tuple[str, ...] = ()
    sensitive: bool = True

    @property
    def multiple(self) -> bool:
        """Whether its answers are no parts of a whole."""
        return self.kind is QuestionKind.MULTIPLE

    def label(self, lang: str) -> str:
        """What it is called in a language, else in English, else its code."""
        return self.labels.get(lang) or self.labels.get("en") or self.code

    def answer(self, code: str) -> Answer:
        """The answer of that code."""
        return next(item for item in self.answers if item.code == code)


@dataclass(frozen=True, slots=True)
class Group:
    """A column by which shares are given apart: region of displacement, sex of the head.

    Attributes
    ----------
    places : bool
        Whether its codes are those of places.
    """

    code: str
    column: str
    labels: Texts
    values: tuple[Answer, ...]
    places: bool = False

    def label(self, lang: str) -> str:
        """What it is called in a language, else in English, else its code."""
        return self.labels.get(lang) or self.labels.get("en") or self.code


@dataclass(frozen=True, slots=True)
class Margin:
    """Known totals that weights are raked to: displaced households by region, say.

    Attributes
    ----------
    spread : mapping of str to float
        Standard deviation of a total, where the source says how sure it is; it is carried into
        every interval.
    """

    code: str
    column: str
    totals: Mapping[str, float]
    spread: Mapping[str, float] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Stratum:
    """A part of the frame that was sampled by itself.

    Attributes
    ----------
    size : float or None
        Clusters in the frame (units where the sample has no clusters): shares get the finite
        population correction where every stratum has it.
    """

    code: str
    labels: Texts = field(default_factory=dict)
    size: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A survey: whom it speaks of, how they were chosen, what they were asked.

    Attributes
    ----------
    id : str
        What the workspace calls it.
    population : str
        ``idp``, ``refugee`` …: as in the ledger.
    place : str
        Code of the place it speaks of.
    unit : str
        ``household`` or ``person``: what a row is.
    first, last : Moment
        The days of interviews.
    wave : str
        What this round of a repeated survey is called.
    simulated : bool
        Whether the records were made up, as an example or a test: it is said wherever they are.
    stratum, cluster, weight, cluster_size : str
        Columns; empty where the design has none. Without a weight every row counts the same.
    response, complete
        Column of the outcome of an interview, and its values that mean one was held.
    same_clusters_as : str
        Id of an earlier wave in the very same clusters: the two are then no independent samples.
    minimum_base : int
        Fewer respondents give no share.
    """

    id: str
    title: Texts
    population: str
    place: str
    first: Moment
    last: Moment
    source: str
    questions: tuple[Question, ...]
    unit: str = "household"
    wave: str = ""
    frame: Texts = field(default_factory=dict)
    selection: Texts = field(default_factory=dict)
    method: Method = Method.RANDOM
    simulated: bool = False
    source_names: Texts = field(default_factory=dict)
    source_publisher: str = ""
    source_reference: str = ""
    stratum: str = ""
    cluster: str = ""
    weight: str = ""
    cluster_size: str = ""
    strata: tuple[Stratum, ...] = ()
    lone_cluster: LoneCluster = LoneCluster.ERROR
    response: str = ""
    complete: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    margins: tuple[Margin, ...] = ()
    same_clusters_as: str = ""
    minimum_base: int = 30
    level: float = 0.95

    def name(self, lang: str) -> str:
        """Its title in a language, else in English, else its id."""
        return self.title.get(lang) or self.title.get("en") or self.id

    def question(self, code: str) -> Question:
        """The question of that code.

        Raises
        ------
        InputError
            ``survey_no_question``.
        """
        for item in self.questions:
            if item.code == code:
                return item
        known = ", ".join(item.code for item in self.questions)
        raise InputError("survey_no_question", value=code, survey=self.id, known=known)

    def group(self, code: str) -> Group:
        """The group of that code.

        Raises
        ------
        InputError
            ``survey_no_group``.
        """
        for item in self.groups:
            if item.code == code:
                return item
        known = ", ".join(item.code for item in self.groups) or "–"
        raise InputError("survey_no_group", value=code, survey=self.id, known=known)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column it names, once; nothing else of a file is kept."""
        named = [self.stratum, self.cluster, self.weight, self.cluster_size, self.response]
        named += [item.column for item in self.groups]
        named += [item.column for item in self.margins]
        for question in self.questions:
            named += [question.column, *question.columns.values()]
        return tuple(dict.fromkeys(name for name in named if name))
