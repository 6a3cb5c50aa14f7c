"""From records and their design to shares with intervals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from azalai.methods.surveys.engine import Codes, Flags, Floats, Measured, Sample, Taylor
from azalai.methods.surveys.intervals import design_effect, edge_interval, logit_interval
from azalai.methods.surveys.withholding import withhold
from azalai.model.answers import Estimate
from azalai.model.errors import InputError
from azalai.model.surveys import Design, Method, Question

_EDGE = 1e-12


def estimate(
    records: pa.Table, design: Design, *questions: str, by: str = "", threshold: int = 5
) -> list[Estimate]:
    """The share of a population that gives each answer.

    Parameters
    ----------
    records : pyarrow.Table
        As `azalai.workspace.surveys` keeps them.
    *questions : str
        Codes; all of them where none is named.
    by : str
        Code of a group of the design, to give the shares of each of its values apart.
    threshold : int
        Answers of fewer people than this are withheld.

    Raises
    ------
    InputError
        ``survey_no_question``, ``survey_no_group``; ``extra_missing`` where the survey library is
        not installed; ``survey_lone_cluster``, ``survey_margin_empty``, ``survey_raking``.
    """
    chosen = [design.question(code) for code in questions] or list(design.questions)
    interviews = Interviews(records, design)
    groups = design.group(by).values if by else ()
    found: list[Estimate] = []
    for question in chosen:
        made: list[Estimate] = []
        for code in [value.code for value in groups] or [""]:
            inside = interviews.values(f"g.{by}") == code if code else interviews.everybody
            made += estimate_among(interviews, question, inside, code)
        found += withhold(made, question, design.minimum_base, threshold)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Of one question: who was asked, who answered, who chose each answer."""

    asked: Flags
    answered: Flags
    chosen: Flags


class Interviews:
    """The interviews of a survey that were held, as arrays."""

    def __init__(self, records: pa.Table, design: Design) -> None:
        self.design = design
        self._table = records.filter(records["complete"])
        self._taylor: Taylor | None = None
        self.everybody: Flags = np.ones(self._table.num_rows, bool)

    @property
    def random(self) -> bool:
        """Whether chance chose the sample, so that intervals mean something."""
        return self.design.method is Method.RANDOM

    @property
    def taylor(self) -> Taylor:
        """The sample as the survey library knows it."""
        if self._taylor is None:
            self._taylor = Taylor(self.sample())
        return self._taylor

    @property
    def weight(self) -> Floats:
        """Weights that shares are made with."""
        return self.taylor.weight if self.random else self._given()

    def values(self, column: str) -> Codes:
        """Codes of a column."""
        return np.array(self._table[column].to_pylist(), dtype=np.str_)

    def answers(self, question: Question) -> Asked:
        """What came of a question."""
        given = self._table[f"q.{question.code}"].to_pylist()
        codes = [answer.code for answer in question.answers]
        return Asked(
            np.array([item is not None for item in given], bool),
            np.array([bool(item) for item in given], bool),
            np.array([[code in (item or ()) for code in codes] for item in given], bool),
        )

    def _given(self) -> Floats:
        if not self.design.weight:
            return np.ones(self._table.num_rows)
        return np.asarray(self._table["weight"].to_numpy(), float)

    def sample(self) -> Sample:
        """How the interviews were drawn."""
        design = self.design
        strata = self.values("stratum") if design.stratum else None
        sizes = {item.code: item.size for item in design.strata if item.size}
        return Sample(
            weight=self._given(),
            stratum=strata,
            cluster=self.values("cluster") if design.cluster else None,
            size=np.array([sizes[code] for code in strata], float)
            if sizes and strata is not None
            else None,
            cluster_size=np.asarray(self._table["cluster_size"].to_numpy(), float)
            if design.cluster_size
            else None,
            margins=tuple(self._margins()),
            lone=design.lone_cluster,
        )

    def _margins(self) -> Iterator[tuple[Codes, dict[str, float]]]:
        for margin in self.design.margins:
            codes = self.values(f"m.{margin.code}")
            empty = sorted(set(margin.totals) - set(codes.tolist()))
            if empty:
                # Nobody there was asked: no weight can speak for them.
                raise InputError(
                    "survey_margin_empty", margin=margin.code, categories=", ".join(empty)
                )
            yield codes, dict(margin.totals)


