"""Importing 250,000 groups with 1,000,000 rows of nationalities, against reading them at all.

A form server's export: a table of submissions (22 columns) and one of repeats (9 columns). Two
ratios, of processor time in whole processes, made in one run:

* XLSX: ``azalai import`` ÷ reading the two sheets with fastexcel, ≤ 1.5;
* CSV: ``azalai import`` ÷ DuckDB reading the two files and writing the same Parquet, ≤ 3.

``python benchmarks/intake.py [GROUPS]``; a smaller number for a quick look.
"""

from __future__ import annotations

import csv
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from azalai.workspace import create
from azalai.workspace.packs import country_pack, example

ROUNDS = 3
LIMITS = {"xlsx": 1.5, "csv": 3.0}
FORM = (
    "start", "end", "date", "hour", "point", "direction", "enumerator", "device", "transport",
    "departure", "next", "final", "type", "persons", "men", "women", "boys", "girls", "under_5",
    "form_no", "_uuid", "_index",
)  # fmt: skip
REPEAT = (
    "nationality", "persons", "_index", "_parent_table_name", "_parent_index", "_submission__id",
    "_submission__uuid", "_submission__submission_time", "_submission__validation_status",
)  # fmt: skip
POINTS = (
    "Bamako", "Benena", "Wabaria", "Gogui", "Heremakono", "Menaka", "Place Kidal", "Sevare",
    "Timbuktu",
)  # fmt: skip
COUNTRIES = (
    "Mali", "Niger", "Burkina Faso", "Guinea", "Senegal", "Algeria", "Nigeria", "Togo", "Ghana",
    "Cameroon", "Benin", "Gambia", "Chad", "Sierra Leone", "Mauritania", "Sudan",
)  # fmt: skip
MAPPING = """format = 1
ignore = ["start", "end", "_uuid"]
[file]
{tables}
[columns]
record_id = "form_no"
date = "date"
time = "hour"
point = "point"
direction = "direction"
enumerator = "enumerator"
device = "device"
transport = "transport"
departure = "departure"
next_destination = "next"
final_destination = "final"
movement_type = "type"
persons = "persons"
[wide.sex_age]
men = ["M", "adult"]
women = ["F", "adult"]
boys = ["M", "minor"]
girls = ["F", "minor"]
[wide.vulnerability]
under_5 = "under_5"
[repeat.nationality]
{repeat}
key = "_parent_index"
of = "_index"
category = "nationality"
persons = "persons"
"""
FASTEXCEL = """
import fastexcel, sys
book = fastexcel.read_excel(sys.argv[1])
for name in book.sheet_names:
    book.load_sheet(name).to_arrow()
"""
DUCKDB = """
import duckdb, sys
form, repeat, groups, counts = sys.argv[1:]
con = duckdb.connect()
con.execute("SET enable_progress_bar = false")
for source, target in ((form, "form"), (repeat, "repeat")):
    con.execute(f"CREATE TABLE {target} AS SELECT * FROM read_csv('{source}')")
for table, path in (("g", groups), ("c", counts)):
    con.execute(f"CREATE TABLE {table} AS SELECT * FROM read_parquet('{path}')")
    con.execute(f"COPY {table} TO '{sys.argv[3]}.{table}.out' (FORMAT parquet, COMPRESSION zstd)")
"""


