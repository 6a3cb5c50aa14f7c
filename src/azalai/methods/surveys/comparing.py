"""Two waves of a survey: what changed, as far as two samples can tell.

Waves with clusters of their own are independent: the variance of the difference is the sum of
both, its degrees of freedom are those of Welch and Satterthwaite. Waves in the same clusters are
taken as one sample whose clusters hold the interviews of both, so that what a cluster keeps from
one wave to the next does not count as noise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import sqrt

import numpy as np
import pyarrow as pa

from azalai.methods.surveys.engine import Measured, Taylor
from azalai.methods.surveys.estimating import Interviews, estimate_among, joined
from azalai.methods.surveys.intervals import difference_interval, quantile, two_sided
from azalai.methods.surveys.withholding import withhold
from azalai.model.answers import Change, Estimate
from azalai.model.errors import InputError
from azalai.model.surveys import Design, Question

Wave = tuple[pa.Table, Design]
"""Records and their design."""


def compare(
    first: Wave,
    second: Wave,
    *questions: str,
    same_clusters: bool | None = None,
    threshold: int = 5,
) -> list[Change]:
    """How the answers of two waves differ, each with a test; the earlier wave is found by date.

    Parameters
    ----------
    *questions : str
        Codes; those that both waves asked where none is named.
    same_clusters : bool or None
        Whether both asked in the same clusters; None: as the later design says.

    Raises
    ------
    InputError
        ``survey_not_comparable`` with what differs; what `estimate` raises.
    """
    earlier, later = sorted((first, second), key=lambda wave: wave[1].first)
    before, after = Interviews(*earlier), Interviews(*later)
    _check_designs(before.design, after.design)
    if same_clusters is None:
        same_clusters = after.design.same_clusters_as == before.design.id
    pair = _Pair(before, after) if same_clusters else None
    found: list[Change] = []
    for question in _questions(before.design, after.design, questions):
        old = estimate_among(before, question, before.everybody)
        new = estimate_among(after, question, after.everybody)
        minimum = max(before.design.minimum_base, after.design.minimum_base)
        tested = (
            pair.differences(question)
            if pair
            else [_welch(a, b) for a, b in zip(old, new, strict=True)]
        )
        shown_old = withhold(old, question, minimum, threshold)
        shown_new = withhold(new, question, minimum, threshold)
        for a, b, item in zip(shown_old, shown_new, tested, strict=True):
            found.append(_change(a, b, item, bool(pair), after.design.level))
    return found


class _Pair:
    """Two waves in the same clusters."""

    def __init__(self, before: Interviews, after: Interviews) -> None:
        self._waves = (before, after)
        samples = [replace(wave.sample(), weight=wave.weight) for wave in self._waves]
        first, second = samples
        if first.cluster is None or second.cluster is None:
            raise InputError(
                "survey_not_comparable", reason="sample.cluster", first="–", second="–"
            )
        shared = set(first.cluster.tolist()) & set(second.cluster.tolist())
        if not shared:
            raise InputError(
                "survey_no_shared_clusters", first=before.design.id, second=after.design.id
            )
        self._taylor = Taylor(joined(samples))
        many = [len(item.weight) for item in samples]
        self._later = np.repeat([False, True], many)

    def differences(self, question: Question) -> list[Measured]:
        answers = [wave.answers(question) for wave in self._waves]
        chosen = np.concatenate([item.chosen for item in answers])
        domain = np.concatenate([item.answered for item in answers])
        return self._taylor.differences(chosen, domain, self._later)


def _welch(old: Estimate, new: Estimate) -> Measured:
    """The difference of two independent shares."""
    if None in (old.share, new.share, old.se, new.se, old.df, new.df):
        return Measured(0.0, 0.0, 0.0)
    assert old.share is not None and new.share is not None
    variances = ((old.se or 0) ** 2, (new.se or 0) ** 2)
    total = sum(variances)
    parts = zip(variances, (old.df or 0, new.df or 0), strict=True)
    spread = sum(variance**2 / df for variance, df in parts if df)
    return Measured(new.share - old.share, sqrt(total), total**2 / spread if spread else 0.0)


def _change(old: Estimate, new: Estimate, item: Measured, paired: bool, level: float) -> Change:
    made = Change(
        question=old.question, answer=old.answer, earlier=old, later=new, difference=None,
        low=None, high=None, se=None, df=None, p_value=None, shown=False, paired=paired,
        multiple=old.multiple,
    )  # fmt: skip
    if old.share is None or new.share is None:
        return made
    difference = new.share - old.share
    if old.low is None or old.high is None or new.low is None or new.high is None:
        # Without chance in the sample there is no test.
        return replace(made, difference=difference)
    if not (0 < old.share < 1 and 0 < new.share < 1 and item.se > 0):
        low, high = difference_interval(
            (old.share, old.low, old.high), (new.share, new.low, new.high)
        )
        shown = not low <= 0 <= high
        return replace(made, difference=difference, low=low, high=high, shown=shown)
    reach = quantile(level, item.df) * item.se
    p_value = two_sided(difference / item.se, item.df)
    return replace(
        made, difference=difference, low=difference - reach, high=difference + reach, se=item.se,
        df=item.df, p_value=p_value, shown=p_value < 1 - level,
    )  # fmt: skip


def _questions(before: Design, after: Design, wanted: Sequence[str]) -> Iterator[Question]:
    """Questions that both waves put in the same way."""
    common = [item.code for item in after.questions
              if item.code in {other.code for other in before.questions}]  # fmt: skip
    if not (wanted or common):
        raise InputError("survey_not_comparable", reason="questions", first=before.id,
                         second=after.id)  # fmt: skip
    for code in wanted or common:
        old, new = before.question(code), after.question(code)
        for name, first, second in (
            ("kind", old.kind, new.kind),
            ("asked_if", old.asked_if or "–", new.asked_if or "–"),
            ("answers", _codes(old), _codes(new)),
        ):
            if first != second:
                raise InputError("survey_not_comparable", reason=f"questions.{code}.{name}",
                                 first=str(first), second=str(second))  # fmt: skip
        yield new


def _codes(question: Question) -> str:
    return ", ".join(answer.code for answer in question.answers)


def _check_designs(before: Design, after: Design) -> None:
    """The same people, the same unit, both by chance or neither."""
    if before.id == after.id:
        raise InputError("survey_not_comparable", reason="id", first=before.id, second=after.id)
    for name in ("population", "place", "unit", "method", "level"):
        first, second = getattr(before, name), getattr(after, name)
        if first != second:
            raise InputError(
                "survey_not_comparable", reason=name, first=str(first), second=str(second)
            )
