"""One form number on two different groups of a file: nobody can tell which one is meant."""

from azalai.checks.findings import Rule, Severity

RULE = Rule(
    code="repeated_id",
    severity=Severity.ERROR,
    sql="""
        SELECT g.row_no, 'record_id' AS field, g.stated_id AS value, g.first_row AS expected
        FROM groups AS g WHERE g.first_row <> g.row_no AND NOT g.same_content
    """,
)
