"""Nationalities that name fewer persons than the group: the rest counts as unknown."""

from azalai.checks.findings import Rule, Severity

RULE = Rule(
    code="nationality_short_of_group",
    severity=Severity.WARNING,
    waivable=True,
    sql="""
        SELECT c.row_no, 'nationality' AS field, sum(c.persons) AS value,
               any_value(g.persons) AS expected
        FROM counts AS c JOIN groups AS g USING (row_no)
        WHERE c.kind = 'nationality'
        GROUP BY c.row_no HAVING sum(c.persons) < any_value(g.persons)
    """,
)
