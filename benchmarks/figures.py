"""Importing an answer of DTM's interface, against parsing it and writing it as Parquet.

A JSON of about 13,000 rows: 15 rounds of an imaginary operation, 8 regions of 6 districts, 6
origins, 3 reasons. The ratio, made in one run, is of wall-clock time:

    import_figures (durable: synced to disk)  ÷  json.load + pyarrow.parquet.write_table,  ≤ 5

``python benchmarks/figures.py [ROUNDS]``; a smaller number for a quick look.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from azalai.intake.figures import import_figures
from azalai.workspace import create
from azalai.workspace.packs import country_pack, example

LIMIT = 5.0
RUNS = 7
REGIONS, DISTRICTS, ORIGINS = 8, 6, 6
REASONS = ("Conflict", "conflict", "Natural disaster")


def answer(rounds: int) -> dict[str, object]:
    """An answer as the interface gives it; the same for the same number of rounds."""
    dice = random.Random(4)
    rows: list[dict[str, object]] = []
    day = date(2019, 1, 31)
    for number in range(1, rounds + 1):
        for region in range(1, REGIONS + 1):
            for district in range(1, DISTRICTS + 1):
                for origin in range(1, ORIGINS + 1):
                    for reason in REASONS:
                        persons = dice.randrange(0, 4000)
                        women = persons * 52 // 100 if number > 12 else None
                        rows.append({
                            "id": len(rows) + 1,
                            "operation": "Sahel Crisis",
                            "admin0Name": "Chad",
                            "admin0Pcode": "TCD",
                            "admin1Name": f"Region {region}",
                            "admin1Pcode": f"TD{region:02}",
                            "admin2Name": f"District {region}-{district}",
                            "admin2Pcode": f"TD{region:02}{district:02}",
                            "numPresentIdpInd": persons,
                            "reportingDate": f"{day.isoformat()}T00:00:00",
                            "yearReportingDate": day.year,
                            "monthReportingDate": day.month,
                            "roundNumber": number,
                            "displacementReason": reason,
                            "numberMales": None if women is None else persons - women,
                            "numberFemales": women,
                            "idpOriginAdmin1Name": f"Region {origin}",
                            "idpOriginAdmin1Pcode":
                                f"TD{origin:02}" if origin < ORIGINS else "Not available",
                            "assessmentType": "BA" if number % 3 else "SA",
                        })  # fmt: skip
        day += timedelta(days=61)
    return {"result": rows, "statusCode": 200, "isSuccess": True, "errorMessages": [],
            "totalRecordsCount": len(rows)}  # fmt: skip


def main(rounds: int) -> int:
    """Print the ratio; 1 where it is above the limit."""
    ratios, imports = [], []
    with tempfile.TemporaryDirectory() as made:
        root = Path(made)
        path = root / "answer.json"
        path.write_text(json.dumps(answer(rounds)), encoding="utf-8")
        for run in range(RUNS + 1):
            folder = create(root / f"ws{run}", example("mali_2012"), country_pack("MLI"))
            start = time.perf_counter()
            with path.open(encoding="utf-8") as file:
                data = json.load(file)
            pq.write_table(pa.Table.from_pylist(data["result"]), root / "plain.parquet")
            middle = time.perf_counter()
            report = import_figures(folder, path, date(2024, 1, 1))
            end = time.perf_counter()
            if run == 0:
                print(f"{report.rows:,} rows -> {report.figures:,} figures, {report.stocks} stocks")
                continue  # what is loaded once is loaded now
            ratios.append((end - middle) / (middle - start))
            imports.append(end - middle)
            print(f"  {middle - start:.3f} s -> {end - middle:.3f} s  x {ratios[-1]:.2f}")
    ratio = statistics.median(ratios)
    print(f"figures: {statistics.median(imports):.3f} s, ratio {ratio:.2f} (limit {LIMIT:g})")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 15))
