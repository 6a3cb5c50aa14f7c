"""A day that should have been staffed, without groups and without a word why.

It is not a zero: nobody knows. It stays out of the denominator of averages until somebody declares
it in ``days.csv``, as ``zero`` (somebody was there and saw nobody) or as ``missing``.
"""

from azalai.checks.findings import Rule, Scope, Severity
from azalai.model.points import DayStatus

RULE = Rule(
    code="silent_day",
    severity=Severity.WARNING,
    scope=Scope.MONTH,
    sql=f"""
        SELECT '' AS record, point, day, 'date' AS field, day AS value, '' AS expected
        FROM days WHERE status = '{DayStatus.SILENT}'
    """,
)
