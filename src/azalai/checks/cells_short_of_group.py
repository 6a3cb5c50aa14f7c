"""When every cell of sex and age is stated, the cells must add up to the group."""

from azalai.checks.findings import Rule, Severity
from azalai.model.flows import COUNT_KINDS

_KIND = COUNT_KINDS["sex_age"]
_CELLS = len(_KIND.categories) * len(_KIND.crossed)

RULE = Rule(
    code="cells_short_of_group",
    severity=Severity.ERROR,
    sql=f"""
        SELECT c.row_no, 'sex_age' AS field, sum(c.persons) AS value,
               any_value(g.persons) AS expected
        FROM counts AS c JOIN groups AS g USING (row_no)
        WHERE c.kind = 'sex_age'
        GROUP BY c.row_no
        HAVING count(*) = {_CELLS} AND sum(c.persons) < any_value(g.persons)
            AND NOT bool_or(g.long_layout)
    """,
)
