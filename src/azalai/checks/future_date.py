"""Nobody can have been counted tomorrow."""

from azalai.checks.findings import Rule, Severity

RULE = Rule(
    code="future_date",
    severity=Severity.ERROR,
    again=True,
    sql="""
        SELECT row_no, 'date' AS field, date AS value, $today AS expected
        FROM groups WHERE date > $today
    """,
)
