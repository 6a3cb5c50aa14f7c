"""Records that are probably one group: the same one entered twice, or seen at two points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from azalai.model.flows import COUNT_KINDS, FIELDS
from azalai.server.models import Finding, Form, Mission, State, Submission

if TYPE_CHECKING:
    from azalai.checks.doubles import Sighting

RULE: Final = "double"
_LEARN: Final = timedelta(days=7)
"""Days before, of which what usually meets by chance is learnt."""
_NEAR: Final = timedelta(days=2)
"""Days before and after, between which one journey may be seen twice."""
_MOST: Final = 4000
"""Records that are looked at together; more of them teach nothing new."""
_NOT_TRAITS: Final = frozenset({"record_id", "point", "date", "time", "direction", "persons",
                                "enumerator", "device", "comment", "method"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Pair:
    probability: float
    same_point: bool
    reasons: tuple[str, ...]


def refresh(mission: Mission, changed: set[int]) -> int:
    """Look for doubles of some records, store what is found and take away what is no longer so.

    Each double is stored on both records. What somebody dismissed stays dismissed.

    Parameters
    ----------
    changed : set of int
        Ids of records with new content, or that came or went.

    Returns
    -------
    int
        Pairs that involve one of them.
    """
    from azalai.checks import doubles

    days = {
        day
        for day in Submission.objects.filter(pk__in=changed).values_list("day", flat=True)
        if day is not None
    }
    pairs: dict[tuple[int, int], _Pair] = {}
    asked = {str(key) for key in changed}
    for first, last in _spans(days):
        looked_at = _countable(mission).filter(day__range=(first - _LEARN, last + _NEAR))
        sightings = [_sighting(item) for item in looked_at.order_by("-day", "-pk")[:_MOST]]
        for found in doubles.find(sightings, asked):
            one, two = int(found.first), int(found.second)
            if one in changed or two in changed:
                # A pair that two stretches hold is said once.
                pairs[one, two] = _Pair(found.probability, found.same_point, found.reasons)
    _store(changed, pairs)
    return len(pairs)


def _countable(mission: Mission) -> QuerySet[Submission]:
    return Submission.objects.filter(
        mission=mission, form__kind=Form.Kind.FLOW, practice=False, sealed=False,
        persons__isnull=False, day__isnull=False,
    ).exclude(state=State.REJECTED)  # fmt: skip


def _spans(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days as stretches; days that lie near each other are looked at together."""
    spans: list[tuple[date, date]] = []
    for day in sorted(days):
        if spans and day - spans[-1][1] <= _LEARN:
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return spans


def _sighting(item: Submission) -> Sighting:
    from azalai.checks.doubles import Sighting

    assert item.day is not None
    assert item.persons is not None
    said: dict[str, str] = item.summary
    return Sighting(
        key=str(item.pk),
        point=item.point,
        day=item.day,
        time=item.time,
        direction=item.direction,
        persons=item.persons,
        cells={
            name: int(value)
            for name, value in said.items()
            if name.partition("/")[0] in COUNT_KINDS and value.isdecimal()
        },
        traits={
            name: value
            for name, value in said.items()
            if value and name in FIELDS and name not in _NOT_TRAITS
        },
        entered_by=str(item.device_id or ""),
    )


def _store(changed: set[int], pairs: dict[tuple[int, int], _Pair]) -> None:
    wanted: dict[tuple[int, int], _Pair] = {}
    for (one, two), pair in pairs.items():
        wanted[one, two] = wanted[two, one] = pair
    with transaction.atomic():
        # Two who look at one record at a time must not both write down what they find.
        locked = Submission.objects.select_for_update().filter(pk__in=changed).order_by("pk")
        list(locked.values_list("pk"))
        concerned = Q(submission__in=changed) | Q(other__in=changed)
        stood = {
            (finding.submission_id, finding.other_id): finding
            for finding in Finding.objects.filter(concerned, rule=RULE)
        }
        gone = [finding.pk for pair, finding in stood.items() if pair not in wanted]
        Finding.objects.filter(pk__in=gone).delete()
        Finding.objects.bulk_create(
            Finding(
                submission_id=one, other_id=two, rule=RULE, severity="warning",
                field="same_point" if pair.same_point else "two_points",
                value=" ".join(pair.reasons), score=round(pair.probability, 4),
            )
            for (one, two), pair in wanted.items()
            if (one, two) not in stood
        )  # fmt: skip
