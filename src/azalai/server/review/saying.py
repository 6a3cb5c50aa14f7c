"""Findings, flags and obstacles in the words of a reader's language."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from azalai.checks import Finding as Found
from azalai.checks import Severity, said
from azalai.checks.saying import COUNTED, DAYS, proposal
from azalai.model.errors import AzalaiError
from azalai.model.flows import COUNT_KINDS
from azalai.server.models import Finding, Submission
from azalai.server.review.doubling import RULE as DOUBLE
from azalai.server.review.states import may_dismiss
from azalai.wording import Wording
from azalai.workspace import Register

_VEILED = "…"


@dataclass(frozen=True, slots=True)
class Said:
    """A finding, ready to be read.

    Attributes
    ----------
    address : str
        Column of the question where it stands, as `forms.flatten` names it; may be empty.
    """

    finding: Finding
    text: str
    dismissible: bool

    @property
    def address(self) -> str:
        """The column it is about."""
        return self.finding.field


class Sayer:
    """Says findings of one mission in one language.

    Parameters
    ----------
    labels : mapping
        Column -> what the question asks.
    hidden : set of str
        Columns whose values the reader may not see.
    """

    def __init__(
        self,
        wording: Wording,
        register: Register,
        labels: Mapping[str, str] | None = None,
        hidden: frozenset[str] = frozenset(),
    ) -> None:
        self._wording, self._register = wording, register
        self._labels, self._hidden = labels or {}, hidden

    def all(self, findings: Sequence[Finding]) -> list[Said]:
        """Several, the gravest first, those that were dismissed last."""
        rank = {"error": 0, "warning": 1, "note": 2}
        ordered = sorted(
            findings,
            key=lambda one: (one.dismissed_by_id is not None, rank.get(one.severity, 3), one.rule),
        )
        return [Said(one, self.text(one), may_dismiss(one)) for one in ordered]

    def text(self, finding: Finding) -> str:
        """One finding as a sentence."""
        if finding.rule == DOUBLE:
            return self._double(finding)
        if finding.rule == "mapping_fails":
            return self._mapping(finding)
        value, expected = finding.value, finding.expected
        if finding.field in self._hidden:
            value = expected = _VEILED
        key = f"review.finding.{finding.rule}"
        near = f"{key}.near"
        if expected and self._wording.has(near):
            key = near
        found = Found(
            0, finding.rule, Severity(finding.severity), finding.field, value, expected,
            record=finding.submission.root_id, point=finding.submission.point,
            day=finding.submission.day.isoformat() if finding.submission.day else "",
        )  # fmt: skip
        if not self._wording.has(key):
            return said(found, self._wording, self._register)
        number = int(value) if finding.rule in COUNTED and value.isdecimal() else None
        return self._wording.text(
            key, number, place=self._place(finding.field),
            value=self._dated(value) if finding.rule in DAYS else value or "–",
            expected=proposal(found, self._wording, self._register) or "–",
        )  # fmt: skip

    def _place(self, name: str) -> str:
        label = self._labels.get(name)
        if label is None and self._wording.has(f"review.field.{name}"):
            label = self._wording.text(f"review.field.{name}")
        elif label is None and name in COUNT_KINDS and self._wording.has(f"term.dimension.{name}"):
            label = self._wording.text(f"term.dimension.{name}")
        return self._wording.text("review.finding.place", name=label or name)

    def _dated(self, text: str) -> str:
        try:
            return self._wording.date(date.fromisoformat(text))
        except ValueError:
            point = self._register.points.get(text)
            return point.name(self._wording.lang) if point else text

    def _mapping(self, finding: Finding) -> str:
        try:
            values = json.loads(finding.expected)
            said_so = self._wording.error(AzalaiError(finding.value, **values))
        except (ValueError, KeyError):
            said_so = finding.value
        return self._wording.text("review.finding.mapping_fails", problem=said_so)

    def _double(self, finding: Finding) -> str:
        names = [
            self._wording.text(key)
            for reason in finding.value.split()
            if self._wording.has(key := f"review.field.{reason}")
        ]
        return self._wording.text(
            f"review.finding.double.{finding.field}",
            share=self._wording.percent(100 * (finding.score or 0)),
            reasons=self._wording.join(names) if names else "–",
        )


def flags(submission: Submission, wording: Wording) -> list[str]:
    """What was odd about a record's arrival, a sentence each."""
    found = []
    for flag in submission.flags:
        key = f"review.flag.{flag}"
        if not wording.has(key):
            key = "review.flag.other"
        skew = abs(submission.clock_skew or 0)
        found.append(wording.text(key, flag=flag, ahead=_span(skew, wording)))
    if submission.missing:
        names = ", ".join(submission.missing)
        found.append(wording.text("review.flag.missing", len(submission.missing), names=names))
    return found


def _span(seconds: int, wording: Wording) -> str:
    """About how long: the largest unit that fits twice."""
    for unit, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length or unit == "minutes":
            return wording.text(f"review.span.{unit}", seconds // length)
    raise AssertionError


def field_name(name: str, wording: Wording) -> str:
    """The name of a field of the model."""
    key = f"review.field.{name}"
    return wording.text(key) if wording.has(key) else name
