"""The parts of a group cannot hold more persons than the group."""

from azalai.checks.findings import Rule, Severity
from azalai.model.flows import COUNT_KINDS

_PARTITIONS = ", ".join(f"'{kind.name}'" for kind in COUNT_KINDS.values() if kind.partition)

RULE = Rule(
    code="parts_exceed_group",
    severity=Severity.ERROR,
    sql=f"""
        SELECT c.row_no, c.kind AS field, sum(c.persons) AS value, any_value(g.persons) AS expected
        FROM counts AS c JOIN groups AS g USING (row_no)
        WHERE c.kind IN ({_PARTITIONS})
        GROUP BY c.row_no, c.kind HAVING sum(c.persons) > any_value(g.persons)
        UNION ALL
        SELECT c.row_no, c.category, c.persons, g.persons
        FROM counts AS c JOIN groups AS g USING (row_no)
        WHERE c.kind NOT IN ({_PARTITIONS}) AND c.persons > g.persons
    """,
)
