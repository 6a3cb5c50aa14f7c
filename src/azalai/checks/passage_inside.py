"""Outgoing groups whose next destination lies inside the country may be counted there again.

This is normal (from Timbuktu one goes on to Gao) and no mistake: one note tells how many there are
and where most of them, because national totals count each of them at every point they pass. The
measure ``passages_inside`` gives the persons of each point.
"""

from azalai.checks.findings import Rule, Severity

RULE = Rule(
    code="passage_inside",
    severity=Severity.NOTE,
    again=True,
    sql="""
        SELECT 0 AS row_no, arg_max(point, persons) AS point, 'next_destination' AS field,
               sum(groups) AS value, sum(persons) AS expected
        FROM (
            SELECT point, count(*) AS groups, sum(persons) AS persons FROM groups
            WHERE direction = 'out' AND next_destination = $country AND point IS NOT NULL
            GROUP BY point
        ) HAVING count(*) > 0
    """,
)
