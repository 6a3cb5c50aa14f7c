"""The same group twice in one file: the second would be counted double."""

from azalai.checks.findings import Rule, Severity

RULE = Rule(
    code="repeated_row",
    severity=Severity.ERROR,
    waivable=True,
    sql="""
        SELECT g.row_no, 'record_id' AS field, coalesce(g.stated_id, '') AS value,
               g.first_row AS expected
        FROM groups AS g WHERE g.first_row <> g.row_no AND g.same_content
    """,
)
