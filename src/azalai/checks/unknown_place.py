"""A place that is written almost like a known one is probably that one, misspelt.

Known are the names of the country pack (its first-level units) and of the points; and whatever the
forms themselves name again and again. Most villages are in no list, so a place is never *wrong*:
only one that is one or two edits from a known name is worth a look, and near a common spelling only
one that is `TIMES` as rare. Edits are those of Damerau (1964): insert, delete, substitute,
transpose.
"""

from azalai.checks.findings import Rule, Severity
from azalai.model.flows import FIELDS, Kind

SHORTEST = 5
"""Letters below which a name near a listed one is no evidence: Gao, Goa, Gai are three places."""
TWO_EDITS_FROM = 9
"""Letters from which two edits are still the same name."""
COMMON = 6
"""Times that the forms must name a place for it to be known by that."""
TIMES = 6
"""How many times as often as the spelling next to it."""

_PLACES = [n for n, item in FIELDS.items() if item.kind is Kind.TEXT and n.endswith("_place")]
_STATED = " UNION ALL ".join(
    f"SELECT row_no, '{name}' AS field, {name} AS value FROM groups WHERE {name} IS NOT NULL"
    for name in _PLACES
)
_EDITS = "damerau_levenshtein(t.plain, k.plain)"
_ALLOWED = f"CASE WHEN length(k.plain) >= {TWO_EDITS_FROM} THEN 2 ELSE 1 END"

RULE = Rule(
    code="unknown_place",
    severity=Severity.NOTE,
    waivable=True,
    again=True,
    sql=f"""
        WITH stated AS ({_STATED}),
        texts AS (
            SELECT value, n, plain, sum(n) OVER (PARTITION BY plain) AS times FROM (
                SELECT value, count(*) AS n, trim(regexp_replace(
                    strip_accents(lower(value)), '[^\\p{{L}}\\p{{N}}]+', ' ', 'g')) AS plain
                FROM stated GROUP BY value
            )
        ),
        known AS (
            SELECT plain, name, NULL AS times FROM places WHERE length(plain) >= {SHORTEST}
            UNION ALL
            SELECT plain, arg_max(value, n), any_value(times) FROM texts
            WHERE times >= {COMMON} AND length(plain) >= 3 GROUP BY plain
        ),
        near AS (
            SELECT t.value, min_by(k.name, {_EDITS}) AS expected
            FROM texts AS t JOIN known AS k
                ON abs(length(t.plain) - length(k.plain)) <= 2
                AND t.plain <> k.plain
                AND (k.times IS NULL OR k.times >= {TIMES} * t.times)
                AND {_EDITS} <= {_ALLOWED}
            WHERE t.plain NOT IN (SELECT plain FROM places)
            GROUP BY t.value
        )
        SELECT row_no, field, value, expected FROM stated JOIN near USING (value)
    """,
)
