"""An enumerator who files the same group again and again copies a form instead of filling it in.

Two groups are the same where all that was recorded is equal but day, hour and form number. That
lone men of one nationality come again and again is natural, so the share of a content among an
enumerator's forms is held against its share among the forms of everybody else at the point; where
nobody else works there, against those of all other points, and for groups of `TELLING` persons or
more only. A share is estimated with one more form of that content than there was (Laplace), so that
what nobody else has seen is rare and not impossible. The chance of k equal forms among n is the
upper tail of the binomial distribution, bounded by its first term times a geometric series (Feller,
*An Introduction to Probability Theory and Its Applications*, VI.3). No enumerator is named here, as
in every answer: the finding names the point and one of the records.
"""

from azalai.checks.findings import Rule, Scope, Severity

CHANCE = 1e-5
"""A finding whose probability by chance is larger is none."""
LEAST = 4
"""Times that one content must return."""
TELLING = 3
"""Persons from which a content hardly returns; smaller groups must be `WARY` as improbable."""
WARY = 1e-3
"""What the chance of groups smaller than that is multiplied by."""
LEAST_OTHERS = 30
"""Forms of others at the point that make a comparison."""
NATURAL, NATURAL_ELSEWHERE = 0.01, 0.03
"""Share that any content is taken to have at least, by what it is held against."""

RULE = Rule(
    code="identical_groups",
    severity=Severity.WARNING,
    scope=Scope.MONTH,
    waivable=True,
    sql=f"""
        WITH filed AS (
            SELECT point, who, content, any_value(persons) AS persons, count(*) AS k,
                   min(record_id) AS record
            FROM groups GROUP BY ALL
        ),
        held AS (
            SELECT *, sum(k) OVER (PARTITION BY point, who) AS n,
                sum(k) OVER (PARTITION BY point) - sum(k) OVER (PARTITION BY point, who) AS others,
                sum(k) OVER (PARTITION BY point, content) - k AS same_of_others,
                sum(k) OVER () - sum(k) OVER (PARTITION BY point) AS elsewhere,
                sum(k) OVER (PARTITION BY content) - sum(k) OVER (PARTITION BY point, content)
                    AS same_elsewhere
            FROM filed
        ),
        shares AS (
            SELECT *, CASE WHEN others >= {LEAST_OTHERS}
                THEN greatest({NATURAL}, (same_of_others + 1) / (others + 1))
                ELSE greatest({NATURAL_ELSEWHERE}, (same_elsewhere + 1) / (elsewhere + 1)) END AS p
            FROM held
            WHERE k >= {LEAST} AND (others >= {LEAST_OTHERS} OR persons >= {TELLING})
        )
        SELECT record, point, '' AS day, 'record_id' AS field, k AS value, n AS expected
        FROM shares
        WHERE k > (n + 1) * p AND p < 0.9
            AND lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * ln(p)
                + (n - k) * ln(1 - p) + ln((k + 1) * (1 - p) / (k + 1 - (n + 1) * p))
                <= ln({CHANCE}) + CASE WHEN persons < {TELLING} THEN ln({WARY}) ELSE 0 END
    """,
)
