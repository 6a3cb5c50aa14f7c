"""Estimates as figures of the ledger, so that reports and the linter see them like any other."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from azalai.model.answers import AnswerTable, Estimate, answer_tables
from azalai.model.figures import Category, Figure, Quantifier, Role, Statistic
from azalai.model.surveys import Design


def as_figures(estimates: Iterable[Estimate], design: Design, by: str = "") -> tuple[Figure, ...]:
    """What may be said of a survey, as figures; withheld shares give none.

    A share stands in whole per cent, its interval in ``low`` and ``high``; below a width of two
    points both get a decimal. Shares of a question with several answers are marked ``multiple``
    and share no table: they are not meant to add up.

    Parameters
    ----------
    by : str
        Code of the group that `estimate` was asked for.
    """
    found = [
        _figure(item, table, design, by)
        for table in answer_tables(estimates)
        for item in table.bars()
    ]
    known = {figure.id for figure in found}
    return tuple(figure if figure.base in known else figure.but(base="") for figure in found)


def _figure(item: Estimate, table: AnswerTable, design: Design, by: str) -> Figure:
    question = design.question(item.question)
    group = design.group(by) if by else None
    places = group is not None and group.places
    breakdown = [(item.question, item.answer)]
    if group is not None and not places:
        breakdown.append((group.code, item.group))
    whole = not table.multiple and len(table.bars()) == len(table.estimates)
    decimals = _decimals(item)
    condition = question.asked_if
    one_day = design.first == design.last
    return Figure(
        id=_id(design, item.question, item.answer, item.group),
        category=Category.ANSWER,
        statistic=Statistic.SHARE,
        population=design.population,
        place=item.group if places else design.place,
        breakdown=tuple(breakdown),
        as_of=design.first if one_day else None,
        first=None if one_day else design.first,
        last=None if one_day else design.last,
        quantifier=Quantifier.ABOUT,
        value=_percent(item.share, decimals),
        low=_percent(item.low, decimals),
        high=_percent(item.high, decimals),
        unit="%",
        multiple=item.multiple,
        base=_id(design, condition.question, condition.answers[0], item.group)
        if condition is not None and len(condition.answers) == 1
        else "",
        sample=item.n,
        source=design.source,
        table=".".join(filter(None, (design.id, item.question, item.group))) if whole else "",
        method="survey",
        coverage=", ".join(filter(None, (design.unit, str(condition or "")))),
        # What was made up is an example, and nothing that a report recommends.
        role=Role.CONTEXT if design.simulated else Role.RECOMMENDED,
        note="simulated" if design.simulated else "",
    )


def _id(design: Design, question: str, answer: str, group: str) -> str:
    return ".".join(filter(None, ("survey", design.id, question, answer, group)))


def _decimals(item: Estimate) -> int:
    if item.low is None or item.high is None:
        return 0
    return 1 if item.high - item.low < 0.02 else 0


def _percent(share: float | None, decimals: int) -> Decimal | None:
    if share is None:
        return None
    exact = Decimal(repr(share)) * 100
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
