"""A counter with a screener: what a sample of groups answered, as exact sums.

All groups that pass are counted; a sample of them is interviewed beside it. Of each stratum (a
point, a direction, a month; a point that changed its role has one for each role) the sums kept
here are all that its shares and their uncertainty need: they stand, sealed, in the month's release.
"""

from __future__ import annotations

import pyarrow as pa

from azalai.measures.declared import FLOWS_SQL, measures
from azalai.model.flows import Method
from azalai.model.points import Role
from azalai.workspace import Engine
from azalai.workspace.engine import quoted

SAMPLE = pa.schema(
    [
        ("measure", pa.string()),
        ("point", pa.string()),
        ("direction", pa.string()),
        ("national", pa.bool_()),
        ("category", pa.string()),
        ("category2", pa.string()),
        ("counted", pa.int64()),
        ("groups", pa.int64()),
        ("persons", pa.int64()),
        ("answered", pa.int64()),
        ("persons_persons", pa.int64()),
        ("persons_answered", pa.int64()),
        ("answered_answered", pa.int64()),
    ]
)
"""A row for each category of each measure in each stratum.

``counted`` persons were seen by the counter; ``groups`` interviewed groups answered. Over them:
the sums of persons in the category, of persons with an answer, and of their squares and product.
Rows of the measure ``screened`` hold what was interviewed, whatever was answered.
"""

SCREENED = "screened"
_STRATUM = "point, direction, national"
_SCREENER = quoted(Method.SCREENER)
_COUNTER = quoted(Method.COUNTER)


def separate(opened: Engine) -> bool:
    """Take interviewed groups out of ``groups`` and ``counts``, into tables ``screened_…``.

    Whoever adds up the persons of ``groups`` counts everybody once.

    Returns
    -------
    bool
        Whether there are any.
    """
    opened.run(
        f"CREATE OR REPLACE TABLE screened_groups AS SELECT * FROM groups WHERE method={_SCREENER}"
    )
    ids = "(SELECT record_id FROM screened_groups)"
    opened.run(
        f"CREATE OR REPLACE TABLE screened_counts AS SELECT * FROM counts WHERE record_id IN {ids}"
    )
    found = bool(opened.rows("SELECT 1 FROM screened_groups LIMIT 1"))
    if found:
        opened.run(f"DELETE FROM groups WHERE method = {_SCREENER}")
        opened.run(f"DELETE FROM counts WHERE record_id IN {ids}")
    return found


def sample_sums(opened: Engine, country: str) -> pa.Table:
    """The sums of `SAMPLE`; ``groups``, ``screened_groups`` … and ``point_days`` must be there.

    Leaves the tables ``answers_used`` and ``counter_…`` for `counted_beside`.
    """
    opened.run(
        "CREATE TABLE day_roles AS SELECT point, date, "
        f"role = {quoted(Role.ENTRY_EXIT)} AS national FROM point_days"
    )
    for name, condition in (("counter", f"= {_COUNTER}"), ("registry", f"<> {_COUNTER}")):
        opened.run(
            f"CREATE TABLE {name}_groups AS SELECT * FROM groups "
            f"WHERE coalesce(method, '') {condition}"
        )
        opened.run(
            f"CREATE TABLE {name}_counts AS SELECT * FROM counts "
            f"WHERE record_id IN (SELECT record_id FROM {name}_groups)"
        )
    opened.run(
        f"CREATE TABLE strata AS SELECT {_STRATUM}, sum(persons) AS counted "
        f"FROM counter_groups JOIN day_roles USING (point, date) GROUP BY {_STRATUM}"
    )
    _answers(opened, "answers", country, "screened")
    _answers(opened, "own_answers", country, "counter")
    _choose(opened)
    columns = ", ".join(
        f"{field.name}::BIGINT AS {field.name}" if field.type == pa.int64() else field.name
        for field in SAMPLE
    )
    sums = (
        f"SELECT u.* EXCLUDE (asked), p.* EXCLUDE (measure, {_STRATUM}, asked) FROM ("
        f"SELECT measure, {_STRATUM}, asked, counted, groups, answered, answered_answered "
        "FROM answers_used) AS u JOIN ("
        f"SELECT measure, {_STRATUM}, asked, category, category2, sum(persons) AS persons, "
        "sum(persons * persons) AS persons_persons, "
        "sum(persons * answered) AS persons_answered FROM answers GROUP BY ALL) AS p "
        f"USING (measure, {_STRATUM}, asked)"
    )
    screened = (
        f"SELECT {quoted(SCREENED)} AS measure, {_STRATUM}, '' AS category, '' AS category2, "
        "coalesce(counted, 0) AS counted, coalesce(groups, 0) AS groups, "
        "coalesce(persons, 0) AS persons, 0 AS answered, 0 AS persons_persons, "
        "0 AS persons_answered, 0 AS answered_answered FROM strata FULL JOIN ("
        f"SELECT {_STRATUM}, count(*) AS groups, sum(persons) AS persons FROM screened_groups "
        f"JOIN day_roles USING (point, date) GROUP BY {_STRATUM}) AS s USING ({_STRATUM})"
    )
    union = f"SELECT {columns} FROM ({sums}) UNION ALL SELECT {columns} FROM ({screened})"
    return opened.arrow(f"SELECT * FROM ({union}) ORDER BY ALL").cast(SAMPLE)


