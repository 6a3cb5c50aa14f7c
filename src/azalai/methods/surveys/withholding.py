"""What a survey may not say: shares of too few, and answers that could point at somebody.

The rule is that of the house (`azalai.disclosure`): an answer that fewer people gave than the
threshold is withheld. Where it could be worked out from what stands beside it, the next smallest
goes too: among the answers of a question that are parts of a whole, and among groups of people
beside their total.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from azalai.model.answers import Estimate, Withheld
from azalai.model.surveys import Question

Key = Callable[[Estimate], str]


def withhold(
    estimates: list[Estimate], question: Question, minimum: int, threshold: int
) -> list[Estimate]:
    """Estimates of one question, without what cannot be said.

    Parameters
    ----------
    minimum : int
        Fewer respondents give no share at all.
    """
    why: dict[int, Withheld] = {}
    small: set[int] = set()
    for index, item in enumerate(estimates):
        if item.n < minimum:
            why[index] = Withheld.FEW
        if question.sensitive and item.count is not None and 0 < item.count < threshold:
            small.add(index)
            why.setdefault(index, Withheld.SMALL)
    for index in _complements(estimates, question, small):
        why.setdefault(index, Withheld.COMPLEMENT)
    return [_without(item, why[index]) if index in why else item
            for index, item in enumerate(estimates)]  # fmt: skip


def _complements(estimates: list[Estimate], question: Question, small: set[int]) -> set[int]:
    """Whatever would give away the only hidden one of a sum."""
    hidden = set(small)
    sums: list[Key] = []
    if not question.multiple:
        sums.append(lambda item: item.group)
    if len({item.group for item in estimates}) > 1:
        sums.append(lambda item: item.answer)
    while True:
        before = len(hidden)
        for key in sums:
            for name in {key(item) for item in estimates}:
                members = [index for index, item in enumerate(estimates) if key(item) == name]
                if len(hidden.intersection(members)) == 1:
                    open_ = [index for index in members
                             if index not in hidden and estimates[index].count]  # fmt: skip
                    hidden |= set(sorted(open_, key=lambda at: estimates[at].count or 0)[:1])
        if len(hidden) == before:
            return hidden - small


def _without(item: Estimate, why: Withheld) -> Estimate:
    return replace(
        item, share=None, low=None, high=None, se=None, deff=None, df=None, count=None, withheld=why
    )
