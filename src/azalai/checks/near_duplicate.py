"""Two records of one group: equal in all but form number and a few minutes.

Equal content alone is no evidence: lone men of one nationality pass all day. How often equal
contents meet by chance is learnt from the month itself, from pairs of groups on *different* days,
which cannot be double entries: in each class of groups (point, direction, size, number of cells
that hold somebody), the share of such pairs that are equal, times the pairs of one day that lie
within `MINUTES` of each other, is the number of chance meetings to expect. Where it is below
`BY_CHANCE`, a pair that does meet is a finding. So 23 persons of six nationalities twice in ten
minutes are found, and lone men are not. (The idea of learning the chance of agreement from pairs
that cannot match: Fellegi & Sunter 1969, their *u*-probabilities.)
"""

from azalai.checks.findings import Rule, Scope, Severity

MINUTES = 15
"""Time between two entries of one group."""
WORKING_DAY = 600
"""Minutes of a day over which groups spread; the fewer, the more meet by chance."""
BY_CHANCE = 0.02
"""Meetings by chance in a class and month from which on a meeting says nothing."""

_CLASS = "point, direction, bucket, filled"

RULE = Rule(
    code="near_duplicate",
    severity=Severity.WARNING,
    scope=Scope.MONTH,
    waivable=True,
    sql=f"""
        WITH listed AS (
            SELECT record_id, point, date, direction, content, time, persons,
                epoch(time) / 60 AS minute,
                CASE WHEN persons < 5 THEN persons ELSE 4 + floor(ln(persons) * 2)::INTEGER END
                AS bucket, least(filled, 8) AS filled
            FROM groups
        ),
        of_day AS (SELECT {_CLASS}, date, count(*) AS n FROM listed GROUP BY ALL),
        of_class AS (
            -- Pairs on different days: all pairs less those of one day.
            SELECT {_CLASS}, (sum(n) * sum(n) - sum(n * n)) / 2 AS pairs, count(*) AS days
            FROM of_day GROUP BY ALL
        ),
        same_day AS (SELECT {_CLASS}, content, date, count(*) AS n FROM listed GROUP BY ALL),
        same AS (
            SELECT {_CLASS}, sum(pairs) AS equal_pairs FROM (
                SELECT {_CLASS}, (sum(n) * sum(n) - sum(n * n)) / 2 AS pairs
                FROM same_day GROUP BY {_CLASS}, content
            ) GROUP BY ALL
        ),
        span AS (SELECT greatest(1, count(DISTINCT date) - 1) AS days FROM groups),
        chances AS (
            -- Pairs of one day to expect, by how often pairs of different days are equal.
            SELECT {_CLASS}, c.pairs / span.days * (s.equal_pairs + 0.5) / (c.pairs + 1)
                AS meetings
            FROM of_class AS c JOIN same AS s USING ({_CLASS}), span
        ),
        twice AS (
            SELECT a.record_id AS record, a.point, a.date, b.record_id AS other, a.persons,
                   {
        _CLASS.replace("point, direction, bucket", "a.direction, a.bucket").replace(
            "filled", "a.filled"
        )
    },
                   abs(a.minute - b.minute) AS apart
            FROM listed AS a JOIN listed AS b
                ON a.point = b.point AND a.date = b.date AND a.content = b.content
                AND b.record_id < a.record_id
                AND (abs(a.minute - b.minute) <= {MINUTES}
                     OR (a.minute IS NULL AND b.minute IS NULL))
        )
        SELECT t.record, t.point, t.date AS day, 'record_id' AS field, min(t.other) AS value,
               any_value(t.persons) AS expected
        FROM twice AS t JOIN chances AS c USING ({_CLASS})
        WHERE c.meetings * CASE WHEN t.apart IS NULL THEN 1 ELSE 2 * {MINUTES} / {WORKING_DAY} END
            <= {BY_CHANCE}
        GROUP BY ALL
    """,
)
