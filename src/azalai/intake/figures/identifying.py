"""What makes two figures statements of the same thing: within a file, and in other imports."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from azalai.checks import Finding, Severity
from azalai.intake.figures.incoming import STATED, Format, Job
from azalai.model.errors import InputError
from azalai.workspace import Folder
from azalai.workspace.engine import parquet_of, quoted
from azalai.workspace.figure_imports import TABLE, FigureImport

_KEY: Final = ("category", "statistic", "population", "place", "origin", "direction", "sex", "age",
               "breakdown", "as_of", "from", "to", "unit", "source", "document", "operation",
               "round", "assessment", "method")  # fmt: skip
"""What makes two figures statements of the same thing: their id follows from it."""


def identify(job: Job, chosen: Format, only: tuple[str, ...]) -> None:
    """The table ``figures``: with ids, without what is not asked for or stated twice."""
    names = ", ".join(f'"{name}"' for name in STATED)
    key = ", ".join(f'"{name}"' for name in _KEY)
    wanted = "true"
    if only:
        codes = sorted({code for place in only for code in _inside(job, place)})
        listed = ", ".join(quoted(code) for code in codes)
        wanted = f"(place IN ({listed}) OR origin IN ({listed}))"
        left = job.opened.rows(f"SELECT count(*) FROM made WHERE NOT {wanted}")[0][0]
        if left:
            job.note("left_out", str(left), ", ".join(only))
    # Taken out once, as it will stand on disk: forty columns of texts are not copied twice.
    stated = job.opened.arrow(
        f"SELECT {quoted(chosen.prefix + '-')} || substr(md5(concat_ws('|', {key})), 1, 14) "
        f"AS id, {names}, row_no FROM made WHERE {wanted} ORDER BY as_of, round, place, id"
    )
    job.opened.table("named", stated)
    many = job.opened.rows("SELECT count(*) > count(DISTINCT id) FROM named")[0][0]
    twice = (
        job.opened.rows(
            "SELECT id, list(row_no ORDER BY row_no), count(DISTINCT (quantifier, value, low, "
            "high)), any_value(place), list(DISTINCT value) FROM named GROUP BY id "
            "HAVING count(*) > 1"
        )
        if many
        else []
    )
    for _, rows, kinds, place, values in sorted(twice, key=lambda item: item[1]):
        if kinds > 1:
            for row in rows:
                job.error(row, "stated_twice", "", ", ".join(sorted(values)), place)
        else:
            job.warn("stated_again", place, str(rows[0]), row=rows[-1])
    if twice:
        job.opened.rows_into(
            "differing", {"id": pa.string()}, [(item[0],) for item in twice if item[2] > 1]
        )
        stated = job.opened.arrow(
            "SELECT * FROM named WHERE id NOT IN (SELECT id FROM differing) "
            "QUALIFY row_number() OVER (PARTITION BY id ORDER BY row_no) = 1 "
            "ORDER BY as_of, round, place, id"
        )
    job.opened.table("figures", stated)
    job.figures = stated


def _inside(job: Job, place: str) -> set[str]:
    places = job.finder.places
    code = places.find(place)
    if code is None and place not in job.finder.new:
        raise InputError("no_such_place", value=place)
    code = code or place
    inside = {item.code for item in places if places.lies_in(item.code, code)}
    more = True
    while more:
        more = False
        for item in job.finder.new.values():
            if item.code not in inside and item.within in inside:
                inside.add(item.code)
                more = True
    return inside | {code}


SAME: Final = (
    "f.value = k.value AND f.quantifier = k.quantifier AND f.low = k.low AND f.high = k.high"
)


def compare(job: Job, folder: Folder, others: list[FigureImport]) -> None:
    """The table ``clash``: figures that another import states otherwise."""
    job.opened.rows_into(
        "imported", {"path": pa.string(), "import_id": pa.string()},
        [(str(folder.root / item.folder / TABLE), item.import_id) for item in others],
    )  # fmt: skip
    if not others:
        empty = {"id": pa.string(), "import_id": pa.string(), "stated": pa.string()}
        job.opened.rows_into("clash", empty, [])
        job.opened.rows_into("met", {"id": pa.string()}, [])
        return
    files = parquet_of(folder.root / item.folder / TABLE for item in others)
    files = files.replace("])", "], filename = true)")
    job.opened.run(
        "CREATE TABLE met_all AS SELECT k.id, i.import_id, k.value AS stated, "
        f"({SAME}) AS same FROM {files} AS k JOIN figures AS f USING (id) "
        "JOIN imported AS i ON i.path = k.filename"
    )
    job.opened.run("CREATE TABLE met AS SELECT DISTINCT id FROM met_all WHERE same")
    job.opened.run(
        "CREATE TABLE clash AS SELECT id, min(import_id) AS import_id, min(stated) AS stated "
        "FROM met_all WHERE NOT same AND id NOT IN (SELECT id FROM met) GROUP BY id"
    )
    for import_id, number in job.opened.rows(
        "SELECT import_id, count(*) FROM clash GROUP BY 1 ORDER BY 1"
    ):
        job.findings.append(
            Finding(0, "known_otherwise", Severity.ERROR, "", str(number), import_id)
        )
