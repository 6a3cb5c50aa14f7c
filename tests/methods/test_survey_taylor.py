"""Shares and their variances are those of the textbook, worked out here from the formula.

SV-01  a ratio's Taylor linearisation, clusters with replacement within strata, to 1e-9
SV-02  the same with finite population corrections of one and of two stages
SV-03  weights raked to one margin: residuals within its categories
SV-04  totals known to a standard deviation widen the interval
SV-05  strata with one cluster: refused, or as declared
SV-06  shares of 0 and 1 have an interval of their own
SV-07  a domain keeps the clusters in which nobody belongs to it
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest

from azalai.methods.surveys import estimate
from azalai.model.answers import Estimate
from azalai.model.errors import InputError
from azalai.model.moments import Moment
from azalai.model.surveys import (
    Answer,
    Condition,
    Design,
    LoneCluster,
    Margin,
    Method,
    Question,
    QuestionKind,
    Stratum,
)

# stratum, cluster, weight, answer; cluster numbers begin anew in each stratum.
ROWS: list[tuple[str, str, float, str | None]] = [
    ("N", "1", 12.0, "return"), ("N", "1", 9.5, "return"), ("N", "1", 14.0, "stay"),
    ("N", "2", 20.0, "return"), ("N", "2", 22.5, "stay"),
    ("N", "3", 11.0, "return"), ("N", "3", 10.0, "return"), ("N", "3", 8.0, None),
    ("S", "1", 31.0, "stay"), ("S", "1", 29.0, "return"), ("S", "1", 33.0, "unsure"),
    ("S", "2", 40.0, "return"), ("S", "2", 38.0, "return"), ("S", "2", 41.5, "stay"),
]  # fmt: skip
T3 = 3.182446305284263
"""Student's t, 97.5 %, 3 degrees of freedom (5 clusters less 2 strata), from a printed table."""

INTENTION = Question(
    code="intention", labels={"en": "Intention"}, kind=QuestionKind.SINGLE, column="q",
    answers=(Answer("return"), Answer("stay"), Answer("unsure")), sensitive=False,
)  # fmt: skip
MAY = Moment.parse("2013-05")
DESIGN = Design(
    id="small", title={"en": "Small"}, population="idp", place="MLI", first=MAY, last=MAY,
    source="test", questions=(INTENTION,), stratum="h", cluster="c", weight="w", minimum_base=1,
)  # fmt: skip


def records(rows: list[tuple[str, str, float, str | None]] = ROWS, **columns: Any) -> pa.Table:
    """Interviews as the workspace keeps them."""
    given = [[row[3]] if row[3] else [] for row in rows]
    table = {
        "complete": pa.array([True] * len(rows)),
        "stratum": pa.array([row[0] for row in rows]),
        "cluster": pa.array([row[1] for row in rows]),
        "weight": pa.array([row[2] for row in rows], pa.float64()),
        "q.intention": pa.array(given, pa.list_(pa.string())),
    }
    return pa.table(table | columns)


def shown(made: list[Estimate], answer: str = "return") -> Estimate:
    return next(item for item in made if item.answer == answer)


def linearised(rows: list[tuple[str, str, float, str | None]], answer: str) -> tuple[float, Any]:
    """The ratio, and what each row adds to its linearisation: w (y - p) / W of who answered."""
    total = sum(row[2] for row in rows if row[3])
    share = sum(row[2] for row in rows if row[3] == answer) / total
    return share, [row[2] * ((row[3] == answer) - share) / total if row[3] else 0.0 for row in rows]


