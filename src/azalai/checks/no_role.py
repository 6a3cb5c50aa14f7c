"""A point without a role on that day counts on its own page only, in no national total."""

from azalai.checks.findings import Rule, Severity

RULE = Rule(
    code="no_role",
    severity=Severity.WARNING,
    waivable=True,
    again=True,
    # Before it opened or after it closed a point has no role either: that is `outside_opening`.
    sql="""
        SELECT g.row_no, 'point' AS field, g.point AS value, g.date AS expected
        FROM groups AS g JOIN points AS p ON p.code = g.point
        WHERE g.date >= p.opened AND (p.closed IS NULL OR g.date <= p.closed) AND NOT EXISTS (
            SELECT 1 FROM roles AS r
            WHERE r.point = g.point AND g.date >= r.first AND (r.last IS NULL OR g.date <= r.last)
        )
    """,
)
