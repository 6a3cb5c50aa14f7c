"""Two waves: differences and their tests are worked out here from the formulas.

SV-21  independent samples: variances add, degrees of freedom by Welch and Satterthwaite
SV-22  the same clusters: the covariance of a cluster with itself is taken off
SV-23  no change is shown where the interval holds 0; shares of 0 and 1 use their own limits
SV-24  waves that asked something else, or somebody else, are not compared
"""

from __future__ import annotations

import math
from dataclasses import replace

import pyarrow as pa
import pytest

from azalai.methods.surveys import compare, estimate
from azalai.model.errors import InputError
from azalai.model.moments import Moment
from azalai.model.surveys import Answer, Design, Method, Question, QuestionKind

WISH = Question(
    code="wish", labels={}, kind=QuestionKind.SINGLE, column="q", sensitive=False,
    answers=(Answer("yes"), Answer("no")),
)  # fmt: skip
FIRST = Design(
    id="one", title={}, population="idp", place="MLI", first=Moment.parse("2012-11-01"),
    last=Moment.parse("2012-11-30"), source="test", questions=(WISH,), stratum="h", cluster="c",
    weight="w", minimum_base=1,
)  # fmt: skip
SECOND = replace(FIRST, id="two", first=Moment.parse("2013-02-01"), last=Moment.parse("2013-02-12"))

Row = tuple[str, str, float, str]
EARLY: list[Row] = [
    ("N", "1", 10, "yes"), ("N", "1", 12, "yes"), ("N", "2", 9, "no"), ("N", "2", 11, "yes"),
    ("S", "1", 30, "yes"), ("S", "1", 28, "no"), ("S", "2", 35, "no"), ("S", "2", 33, "yes"),
    ("S", "3", 29, "yes"),
]  # fmt: skip
LATE: list[Row] = [
    ("N", "1", 14, "yes"), ("N", "1", 10, "no"), ("N", "2", 12, "no"), ("N", "2", 13, "no"),
    ("S", "1", 31, "yes"), ("S", "1", 30, "no"), ("S", "2", 36, "no"), ("S", "2", 30, "no"),
    ("S", "3", 27, "yes"), ("S", "3", 26, "no"),
]  # fmt: skip


def records(rows: list[Row]) -> pa.Table:
    return pa.table(
        {
            "complete": pa.array([True] * len(rows)),
            "stratum": pa.array([row[0] for row in rows]),
            "cluster": pa.array([row[1] for row in rows]),
            "weight": pa.array([float(row[2]) for row in rows]),
            "q.wish": pa.array([[row[3]] for row in rows], pa.list_(pa.string())),
        }
    )


def totals(rows: list[Row]) -> tuple[float, dict[tuple[str, str], float]]:
    """The share of yes, and the totals of its linearisation by cluster."""
    whole = sum(row[2] for row in rows)
    share = sum(row[2] for row in rows if row[3] == "yes") / whole
    found: dict[tuple[str, str], float] = {}
    for stratum, cluster, weight, given in rows:
        value = weight * ((given == "yes") - share) / whole
        found[stratum, cluster] = found.get((stratum, cluster), 0) + value
    return share, found


def variance(found: dict[tuple[str, str], float]) -> float:
    whole = 0.0
    for stratum in {key[0] for key in found}:
        z = [value for key, value in found.items() if key[0] == stratum]
        whole += len(z) / (len(z) - 1) * sum((value - sum(z) / len(z)) ** 2 for value in z)
    return whole


def test_independent_waves() -> None:
    (p1, z1), (p2, z2) = totals(EARLY), totals(LATE)
    v1, v2 = variance(z1), variance(z2)
    # Five clusters less two strata in either wave.
    df = (v1 + v2) ** 2 / (v1**2 / 3 + v2**2 / 3)
    # The order in which they are given does not matter: the dates tell.
    got = compare((records(LATE), SECOND), (records(EARLY), FIRST))[0]
    assert (got.earlier.n, got.later.n, got.paired) == (9, 10, False)
    assert got.difference == pytest.approx(p2 - p1, abs=1e-9)
    assert got.se == pytest.approx(math.sqrt(v1 + v2), abs=1e-9)
    assert got.df == pytest.approx(df, abs=1e-9)


