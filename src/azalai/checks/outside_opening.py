"""A count from before a point opened, or from after it closed, has a wrong date or place."""

from azalai.checks.findings import Rule, Severity

RULE = Rule(
    code="outside_opening",
    severity=Severity.ERROR,
    waivable=True,
    again=True,
    sql="""
        SELECT g.row_no, 'date' AS field, g.date AS value,
               p.opened || ' – ' || coalesce(p.closed::VARCHAR, '') AS expected
        FROM groups AS g JOIN points AS p ON p.code = g.point
        WHERE g.date < p.opened OR g.date > p.closed
    """,
)