def variance(
    rows: list[tuple[str, str, float, str | None]],
    added: list[float],
    sizes: dict[str, int] | None = None,
    within: dict[tuple[str, str], int] | None = None,
) -> float:
    """Sum over strata of (1 - f) m / (m - 1) sum (z - mean z)^2 over cluster totals z.

    With `within`, the second stage adds f (1 - f2) k / (k - 1) sum (u - mean u)^2 for each cluster.
    """
    whole = 0.0
    for stratum in {row[0] for row in rows}:
        clusters: dict[str, list[float]] = {}
        for row, value in zip(rows, added, strict=True):
            if row[0] == stratum:
                clusters.setdefault(row[1], []).append(value)
        totals = [sum(values) for values in clusters.values()]
        many = len(totals)
        mean = sum(totals) / many
        taken = many / sizes[stratum] if sizes else 0.0
        whole += (1 - taken) * many / (many - 1) * sum((z - mean) ** 2 for z in totals)
        for cluster, values in clusters.items() if within else ():
            assert within is not None
            k, middle = len(values), sum(values) / len(values)
            second = 1 - k / within[stratum, cluster]
            whole += taken * second * k / (k - 1) * sum((u - middle) ** 2 for u in values)
    return whole


@pytest.mark.parametrize("answer", ["return", "stay", "unsure"])
def test_a_share_and_its_variance_by_hand(answer: str) -> None:
    share, added = linearised(ROWS, answer)
    se = math.sqrt(variance(ROWS, added))
    got = shown(estimate(records(), DESIGN), answer)
    assert got.share == pytest.approx(share, abs=1e-9)
    assert got.se == pytest.approx(se, abs=1e-9)
    assert (got.df, got.n, got.asked, got.nonresponse) == (3, 13, 14, 1)
    assert got.base == pytest.approx(311.5)
    assert got.nonresponse_share == pytest.approx(8 / 319.5)
    # Kish: over the variance of as many people drawn one by one, p (1 - p) / (n - 1).
    assert got.deff == pytest.approx(se**2 / (share * (1 - share) / 12), abs=1e-9)
    logit, reach = math.log(share / (1 - share)), T3 * se / (share * (1 - share))
    limits = [1 / (1 + math.exp(-(logit + side * reach))) for side in (-1, 1)]
    assert [got.low, got.high] == pytest.approx(limits, abs=1e-6)


def test_the_number_itself() -> None:
    """The same once more without a loop: shares of 311.5, totals of five clusters."""
    share = (12 + 9.5 + 20 + 11 + 10 + 29 + 40 + 38) / 311.5
    z = [12 + 9.5 - share * 35.5, 20 - share * 42.5, 21 - share * 21,
         29 - share * 93, 78 - share * 119.5]  # fmt: skip
    north = 3 / 2 * sum((value - sum(z[:3]) / 3) ** 2 for value in z[:3])
    south = 2 * sum((value - sum(z[3:]) / 2) ** 2 for value in z[3:])
    se = math.sqrt(north + south) / 311.5
    got = shown(estimate(records(), DESIGN))
    assert (got.share, got.se) == (pytest.approx(share, abs=1e-9), pytest.approx(se, abs=1e-9))


def test_finite_population_of_clusters() -> None:
    sizes = {"N": 12, "S": 4}
    strata = tuple(Stratum(code, size=size) for code, size in sizes.items())
    share, added = linearised(ROWS, "return")
    got = shown(estimate(records(), replace(DESIGN, strata=strata)))
    assert got.share == pytest.approx(share, abs=1e-9)
    assert got.se == pytest.approx(math.sqrt(variance(ROWS, added, sizes)), abs=1e-9)


def test_finite_population_of_both_stages() -> None:
    sizes = {"N": 12, "S": 4}
    within = {("N", "1"): 9, ("N", "2"): 7, ("N", "3"): 11, ("S", "1"): 8, ("S", "2"): 20}
    strata = tuple(Stratum(code, size=size) for code, size in sizes.items())
    design = replace(DESIGN, strata=strata, cluster_size="m")
    column = pa.array([within[row[0], row[1]] for row in ROWS], pa.float64())
    _, added = linearised(ROWS, "return")
    got = shown(estimate(records(cluster_size=column), design))
    assert got.se == pytest.approx(math.sqrt(variance(ROWS, added, sizes, within)), abs=1e-9)


