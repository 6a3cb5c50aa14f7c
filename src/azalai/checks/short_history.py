"""A point without enough earlier days: what is unusual there can be told from the month only.

The rules on unusual days and groups then hold the month against itself, which finds a slip of the
pen and not a month that is odd as a whole. That is said, so that no finding is not taken for
nothing to find.
"""

from azalai.checks.findings import Rule, Scope, Severity

LEAST_DAYS = 28
"""Earlier days of counting that make a history: four of each weekday."""

RULE = Rule(
    code="short_history",
    severity=Severity.NOTE,
    scope=Scope.MONTH,
    sql=f"""
        SELECT '' AS record, g.point, '' AS day, 'point' AS field,
               count(DISTINCT h.date) AS value, {LEAST_DAYS} AS expected
        FROM (SELECT DISTINCT point FROM groups) AS g LEFT JOIN history AS h USING (point)
        GROUP BY g.point HAVING count(DISTINCT h.date) < {LEAST_DAYS}
    """,
)
