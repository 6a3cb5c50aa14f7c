"""A group without point, date or number of persons cannot be counted anywhere."""

from azalai.checks.findings import Rule, Severity

RULE = Rule(
    code="missing_value",
    severity=Severity.ERROR,
    # A value that was there and could not be read has its own finding already.
    sql="""
        SELECT row_no, field, '' AS value, '' AS expected
        FROM (
            SELECT row_no, 'point' AS field FROM groups WHERE point IS NULL
            UNION ALL SELECT row_no, 'date' FROM groups WHERE date IS NULL
            UNION ALL SELECT row_no, 'persons' FROM groups WHERE persons IS NULL
        ) AS blank
        WHERE NOT EXISTS (
            SELECT 1 FROM unreadable
            WHERE unreadable.row_no = blank.row_no AND unreadable.field = blank.field
        )
    """,
)