RAKED = {"N": 500.0, "S": 300.0}


def raked(totals: dict[str, float]) -> list[tuple[str, str, float, str | None]]:
    """Rows with weights brought to totals of their strata."""
    sums = {code: sum(row[2] for row in ROWS if row[0] == code) for code in totals}
    return [(h, c, w * totals[h] / sums[h], given) for h, c, w, given in ROWS]


def test_weights_raked_to_a_margin() -> None:
    """Post-stratified: each row's part of the linearisation, less its category's weighted mean."""
    rows = raked(RAKED)
    share, added = linearised(rows, "return")
    means = {
        code: sum(value for row, value in zip(rows, added, strict=True) if row[0] == code)
        / sum(row[2] for row in rows if row[0] == code)
        for code in RAKED
    }
    left = [value - row[2] * means[row[0]] for row, value in zip(rows, added, strict=True)]
    design = replace(DESIGN, margins=(Margin("m", "h", RAKED),))
    column = pa.array([row[0] for row in ROWS])
    got = shown(estimate(records(**{"m.m": column}), design))
    assert got.share == pytest.approx(share, abs=1e-7)
    assert got.base == pytest.approx(800 - 8 * 500 / sum(r[2] for r in ROWS if r[0] == "N"))
    assert got.se == pytest.approx(math.sqrt(variance(rows, left)), abs=1e-7)


def test_a_margin_told_twice_is_one_margin() -> None:
    one, two = Margin("m", "h", RAKED), Margin("n", "h", RAKED)
    column = pa.array([row[0] for row in ROWS])
    once = shown(estimate(records(**{"m.m": column}), replace(DESIGN, margins=(one,))))
    twice = estimate(records(**{"m.m": column, "m.n": column}), replace(DESIGN, margins=(one, two)))
    assert shown(twice).se == pytest.approx(once.se, abs=1e-9)


def test_what_a_margin_decides_does_not_vary() -> None:
    """Whoever is asked for the very thing that weights are raked to: the share is the total's."""
    rows = [(h, c, w, "return" if h == "N" else "stay") for h, c, w, _ in ROWS]
    column = pa.array([row[0] for row in rows])
    got = shown(
        estimate(
            records(rows, **{"m.m": column}), replace(DESIGN, margins=(Margin("m", "h", RAKED),))
        )
    )
    assert (got.share, got.se) == (pytest.approx(500 / 800), pytest.approx(0, abs=1e-9))


def test_totals_that_are_not_sure_widen_the_interval() -> None:
    spread = {"N": 60.0, "S": 25.0}
    column = {"m.m": pa.array([row[0] for row in ROWS])}
    sure = replace(DESIGN, margins=(Margin("m", "h", RAKED),))
    unsure = replace(DESIGN, margins=(Margin("m", "h", RAKED, spread),))
    before = shown(estimate(records(**column), sure))
    after = shown(estimate(records(**column), unsure))
    share, _ = linearised(raked(RAKED), "return")
    moved = [
        linearised(raked({**RAKED, code: RAKED[code] + by}), "return")[0] - share
        for code, by in spread.items()
    ]
    assert before.se is not None
    assert after.share == pytest.approx(before.share)
    wanted = math.sqrt(before.se**2 + sum(value**2 for value in moved))
    assert after.se == pytest.approx(wanted, abs=1e-8)


def test_a_margin_in_which_nobody_was_asked_is_refused() -> None:
    design = replace(DESIGN, margins=(Margin("m", "h", {**RAKED, "W": 40.0}),))
    with pytest.raises(InputError) as caught:
        estimate(records(**{"m.m": pa.array([row[0] for row in ROWS])}), design)
    assert caught.value.code == "survey_margin_empty"
    assert caught.value.values["categories"] == "W"


LONE = [*ROWS[:8], *((h, "1", w, given) for h, _, w, given in ROWS[8:])]
"""The south has one cluster."""


