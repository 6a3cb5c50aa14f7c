"""The records as a question may see them."""

from __future__ import annotations

from azalai.measures import separate
from azalai.model.flows import FIELDS, Sensitivity
from azalai.model.periods import Month
from azalai.workspace import Engine, Folder, engine


def load_for_questions(opened: Engine, folder: Folder, months: list[Month]) -> None:
    """Tables ``groups`` and ``counts`` as a question may see them, and those of the sample.

    Interviewed groups stand in ``screened_groups`` and ``screened_counts``: the counter counted
    them already. Secret fields stay out; ``national`` says whether the point's role that day counts
    for the country, ``beside_counter`` whether the counter saw anybody in that point's month.
    """
    import pyarrow as pa

    folder.load(opened, months)
    separate(opened)
    day, text = pa.date32(), pa.string()
    opened.rows_into(
        "national_spans",
        {"point": text, "first": day, "last": day},
        [
            (point.code, span.first, span.last)
            for point in folder.register.points.values()
            for role, span in point.roles
            if role == "entry_exit"
        ],
    )
    secret = [item.name for item in FIELDS.values() if item.sensitivity is Sensitivity.SECRET]
    hidden = f" EXCLUDE ({', '.join([*secret, 'fingerprint'])})"
    national = (
        "EXISTS (SELECT 1 FROM national_spans AS n WHERE n.point = t.point AND t.date >= n.first "
        "AND (n.last IS NULL OR t.date <= n.last))"
    )
    opened.run(
        f"CREATE TABLE strata AS SELECT point, direction, {national} AS national, "
        "date_trunc('month', date) AS month, sum(persons) AS counted FROM groups AS t "
        "WHERE method = 'counter' GROUP BY ALL HAVING counted > 0"
    )
    beside = (
        "EXISTS (SELECT 1 FROM strata AS s WHERE s.point = t.point AND s.direction = t.direction "
        f"AND s.national = {national} AND s.month = date_trunc('month', t.date))"
    )
    for name in ("groups", "counts"):
        for table, more in ((name, ""), (f"screened_{name}", f", {beside} AS beside_counter")):
            opened.run(
                f"CREATE TABLE questions_{table} AS SELECT *{hidden if name == 'groups' else ''}, "
                f"{national} AS national{more} FROM {table} AS t"
            )
    for table in ("groups", "counts", "screened_groups", "screened_counts"):
        opened.run(f"DROP TABLE {table}")
        opened.run(f"ALTER TABLE questions_{table} RENAME TO {table}")
    opened.run("DROP TABLE strata")


def ask(folder: Folder, sql: str) -> tuple[list[str], list[tuple[object, ...]]]:
    """A user's own question over all records; nothing outside the two tables can be reached."""
    with engine() as opened:
        load_for_questions(opened, folder, folder.months())
        opened.lock_down()
        return opened.ask(sql)