def _answers(opened: Engine, name: str, country: str, source: str) -> None:
    """What each group of a source answered to each measure, with its stratum."""
    union = " UNION ALL ".join(
        measure.answers_sql(country, f"{source}_groups", f"{source}_counts")
        for measure in measures().values()
    )
    opened.run(
        f"CREATE TABLE {name} AS SELECT a.* REPLACE (persons::BIGINT AS persons, "
        f"answered::BIGINT AS answered), national FROM ({union}) AS a "
        "JOIN day_roles USING (point, date) WHERE answered > 0"
    )


def _choose(opened: Engine) -> None:
    """Where the sample speaks: ``answers_used``, a row for each measure and stratum.

    What the counter itself knows of as many persons as were interviewed needs no sample. Of a
    closed list the sample must have asked about everything, or left nothing over.
    """
    opened.rows_into(
        "closed_lists",
        {"measure": pa.string(), "categories": pa.int64()},
        [
            (name, len(measure.known_categories))
            for name, measure in measures().items()
            if measure.partition and measure.known_categories
        ],
    )
    key = f"measure, {_STRATUM}, asked"
    whole = (
        f"SELECT {key}, count(*) AS groups, sum(answered) AS answered, "
        "sum(answered * answered) AS answered_answered, sum(of_group) AS of_groups "
        f"FROM (SELECT DISTINCT {key}, record_id, answered, of_group FROM {{}}) GROUP BY ALL"
    )
    kinds = (
        f"SELECT {key}, count(DISTINCT (category, category2)) AS kinds FROM answers GROUP BY ALL"
    )
    opened.run(
        "CREATE TABLE answers_used AS SELECT w.*, s.counted "
        f"FROM ({whole.format('answers')}) AS w JOIN strata AS s USING ({_STRATUM}) "
        f"JOIN ({kinds}) AS k USING ({key}) "
        f"LEFT JOIN ({whole.format('own_answers')}) AS o USING ({key}) "
        "LEFT JOIN closed_lists AS l USING (measure) "
        "WHERE s.counted > 0 AND w.answered > coalesce(o.answered, 0) "
        "AND (l.categories IS NULL OR k.kinds = l.categories OR w.answered = w.of_groups)"
    )


def counted_beside(country: str) -> list[str]:
    """Statements of the day counts of a month with a sample.

    Everybody in ``groups`` flows. A category is counted on the registry's groups, and on the
    counter's where the sample does not speak.
    """
    parts = [FLOWS_SQL]
    for measure in measures().values():
        parts.append(measure.sql(country, "registry_groups", "registry_counts"))
        asked = "''" if measure.partition else "c.category"
        parts.append(
            "SELECT c.* FROM ("
            + measure.sql(country, "counter_groups", "counter_counts")
            + ") AS c JOIN day_roles AS r USING (point, date) WHERE NOT EXISTS ("
            "SELECT 1 FROM answers_used AS u WHERE u.measure = c.measure AND u.point = c.point "
            f"AND u.direction = c.direction AND u.national = r.national AND u.asked = {asked})"
        )
    union = " UNION ALL ".join(parts)
    return [
        "SELECT measure, point, date, direction, category, category2, sum(persons) AS persons, "
        f"sum(answered) AS answered FROM ({union}) AS beside GROUP BY ALL"
    ]