def test_a_stratum_with_one_cluster_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        estimate(records(LONE), DESIGN)
    assert (caught.value.code, caught.value.values["strata"]) == ("survey_lone_cluster", "S")


def test_a_lone_cluster_is_treated_as_declared() -> None:
    share, added = linearised(LONE, "return")
    north = variance(LONE[:8], added[:8])
    south = sum(added[8:])
    certain = shown(estimate(records(LONE), replace(DESIGN, lone_cluster=LoneCluster.CERTAIN)))
    centre = shown(estimate(records(LONE), replace(DESIGN, lone_cluster=LoneCluster.CENTRE)))
    assert certain.share == centre.share == pytest.approx(share, abs=1e-9)
    assert certain.se == pytest.approx(math.sqrt(north), abs=1e-9)
    # Around the mean of all clusters' totals, which is 0 in a linearised ratio.
    assert centre.se == pytest.approx(math.sqrt(north + south**2), abs=1e-9)


def test_nobody_and_everybody() -> None:
    rows = [(h, c, w, "return" if given else None) for h, c, w, given in ROWS]
    made = estimate(records(rows), DESIGN)
    everybody, nobody = shown(made), shown(made, "stay")
    assert (everybody.share, everybody.se, everybody.high) == (1.0, 0.0, 1.0)
    assert (nobody.share, nobody.low, nobody.deff) == (0.0, 0.0, None)
    weights = [row[2] for row in rows if row[3]]
    effect = 13 * sum(w * w for w in weights) / sum(weights) ** 2
    t12 = 2.178812829663418  # 97.5 %, 12 degrees of freedom
    worth = min(13, 13 / effect * (t12 / T3) ** 2)
    # Whoever asks so many and hears it from nobody: (1 - p)^worth = 2.5 %.
    limit = 1 - 0.025 ** (1 / worth)
    assert nobody.high == pytest.approx(limit, abs=1e-6)
    assert everybody.low == pytest.approx(1 - limit, abs=1e-6)


def test_a_condition_makes_a_domain_and_not_a_smaller_sample() -> None:
    """Cluster 2 of the north holds nobody who was asked; its total of 0 counts as a total."""
    why = Question(
        code="why", labels={}, kind=QuestionKind.SINGLE, column="why", sensitive=False,
        answers=(Answer("war"), Answer("work")), asked_if=Condition("intention", ("stay",)),
    )  # fmt: skip
    rows = [(h, c, w, "return" if (h, c) == ("N", "2") else given) for h, c, w, given in ROWS]
    given: list[list[str] | None] = [None] * len(rows)
    for index, answer in ((2, "war"), (8, "war"), (13, "work")):
        given[index] = [answer]
    table = records(rows, **{"q.why": pa.array(given, pa.list_(pa.string()))})
    got = shown(estimate(table, replace(DESIGN, questions=(INTENTION, why)), "why"), "war")
    domain = [(h, c, w, (g or [None])[0]) for (h, c, w, _), g in zip(rows, given, strict=True)]
    share, added = linearised(domain, "war")
    assert got.share == pytest.approx(45 / 86.5, abs=1e-9) == pytest.approx(share)
    assert (got.n, got.asked) == (3, 3)
    assert got.se == pytest.approx(math.sqrt(variance(domain, added)), abs=1e-9)


def test_without_clusters_each_row_is_one() -> None:
    rows = [("", str(index), w, given) for index, (_, _, w, given) in enumerate(ROWS)]
    _, added = linearised(rows, "return")
    got = shown(estimate(records(), replace(DESIGN, stratum="", cluster="")))
    assert got.se == pytest.approx(math.sqrt(variance(rows, added)), abs=1e-9)


def test_a_sample_chosen_by_hand_has_no_interval() -> None:
    made = estimate(records(LONE), replace(DESIGN, method=Method.PURPOSIVE))
    share, _ = linearised(LONE, "return")
    got = shown(made)
    assert got.share == pytest.approx(share)
    assert (got.low, got.high, got.se, got.deff, got.df) == (None, None, None, None, None)