def estimate_among(
    interviews: Interviews, question: Question, inside: Flags, group: str = ""
) -> list[Estimate]:
    """The answers of some of the interviewed, nothing withheld yet."""
    found = interviews.answers(question)
    asked, domain = found.asked & inside, found.answered & inside
    weight = interviews.weight
    n = int(domain.sum())
    counts = found.chosen[domain].sum(axis=0)
    weighted = float(weight[asked].sum())
    silent = float(weight[asked & ~domain].sum())
    measured = measure(interviews, found.chosen, domain) if n else []
    effects = [design_effect(item.share, item.se, n) for item in measured]
    worst = max([item for item in effects if item], default=1.0)
    worst = max(worst, _kish(weight[domain]) if n else 1.0)
    results = []
    for index, answer in enumerate(question.answers):
        item = measured[index] if measured else None
        low = high = se = None
        if item is not None and interviews.random and item.df > 0:
            se = item.se
            low, high = _interval(item, n, worst, interviews.design.level)
        results.append(
            Estimate(
                question=question.code,
                answer=answer.code,
                group=group,
                share=item.share if item else None,
                low=low,
                high=high,
                level=interviews.design.level,
                se=se,
                deff=effects[index] if item and interviews.random else None,
                df=int(item.df) if item and interviews.random else None,
                count=int(counts[index]) if n else 0,
                n=n,
                base=float(weight[domain].sum()),
                asked=int(asked.sum()),
                nonresponse=int(asked.sum()) - n,
                nonresponse_share=silent / weighted if weighted else 0.0,
                multiple=question.multiple,
            )
        )
    return results


def measure(interviews: Interviews, chosen: Flags, domain: Flags) -> list[Measured]:
    """Shares with their standard errors, what the margins are unsure of included."""
    if not interviews.random:
        weight = interviews.weight[domain]
        shares = weight @ chosen[domain] / weight.sum()
        return [Measured(float(share), 0.0, 0.0) for share in shares]
    found = [_on_edge(item) for item in interviews.taylor.shares(chosen, domain)]
    added = _unsure_margins(interviews, chosen, domain)
    if added is None:
        return found
    return [
        Measured(item.share, float((item.se**2 + extra) ** 0.5), item.df)
        for item, extra in zip(found, added, strict=True)
    ]


def _on_edge(item: Measured) -> Measured:
    """What weights in binary fractions make of 0 and 1."""
    if item.share < _EDGE:
        return Measured(0.0, 0.0, item.df)
    return Measured(1.0, 0.0, item.df) if item.share > 1 - _EDGE else item


def _interval(item: Measured, n: int, effect: float, level: float) -> tuple[float, float]:
    if item.share in (0.0, 1.0):
        return edge_interval(item.share, n, effect, item.df, level)
    return logit_interval(item.share, item.se, item.df, level)


def _kish(weight: Floats) -> float:
    """The design effect of unequal weights alone."""
    return float(len(weight) * (weight**2).sum() / weight.sum() ** 2)


def _unsure_margins(interviews: Interviews, chosen: Flags, domain: Flags) -> Floats | None:
    """Variance that comes with totals known to a standard deviation only.

    Each total is moved by its standard deviation and the weights are raked anew; the squares of
    what that does to a share add up.
    """
    added: Floats | None = None
    now = _weighted(interviews.weight, chosen, domain)
    for place, margin in enumerate(interviews.design.margins):
        for category, spread in margin.spread.items():
            moved = interviews.taylor.moved(place, category, spread)
            change = (_weighted(moved, chosen, domain) - now) ** 2
            added = change if added is None else added + change
    return added


def _weighted(weight: Floats, chosen: Flags, domain: Flags) -> Floats:
    shares: Floats = weight[domain] @ chosen[domain] / weight[domain].sum()
    return shares


def joined(samples: Sequence[Sample]) -> Sample:
    """Two waves in the same clusters as one sample."""
    first = samples[0]

    def both(name: str) -> Codes | None:
        parts = [getattr(item, name) for item in samples]
        return None if any(part is None for part in parts) else np.concatenate(parts)

    return Sample(
        weight=np.concatenate([item.weight for item in samples]),
        stratum=both("stratum"),
        cluster=both("cluster"),
        lone=first.lone,
    )
