"""``$filter`` of OData, as far as Central knows it, as a condition of the database.

Fields: ``__system/submissionDate``, ``updatedAt``, ``submitterId``, ``reviewState``. Operators:
``lt le eq ne neq ge gt``, ``and or not``, parentheses. Functions: ``now()``, ``year(…)`` to
``second(…)``. Literals: numbers, quoted texts, dates and times, ``null``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final, NoReturn

from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    Expression,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import (
    ExtractDay,
    ExtractHour,
    ExtractMinute,
    ExtractMonth,
    ExtractSecond,
    ExtractYear,
)
from django.db.models.lookups import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    LessThan,
    LessThanOrEqual,
)
from django.utils import timezone

from azalai.server.api.problems import RefusedError
from azalai.server.models import Content, State, Submission

LONGEST: Final = 2000
_DEPTH: Final = 30
_TOKEN = re.compile(
    r"\s*(?:(?P<paren>[()])"
    r"|'(?P<text>(?:[^']|'')*)'"
    r"|(?P<time>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?)"
    r"|(?P<number>-?\d{1,12})(?![\w.])"
    r"|(?P<word>[$\w/]+))\s*",
    re.ASCII,
)
_COMPARISONS: Final = {
    "lt": LessThan, "le": LessThanOrEqual, "gt": GreaterThan, "ge": GreaterThanOrEqual,
}  # fmt: skip
_PARTS: Final = {
    "year": ExtractYear, "month": ExtractMonth, "day": ExtractDay, "hour": ExtractHour,
    "minute": ExtractMinute, "second": ExtractSecond,
}  # fmt: skip
REVIEW_STATES: Final = {
    State.APPROVED: "approved", State.REJECTED: "rejected", State.RETURNED: "hasIssues",
}  # fmt: skip
"""Our state -> Central's; a record in another one is ``edited`` where it was, else null."""


def with_system(records: QuerySet[Submission]) -> QuerySet[Submission]:
    """Records with what Central calls system fields: ``review``, ``edited_at``, ``submitter``.

    A device's id as submitter is negative: persons and devices are numbered apart.
    """
    first = Content.objects.filter(submission=OuterRef("pk"), number=1)
    states = [When(state=ours, then=Value(theirs)) for ours, theirs in REVIEW_STATES.items()]
    return records.annotate(
        review=Case(
            *states,
            When(contents_count__gt=1, then=Value("edited")),
            default=Value(None),
            output_field=CharField(null=True),
        ),
        edited_at=Case(
            When(contents_count__gt=1, then=F("content__received_at")),
            default=Value(None),
            output_field=DateTimeField(null=True),
        ),
        submitter=Case(
            When(device__isnull=False, then=Value(0) - F("device_id")),
            default=Subquery(first.values("user_id")[:1]),
            output_field=IntegerField(),
        ),
    )


_COLUMNS: Final = {
    "submissionDate": "received_at", "updatedAt": "edited_at", "submitterId": "submitter",
    "reviewState": "review",
}  # fmt: skip
_KINDS: Final = {
    "received_at": "time", "edited_at": "time", "submitter": "number", "review": "text",
}  # fmt: skip

Operand = tuple[str, Any]
"""Kind (``time``, ``number``, ``text``, ``null``) and what the database compares."""


def filtered(records: QuerySet[Submission], text: str) -> QuerySet[Submission]:
    """Those of some records (`with_system`) for which an expression holds.

    Raises
    ------
    RefusedError
        ``bad_filter`` with where it cannot be read.
    """
    if not text.strip():
        return records
    if len(text) > LONGEST:
        raise RefusedError("bad_filter", at=text[:40])
    return records.filter(_Parser(text).parse())


class _Parser:
    """One expression, read from left to right."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0
        self._depth = 0

    def parse(self) -> Q:
        found = self._or()
        if self._at < len(self._tokens):
            self._fail()
        return found

    def _or(self) -> Q:
        found = self._and()
        while self._take("or"):
            found |= self._and()
        return found

    def _and(self) -> Q:
        found = self._not()
        while self._take("and"):
            found &= self._not()
        return found

    def _not(self) -> Q:
        self._depth += 1
        if self._depth > _DEPTH:
            self._fail()
        try:
            if self._take("not"):
                return ~self._not()
            if self._take("("):
                found = self._or()
                self._need(")")
                return found
            return self._comparison()
        finally:
            self._depth -= 1

    def _comparison(self) -> Q:
        left = self._operand()
        kind, name = self._next()
        if kind != "word" or name not in (*_COMPARISONS, "eq", "ne", "neq"):
            self._fail(back=1)
        right = self._operand()
        if "null" in (left[0], right[0]):
            return self._null(left, name, right)
        if left[0] != right[0]:
            self._fail(back=1)
        if name in _COMPARISONS:
            return Q(_COMPARISONS[name](left[1], right[1]))
        same = Q(Exact(left[1], right[1]))
        return same if name == "eq" else ~same

    def _null(self, left: Operand, name: str, right: Operand) -> Q:
        column = left if right[0] == "null" else right
        if name in _COMPARISONS or not isinstance(column[1], F):
            self._fail(back=1)
        none = Q(**{f"{column[1].name}__isnull": True})
        return none if name == "eq" else ~none

    def _operand(self) -> Operand:
        kind, text = self._next()
        if kind == "text":
            return "text", Value(text.replace("''", "'"))
        if kind == "number":
            return "number", Value(int(text))
        if kind == "time":
            return "time", Value(self._moment(text), output_field=DateTimeField())
        if kind != "word":
            self._fail(back=1)
        if text == "null":
            return "null", None
        if text == "now" or text in _PARTS:
            return self._function(text)
        column = _COLUMNS.get(text.removeprefix("$root/Submissions/").removeprefix("__system/"))
        if column is None or "__system/" not in text:
            self._fail(back=1)
        return _KINDS[column], F(column)

    def _function(self, name: str) -> Operand:
        self._need("(")
        if name == "now":
            self._need(")")
            return "time", Value(timezone.now(), output_field=DateTimeField())
        kind, inside = self._operand()
        if kind != "time":
            self._fail(back=1)
        self._need(")")
        part: Expression = _PARTS[name](inside)
        return "number", part

    def _moment(self, text: str) -> datetime:
        try:
            found = datetime.fromisoformat(text)
            moment = found if found.tzinfo else found.replace(tzinfo=UTC)
            return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            self._fail(back=1)

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            self._fail()
        self._at += 1
        return self._tokens[self._at - 1]

    def _take(self, word: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at] in (
            ("word", word), ("paren", word),
        ):  # fmt: skip
            self._at += 1
            return True
        return False

    def _need(self, word: str) -> None:
        if not self._take(word):
            self._fail()

    def _fail(self, back: int = 0) -> NoReturn:
        at = self._at - back
        raise RefusedError("bad_filter", at=self._tokens[at][1] if at < len(self._tokens) else "…")


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or "\x00" in found[0]:
            raise RefusedError("bad_filter", at=text[at : at + 40])
        yield str(found.lastgroup), found[found.lastgroup or 0]
        at = found.end()
