"""A day far off what the point counts is a mistake, or news.

Two numbers of each day are held against the point's own history: groups and persons, all directions
together. What is usual is the median of the days around (this month and the two before), times what
the weekday adds (the median ratio over all history: a market day is no alarm). Square roots are
compared, because the spread of a count grows with its root, so that twice the difference of the
roots spreads alike at a footpath and at a bus station (Anscombe 1948). How far days stray is the
median absolute deviation, times 1.4826, so that it equals a standard deviation where they are
normal (Hampel 1974); it is not taken below what chance alone gives: 1 for groups, and for persons
the root of their dispersion, which groups of unequal size make larger (a compound Poisson count has
the variance-to-mean ratio of squares to sizes). A day is unusual at `FAR` such deviations and at
`TIMES` the usual, up or down, or where groups and persons are both `BOTH_FAR` off. A point of a few
groups a day has no unusually small day: nothing of that size can be told from chance.
"""

from azalai.checks.findings import Rule, Scope, Severity

FAR, BOTH_FAR = 4.5, 3.4
"""Robust standard deviations: of groups or persons, and of both where both stray."""
TIMES = 4
"""Ratio to the usual, up or down."""
LEAST_DAYS = 14
"""Days of counting needed before anything is usual."""
LEAST_ON_WEEKDAY = 8
"""Days of the same weekday needed before a weekday has a ratio of its own."""
AROUND = 62
"""Days before the month that still tell its level."""
LARGEST = 100
"""Persons at which a group is cut when dispersion is told: one slip must not hide another."""

RULE = Rule(
    code="unusual_day",
    severity=Severity.WARNING,
    scope=Scope.MONTH,
    waivable=True,
    sql=f"""
        WITH totals AS (
            SELECT point, date, sum(persons) AS persons, count(*) AS groups, true AS now
            FROM groups GROUP BY ALL
            UNION ALL
            SELECT point, date, sum(persons), sum(groups), false FROM history GROUP BY ALL
        ),
        sizes_all AS (
            SELECT point, persons, groups FROM sizes
            UNION ALL SELECT point, persons, count(*) FROM groups GROUP BY ALL
        ),
        -- A day is no record: what is decided about it stands on its largest group.
        largest AS (
            SELECT point, date, arg_max(record_id, persons) AS record FROM groups GROUP BY ALL
        ),
        spreads AS (
            SELECT point, sqrt(greatest(1, sum(least(persons, {LARGEST}) ** 2 * groups)
                / nullif(sum(least(persons, {LARGEST}) * groups), 0))) AS least_spread
            FROM sizes_all GROUP BY point
        ),
        seen AS (
            SELECT point, date, now, date_trunc('month', date) AS month, isodow(date) AS weekday,
                   now OR date >= (SELECT min(date) FROM totals WHERE now) - {AROUND} AS near,
                   unnest(['groups', 'persons']) AS field, unnest([groups, persons]) AS n
            FROM totals
        ),
        levels AS (
            SELECT point, field, median(n) AS level FROM seen WHERE near GROUP BY ALL
            HAVING count(*) >= {LEAST_DAYS}
        ),
        monthly AS (
            SELECT point, field, month, median(n) AS level FROM seen GROUP BY ALL
        ),
        weekdays AS (
            SELECT point, field, weekday, CASE WHEN count(*) >= {LEAST_ON_WEEKDAY}
                THEN median((n + 0.5) / (level + 0.5)) ELSE 1 END AS ratio
            FROM seen JOIN monthly USING (point, field, month) GROUP BY ALL
        ),
        strays AS (
            SELECT point, field, 1.4826 * median(abs(2 * sqrt(n) - 2 * sqrt(level * ratio)))
                AS spread
            FROM seen JOIN monthly USING (point, field, month)
            JOIN weekdays USING (point, field, weekday) GROUP BY ALL
        ),
        held AS (
            SELECT point, date, field, n, level * ratio AS usual,
                   (2 * sqrt(n) - 2 * sqrt(level * ratio))
                   / greatest(spread, CASE field WHEN 'groups' THEN 1 ELSE least_spread END) AS off
            FROM seen JOIN levels USING (point, field) JOIN weekdays USING (point, field, weekday)
            JOIN strays USING (point, field) JOIN spreads USING (point)
            WHERE now
        )
        -- One finding a day: of persons where they stray, else of groups.
        SELECT any_value(l.record) AS record, point, date AS day, max(field) AS field,
               arg_max(n, field) AS value, arg_max(round(usual)::BIGINT, field) AS expected
        FROM held JOIN largest AS l USING (point, date)
        WHERE abs(off) >= {BOTH_FAR} AND (n >= {TIMES} * usual OR n * {TIMES} <= usual)
        GROUP BY point, date
        HAVING max(abs(off)) >= {FAR} OR count(*) = 2
    """,
)
