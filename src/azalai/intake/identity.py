"""Which group is which, and what the cleaning log makes of it.

A group keeps one id for good: its form number, or, where a file has none, a number made of what
stood in its row. Corrections come after that, so that they never change which record they are
about. The *fingerprint* is of the corrected content: two rows with the same id are the same group
where it is equal.

Tables made here:

``ids``     ``row_no, record_id, date`` as they were before any correction
``groups``  columns of `azalai.workspace.records.GROUPS` without ``import_id``, and ``row_no``,
            ``stated_id``, ``first_row``, ``same_content``, ``long_layout``
``counts``  columns of `azalai.workspace.records.COUNTS` and ``row_no``
"""

from __future__ import annotations

from azalai.model.flows import FIELDS, Direction, Kind, Method
from azalai.workspace.engine import Engine

# Fields that say "nobody knows" by a code of their own, or that every group has.
DEFAULTS = {"direction": Direction.UNKNOWN.value, "method": Method.REGISTRY.value}
_SQL_TYPES = {Kind.COUNT: "INTEGER", Kind.DATE: "DATE", Kind.TIME: "TIME"}

# The numbers of distinct cells are made once; a group's are folded together in any order.
_CELL_HASH = (
    "SELECT row_no, bit_xor(h) AS h FROM cell_counts JOIN (SELECT cell, persons, "
    "md5_number_lower(kind || ':' || category || ':' || category2 || '=' || persons) AS h "
    "FROM (SELECT DISTINCT cell, persons FROM cell_counts) AS d JOIN cell_names USING (cell)"
    ") AS n USING (cell, persons) GROUP BY row_no"
)
_UNREAD_HASH = (
    "SELECT m.group_no AS row_no, bit_xor(md5_number_lower(u.field || '=' || u.value)) AS h "
    "FROM unreadable AS u JOIN member AS m USING (row_no) GROUP BY 1"
)


def _fingerprint(table: str, hashes: list[str]) -> str:
    """A query: ``row_no, content``, sixty-four bits of everything that is known of a group."""
    fields = ", ".join(f"coalesce({name}::VARCHAR, '')" for name in FIELDS if name != "record_id")
    joins = " ".join(
        f"LEFT JOIN ({hashed}) AS h{place} USING (row_no)" for place, hashed in enumerate(hashes)
    )
    folded = ", ".join(f"coalesce(h{place}.h, 0)" for place in range(len(hashes)))
    return (
        f"SELECT t.row_no, md5_number_lower(concat_ws('|', {fields}, {folded})) AS content "
        f"FROM {table} AS t {joins}"
    )


def identify(opened: Engine) -> None:
    """Make ``complete``: every field of each group, its ``stated_id`` and its final id."""
    present = set(opened.arrow("SELECT * FROM attributes LIMIT 0").column_names)
    columns = []
    for name, item in FIELDS.items():
        sql_type = _SQL_TYPES.get(item.kind, "VARCHAR")
        value = f"a.{name}" if name in present else f"NULL::{sql_type}"
        if name in DEFAULTS:
            value = f"coalesce({value}, '{DEFAULTS[name]}')"
        columns.append(f"{value} AS {name}")
    opened.run(
        f"CREATE TABLE complete AS SELECT a.row_no, {', '.join(columns)} FROM attributes AS a"
    )
    opened.run("ALTER TABLE complete ADD COLUMN stated_id VARCHAR")
    opened.run("UPDATE complete SET stated_id = record_id")
    if opened.rows("SELECT 1 FROM complete WHERE record_id IS NULL LIMIT 1"):
        # Groups without an id are numbered within what stood in their rows, so that a later file
        # holding the same rows again is recognised row by row.
        opened.run(
            "UPDATE complete SET record_id = n.made FROM (SELECT row_no, printf('%016x-%d', "
            "content, row_number() OVER (PARTITION BY content ORDER BY row_no)) AS made FROM ("
            f"{_fingerprint('complete', [_CELL_HASH, _UNREAD_HASH])} WHERE record_id IS NULL"
            ") AS f) AS n WHERE n.row_no = complete.row_no"
        )
    opened.run("CREATE TABLE ids AS SELECT row_no, record_id, date FROM complete")


def stage(opened: Engine, *, keep_repeated: bool, long_layout: bool) -> None:
    """Make ``groups`` and ``counts`` of what is complete and corrected."""
    opened.run(
        "CREATE TABLE printed AS SELECT c.*, f.content AS fingerprint FROM complete AS c JOIN ("
        f"{_fingerprint('complete', [_CELL_HASH])}) AS f USING (row_no)"
    )
    fields = ", ".join(FIELDS)
    long = str(long_layout).lower()
    twice = opened.rows(
        "SELECT 1 FROM printed GROUP BY coalesce(stated_id, fingerprint::VARCHAR) "
        "HAVING count(*) > 1 LIMIT 1"
    )
    if twice:
        keep = str(keep_repeated).lower()
        opened.run(
            "CREATE TABLE firsts AS SELECT row_no, min(row_no) OVER (PARTITION BY "
            "coalesce(stated_id, fingerprint::VARCHAR)) AS first_row FROM printed"
        )
        opened.run(
            f"CREATE TABLE groups AS SELECT p.row_no, {', '.join(f'p.{n}' for n in FIELDS)}, "
            "p.fingerprint, p.stated_id, "
            f"CASE WHEN {keep} AND p.stated_id IS NULL THEN p.row_no ELSE n.first_row END "
            f"AS first_row, p.fingerprint = f.fingerprint AS same_content, {long} AS long_layout "
            "FROM printed AS p JOIN firsts AS n USING (row_no) "
            "JOIN printed AS f ON f.row_no = n.first_row"
        )
    else:
        opened.run(
            f"CREATE TABLE groups AS SELECT row_no, {fields}, fingerprint, stated_id, "
            f"row_no AS first_row, true AS same_content, {long} AS long_layout FROM printed"
        )
    opened.run(
        "CREATE VIEW counts AS SELECT c.row_no, g.record_id, g.point, g.date, g.direction, "
        "n.kind, n.category, n.category2, c.persons, g.persons AS group_persons "
        "FROM cell_counts AS c JOIN cell_names AS n USING (cell) JOIN groups AS g USING (row_no)"
    )
