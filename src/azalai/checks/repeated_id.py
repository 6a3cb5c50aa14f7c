"""One form number on two different groups of a file: nobody can tell which one is meant."""

from azalai.checks.findings import Rule, Severity

RULE = Rule(
    code="repeated_id",
    severity=Severity.ERROR,
    # Every one of them, the first too: which group is kept may not hang on the order of rows.
    sql="""
        SELECT g.row_no, 'record_id' AS field, g.stated_id AS value, min(o.row_no) AS expected
        FROM groups AS g JOIN groups AS o USING (stated_id)
        WHERE o.fingerprint <> g.fingerprint
        GROUP BY g.row_no, g.stated_id
    """,
)