def rows(groups: int) -> tuple[list[list[object]], list[list[object]]]:
    """A made-up export: four nationalities a group, on average."""
    chance = random.Random(1)
    first = date(2019, 7, 1)
    form: list[list[object]] = []
    repeat: list[list[object]] = []
    for number in range(1, groups + 1):
        day = first + timedelta(days=chance.randrange(366))
        parts = [chance.randint(1, 6) for _ in range(chance.choice((3, 4, 4, 5)))]
        persons = sum(parts)
        women = chance.randint(0, persons // 3)
        boys = chance.randint(0, (persons - women) // 4)
        girls = chance.randint(0, (persons - women - boys) // 5)
        moment = f"{day}T{chance.randint(6, 18):02}:{chance.randint(0, 59):02}:00.000+00:00"
        uuid = f"{chance.getrandbits(128):032x}"
        form.append([
            moment, moment, str(day), moment[11:16], chance.choice(POINTS),
            chance.choice(("in", "out")), f"E{chance.randint(1, 40)}", f"D{chance.randint(1, 40)}",
            chance.choice(("bus", "car", "foot", "truck", "motorbike")), chance.choice(COUNTRIES),
            chance.choice(COUNTRIES), chance.choice(COUNTRIES),
            chance.choice(("long_term", "seasonal", "short_local")), persons,
            persons - women - boys - girls, women, boys, girls, min(boys + girls, 1),
            f"F{number:07}", uuid, number,
        ])  # fmt: skip
        for country, part in zip(chance.sample(COUNTRIES, len(parts)), parts, strict=True):
            repeat.append([
                country, part, len(repeat) + 1, "form", number, 10_000_000 + number, uuid, moment,
                "approved",
            ])  # fmt: skip
    return form, repeat


def write_files(folder: Path, groups: int) -> None:
    """The same tables as CSV and as XLSX."""
    form, repeat = rows(groups)
    book = xlsxwriter.Workbook(str(folder / "form.xlsx"), {"constant_memory": True})
    for name, head, body in (("form", FORM, form), ("repeat", REPEAT, repeat)):
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(head)
            writer.writerows(body)
        sheet = book.add_worksheet(name)
        for number, cells in enumerate((head, *body)):
            sheet.write_row(number, 0, cells)
    book.close()
    tables = {
        "csv": ("", 'file = "repeat.csv"'),
        "xlsx": ('sheet = "form"', 'sheet = "repeat"'),
    }
    for kind, (sheet_line, repeat_line) in tables.items():
        text = MAPPING.format(tables=sheet_line, repeat=repeat_line)
        (folder / f"{kind}.toml").write_text(text, encoding="utf-8")


def timed(command: list[str]) -> tuple[float, float, int]:
    """Processor seconds, seconds, and largest memory (MB) of any child so far."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, time.perf_counter() - began, after.ru_maxrss // 1024


def workspace(folder: Path) -> Path:
    """A new workspace with the example's register, made before the clock runs."""
    root = folder / "mission"
    shutil.rmtree(root, ignore_errors=True)
    create(root, example("mali_2020"), country_pack("MLI"))
    return root


def importing(folder: Path, kind: str) -> list[str]:
    """The command that a data officer would type."""
    azalai = str(Path(sys.executable).with_name("azalai"))
    return [azalai, "import", str(folder / f"form.{kind}"), "--mapping",
            str(folder / f"{kind}.toml"), "--workspace", str(workspace(folder))]  # fmt: skip


def joined(folder: Path, root: Path) -> list[str]:
    """The Parquet that the import wrote, a file of groups and one of counts, for DuckDB to copy."""
    paths = []
    for name in ("groups", "counts"):
        parts = [
            pq.ParquetFile(path).read() for path in sorted(root.glob(f"records/*/{name}.parquet"))
        ]
        pq.write_table(pa.concat_tables(parts), folder / f"{name}.parquet", compression="zstd")
        paths.append(str(folder / f"{name}.parquet"))
    return paths


def main() -> None:
    """Print both ratios; fail where one is over its limit."""
    groups = int(sys.argv[1]) if len(sys.argv) > 1 else 250_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder, groups)
        subprocess.run(importing(folder, "csv"), check=True, stdout=subprocess.DEVNULL)
        parquet = joined(folder, folder / "mission")
        python = sys.executable
        rivals = {
            "xlsx": [python, "-c", FASTEXCEL, str(folder / "form.xlsx")],
            "csv": [python, "-c", DUCKDB, str(folder / "form.csv"), str(folder / "repeat.csv"),
                    *parquet],
        }  # fmt: skip
        failed = False
        for kind, rival in rivals.items():
            ratios = []
            for _ in range(ROUNDS):
                theirs = timed(rival)
                ours = timed(importing(folder, kind))
                ratios.append(ours[1] / theirs[1])
                print(
                    f"  {kind}: {ours[1]:.2f} s ({ours[0]:.2f} CPU s, {ours[2]} MB) "
                    f"against {theirs[1]:.2f} s ({theirs[0]:.2f} CPU s)"
                )
            ratio = sorted(ratios)[len(ratios) // 2]
            failed = failed or ratio > LIMITS[kind]
            print(f"import of {kind.upper()}: {ratio:.2f} times (limit {LIMITS[kind]})")
    if failed:
        sys.exit("too slow")


if __name__ == "__main__":
    main()
