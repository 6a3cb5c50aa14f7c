"""An enumerator whose groups are nearly all of 5, 10, 15 … persons estimates instead of counting.

Age heaping is measured the same way (Whipple's index: the share of ages that end in 0 or 5 against
a fifth). Only groups of five persons or more can tell. The share that is natural is that of
everybody else's groups in the month, and at least a quarter: a bus has ten seats more often than
eleven. The chance of so many round numbers is bounded from above by Chernoff's inequality,
P(K ≥ k) ≤ exp(−n · KL(k/n ‖ p)), Hoeffding 1963, so that a finding is at least as rare as said.
No enumerator is named here, as in every answer: the finding names the point and one of the records.
"""

from azalai.checks.findings import Rule, Scope, Severity

CHANCE = 1e-6
"""A finding whose probability by chance is larger is none."""
LEAST_GROUPS = 12
"""Groups of five persons or more that an enumerator must have."""
SHARE = 0.6
"""Share of round numbers below which rounding would change little."""
NATURAL = 0.25
"""Share of round numbers that is taken as natural at least."""

RULE = Rule(
    code="rounded_counts",
    severity=Severity.WARNING,
    scope=Scope.MONTH,
    waivable=True,
    sql=f"""
        WITH writers AS (
            SELECT point, who, count(*) AS n, count(*) FILTER (persons % 5 = 0) AS k,
                   min(record_id) FILTER (persons % 5 = 0) AS record
            FROM groups WHERE persons >= 5 GROUP BY ALL
        ),
        held AS (
            SELECT *, k / n AS share,
                least(0.9, greatest({NATURAL}, coalesce(
                    (sum(k) OVER () - k) / nullif(sum(n) OVER () - n, 0), 0))) AS natural_share
            FROM writers
        )
        SELECT record, point, '' AS day, 'record_id' AS field, k AS value, n AS expected
        FROM held
        WHERE n >= {LEAST_GROUPS} AND share >= {SHARE} AND share > natural_share
            AND n * (share * ln(share / natural_share) + CASE WHEN share = 1 THEN 0 ELSE
                (1 - share) * ln((1 - share) / (1 - natural_share)) END) >= -ln({CHANCE})
    """,
)
