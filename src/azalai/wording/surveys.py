"""Surveys in words: a share with its interval, who it is a share of, what may not be said.

Everything that a table or a page says of an estimate is said here, so that a share never stands
without the number of people behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from azalai.model.answers import AnswerTable, Change, Estimate
from azalai.model.surveys import Design, Method

if TYPE_CHECKING:
    from azalai.wording.voice import Wording

_FINE = 0.02
"""An interval narrower than this is worth a decimal."""


def share_of(wording: Wording, estimate: Estimate, threshold: int = 5) -> str:
    """``93%``, or why there is no share."""
    if estimate.share is None:
        why = estimate.withheld or "few"
        return wording.text(f"survey.withheld.{why}", threshold=threshold)
    return wording.percent(100 * estimate.share, _decimals(estimate))


def interval_of(wording: Wording, estimate: Estimate) -> str:
    """``88–96``, in per cent; empty where there is none."""
    if estimate.share is None or estimate.low is None or estimate.high is None:
        return ""
    low, high = (
        wording.number(100 * limit, _decimals(estimate)) for limit in (estimate.low, estimate.high)
    )
    return wording.text("survey.interval", low=low, high=high)


def base_of(wording: Wording, design: Design, table: AnswerTable) -> list[str]:
    """Who the shares of a table are of, sentence by sentence: condition, base, non-response."""
    question = design.question(table.question)
    said = []
    if question.asked_if is not None:
        before = design.question(question.asked_if.question)
        answers = [
            wording.text("survey.quoted", text=before.answer(code).label(wording.lang))
            for code in question.asked_if.answers
        ]
        said.append(
            wording.text(
                "survey.condition",
                answers=_either(wording, answers),
                question=before.label(wording.lang),
            )
        )
    if not table.estimates:
        return said
    first = table.estimates[0]
    said.append(
        wording.text(
            "survey.base_weighted",
            respondents=wording.text("survey.base", first.n),
            weighted=wording.text(f"survey.unit.{design.unit}", round(first.base)),
        )
        if design.weight
        else wording.text("survey.base", first.n)
    )
    if first.nonresponse:
        said.append(
            wording.text(
                "survey.silent_weighted" if design.weight else "survey.silent",
                first.nonresponse,
                asked=wording.number(first.asked),
                share=wording.percent(100 * first.nonresponse / first.asked, 1),
                weighted=wording.percent(100 * first.nonresponse_share, 1),
            )
        )
    else:
        said.append(wording.text("survey.all_answered", asked=wording.number(first.asked)))
    if table.multiple:
        said.append(wording.text("survey.multiple"))
    return said


def method_of(wording: Wording, design: Design, table: AnswerTable) -> str:
    """How sure the shares are, and by which reckoning."""
    known = [item.df for item in table.bars() if item.df]
    if design.method is not Method.RANDOM or not known:
        return wording.text("survey.no_interval") if design.method is not Method.RANDOM else ""
    level = wording.percent(100 * design.level, 0 if design.level * 100 % 1 < 1e-9 else 1)
    return wording.text("survey.level", level=level, df=wording.number(min(known)))


def ties_of(wording: Wording, design: Design, table: AnswerTable) -> list[str]:
    """Which answers cannot be ranked, a sentence for each group of them."""
    question = design.question(table.question)
    if all(item.low is None for item in table.bars()):
        return []
    labels = {answer.code: answer.label(wording.lang) for answer in question.answers}
    said = []
    for together in table.ranks():
        if len(together) > 1:
            names = [wording.text("survey.quoted", text=labels[item.answer]) for item in together]
            said.append(wording.text("survey.tied", answers=wording.join(names)))
    return said


def change_of(wording: Wording, change: Change) -> str:
    """``rose``, ``fell``, ``no change can be shown`` or ``not compared``."""
    if change.difference is None or change.low is None:
        return wording.text("survey.change.withheld") if change.difference is None else ""
    if not change.shown:
        return wording.text("survey.change.none")
    return wording.text(f"survey.change.{'up' if change.difference > 0 else 'down'}")


def difference_of(wording: Wording, change: Change) -> str:
    """``−10 pp (−17 to −2)``; empty where there is nothing to compare."""
    if change.difference is None:
        return ""
    said = wording.signed(100 * change.difference, "pp")
    if change.low is None or change.high is None:
        return said
    low, high = (wording.signed(100 * limit) for limit in (change.low, change.high))
    return wording.text("survey.difference", difference=said, low=low, high=high)


def p_value_of(wording: Wording, change: Change) -> str:
    """``0.016``; ``< 0.001`` where it is smaller; empty where no test was made."""
    if change.p_value is None:
        return ""
    if change.p_value < 0.001:
        return wording.text("survey.p_small")
    return wording.number(change.p_value, 3)


def _decimals(estimate: Estimate) -> int:
    if estimate.low is None or estimate.high is None:
        return 0
    return 1 if estimate.high - estimate.low < _FINE else 0


def _either(wording: Wording, items: list[str]) -> str:
    if len(items) == 1:
        return items[0]
    return wording.text("survey.or", first=", ".join(items[:-1]), last=items[-1])
