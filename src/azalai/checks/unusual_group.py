"""A group far larger than any the point sees is a slip of the pen, or news.

Sizes of groups are skewed, and a point is a footpath or a bus station: so a group is held against
its own point, earlier months and this one together, and against the upper end of what comes there
rather than against a mean. The mark is the size that all but one in two hundred groups stay below
(at least three groups are passed over, so that earlier slips do not raise it); a group is unusual
at `TIMES` that size. Where sizes are log-normal with a standard deviation of 1, that is some four
standard deviations out, one group in 28,000. Quantiles rather than moments: Hampel, *The influence
curve and its role in robust estimation*, 1974.
"""

from azalai.checks.findings import Rule, Scope, Severity

TIMES = 4
"""How many times the mark a group must have."""
SMALLEST = 30
"""Persons below which no group is unusual: a small bus comes anywhere."""
UPPER = 0.005
"""Share of groups that are passed over to find the mark."""
LEAST_GROUPS = 30
"""Groups of a point below which nothing is known of what is usual there."""

RULE = Rule(
    code="unusual_group",
    severity=Severity.WARNING,
    scope=Scope.MONTH,
    waivable=True,
    sql=f"""
        WITH seen AS (
            SELECT point, persons, sum(groups) AS groups FROM (
                SELECT point, persons, groups FROM sizes
                UNION ALL SELECT point, persons, count(*) FROM groups GROUP BY ALL
            ) GROUP BY ALL
        ),
        ranked AS (
            SELECT point, persons,
                -- Groups of the point that are at least that large.
                sum(groups) OVER (PARTITION BY point ORDER BY persons DESC) AS larger,
                sum(groups) OVER (PARTITION BY point) AS all_groups
            FROM seen
        ),
        marks AS (
            SELECT point, max(persons) AS mark FROM ranked
            WHERE all_groups >= {LEAST_GROUPS}
                AND larger > greatest(3, {UPPER} * all_groups)
            GROUP BY point
        )
        SELECT g.record_id AS record, g.point, g.date AS day, 'persons' AS field,
               g.persons AS value, m.mark AS expected
        FROM groups AS g JOIN marks AS m USING (point)
        WHERE g.persons >= {SMALLEST} AND g.persons >= {TIMES} * m.mark
    """,
)
