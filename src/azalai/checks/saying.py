"""A finding as a sentence, in the words of a language."""

from __future__ import annotations

from datetime import date

from azalai.checks.findings import Finding
from azalai.model.flows import COUNT_KINDS
from azalai.wording import Wording
from azalai.workspace import Register

COUNTED = ("broken_row", "parts_exceed_group", "passage_inside")
"""Findings whose sentence counts what they found, and so has a plural."""
DAYS = ("future_date", "no_role", "outside_opening")
"""Findings whose rule compares days: ISO in the finding, a date in the sentence."""


def said(finding: Finding, wording: Wording, register: Register | None = None) -> str:
    """What was found, where, and what to do about it.

    Parameters
    ----------
    register : Register, optional
        Gives points their names; without it they go by their codes.
    """
    key = f"finding.{finding.rule}"
    if finding.record and not finding.row and wording.has(f"{key}.record"):
        key += ".record"
    elif finding.expected and wording.has(f"{key}.near"):
        key += ".near"
    elif wording.has(f"{key}.{finding.field}"):
        key += f".{finding.field}"
    point = finding.point
    if register is not None and point in register.points:
        point = register.points[point].name(wording.lang)
    return wording.text(
        key,
        int(finding.value) if finding.rule in COUNTED else None,
        row=finding.place,
        record=finding.record,
        field=finding.field,
        place=place(finding, wording),
        value=_dated(finding.value, wording) if finding.rule in DAYS else finding.value,
        expected=proposal(finding, wording, register),
        point=point,
        day=wording.date(date.fromisoformat(finding.day)) if finding.day else "",
    )


def proposal(finding: Finding, wording: Wording, register: Register | None = None) -> str:
    """What a finding is held against; a code that is proposed stands behind its name."""
    code, name = finding.expected, ""
    if not code:
        return ""
    if finding.rule == "outside_opening":
        return _opening(code, wording)
    if finding.rule in DAYS:
        return _dated(code, wording)
    if finding.rule == "unknown_country":
        name = wording.country(code)
    elif finding.rule == "unknown_point" and register is not None and code in register.points:
        name = register.points[code].name(wording.lang)
    elif finding.rule == "unknown_code":
        labels = (f"term.{finding.field}.{code}", f"term.reason.{code}", f"term.sex.{code}")
        name = next((wording.text(label) for label in labels if wording.has(label)), "")
    return f"{name} ({code})" if name and name != code else code


def _dated(text: str, wording: Wording) -> str:
    """An ISO day as a date; what is none (the point of `no_role`) as it stands."""
    try:
        return wording.date(date.fromisoformat(text))
    except ValueError:
        return text


def _opening(text: str, wording: Wording) -> str:
    """When a point is open: ``first – last``, or ``first –`` where it was never closed."""
    first, _, last = (part.strip() for part in text.partition("–"))
    if last:
        return f"{_dated(first, wording)} – {_dated(last, wording)}"
    return wording.text("place.since", day=_dated(first, wording))


def place(finding: Finding, wording: Wording) -> str:
    """The column by its header; what no one column holds by its name in the language."""
    if finding.column:
        return wording.text("place.column", name=finding.column)
    name = finding.field
    if name in (kind.name for kind in COUNT_KINDS.values()) or wording.has(
        f"term.dimension.{name}"
    ):
        if wording.has(f"term.dimension.{name}"):
            name = wording.text(f"term.dimension.{name}")
    else:
        kinds = (kind.name for kind in COUNT_KINDS.values() if name in kind.categories)
        if (kind := next(kinds, None)) is not None:
            name = wording.category(kind, name)
    return wording.text("place.kind", name=name)