def test_waves_in_the_same_clusters() -> None:
    (p1, z1), (p2, z2) = totals(EARLY), totals(LATE)
    together = {key: z2[key] - z1[key] for key in z1}
    same = replace(SECOND, same_clusters_as="one")
    got = compare((records(EARLY), FIRST), (records(LATE), same))[0]
    assert got.paired
    assert got.difference == pytest.approx(p2 - p1, abs=1e-9)
    se = math.sqrt(variance(together))
    assert got.se == pytest.approx(se, abs=1e-9)
    assert got.df == 3
    t3 = 3.182446305284263
    limits = [p2 - p1 - t3 * se, p2 - p1 + t3 * se]
    assert [got.low, got.high] == pytest.approx(limits, abs=1e-6)
    assert se < math.sqrt(variance(z1) + variance(z2)), "what stays in a cluster is no noise"
    told = compare((records(EARLY), FIRST), (records(LATE), same), same_clusters=False)[0]
    assert told.se == pytest.approx(math.sqrt(variance(z1) + variance(z2)), abs=1e-9)


def large(yes: int, clusters: int = 20) -> list[Row]:
    """Twenty clusters of ten, of whom so many say yes in each, one more or less in turn."""
    rows: list[Row] = []
    for cluster in range(clusters):
        here = yes + (cluster % 2 and (1 if cluster % 4 == 1 else -1))
        rows += [("N", str(cluster), 1.0, "yes" if i < here else "no") for i in range(10)]
    return rows


def test_what_is_far_apart_is_shown_and_what_is_near_is_not() -> None:
    apart = compare((records(large(3)), FIRST), (records(large(7)), SECOND))[0]
    assert apart.shown and apart.p_value is not None and apart.p_value < 0.001
    near = compare((records(large(5)), FIRST), (records(large(5)[:-10] + large(6)[:10]), SECOND))[0]
    assert not near.shown and near.p_value is not None and near.p_value > 0.05
    assert near.low is not None and near.high is not None and near.low < 0 < near.high


def test_a_share_of_nothing_is_compared_by_its_limits() -> None:
    none = [(h, c, w, "no") for h, c, w, _ in large(5)]
    got = compare((records(none), FIRST), (records(large(5)), SECOND))[0]
    old, new = got.earlier, got.later
    assert (old.share, got.p_value, got.se) == (0.0, None, None)
    assert old.low is not None and old.high is not None and new.low is not None
    assert new.share is not None and got.low is not None
    down = math.sqrt((new.share - new.low) ** 2 + (old.high - 0) ** 2)
    assert got.low == pytest.approx(new.share - down)
    assert got.shown
    both = compare((records(none), FIRST), (records(none), SECOND))[0]
    assert (both.difference, both.shown) == (0.0, False)


def test_what_is_withheld_is_not_compared() -> None:
    few = replace(SECOND, minimum_base=50)
    got = compare((records(EARLY), FIRST), (records(LATE), few))[0]
    assert (got.difference, got.low, got.p_value, got.shown) == (None, None, None, False)


def test_without_chance_there_is_no_test() -> None:
    designs = [replace(item, method=Method.PURPOSIVE) for item in (FIRST, SECOND)]
    got = compare((records(EARLY), designs[0]), (records(LATE), designs[1]))[0]
    assert got.difference == pytest.approx(totals(LATE)[0] - totals(EARLY)[0])
    assert (got.low, got.p_value, got.shown) == (None, None, False)


OTHER = replace(WISH, answers=(*WISH.answers, Answer("unsure")))


@pytest.mark.parametrize(
    "changes, reason",
    [
        ({"population": "refugee"}, "population"),
        ({"place": "MRT"}, "place"),
        ({"unit": "person"}, "unit"),
        ({"method": Method.PURPOSIVE}, "method"),
        ({"id": "one"}, "id"),
        ({"questions": (OTHER,)}, "questions.wish.answers"),
        ({"questions": (replace(WISH, kind=QuestionKind.MULTIPLE),)}, "questions.wish.kind"),
        ({"questions": (replace(WISH, code="other"),)}, "questions"),
    ],
)
def test_only_like_is_compared_with_like(changes: dict[str, object], reason: str) -> None:
    later = replace(SECOND, **changes)  # type: ignore[arg-type]
    with pytest.raises(InputError) as caught:
        compare((records(EARLY), FIRST), (records(LATE), later))
    assert caught.value.code == "survey_not_comparable"
    assert caught.value.values["reason"] == reason


def test_clusters_that_are_said_to_be_the_same_must_be() -> None:
    moved = [(h, f"{c}bis", w, given) for h, c, w, given in LATE]
    same = replace(SECOND, same_clusters_as="one")
    with pytest.raises(InputError) as caught:
        compare((records(EARLY), FIRST), (records(moved), same))
    assert caught.value.code == "survey_no_shared_clusters"
    assert estimate(records(moved), same)
