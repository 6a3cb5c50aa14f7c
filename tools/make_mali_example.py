"""Join person-level rows of May and June 2020 to the groups of the packaged example.

    python tools/make_mali_example.py PERSON_ROWS.csv YYYY-MM OUTPUT.csv

The rows (fmp, date, direction, nationality, next_destination, final_destination, sex, age_group,
under5, movement_type) were found by integer programming so that every table of IOM's published
June 2020 report on Mali comes out of them; joint distributions and the daily pattern are invented,
so the example is always labelled a reconstruction. Persons of one point, day, direction, next and
final destination and type of movement travel together here, at most sixty (a coach) in one group.
"""

import csv
import sys
from collections import Counter
from itertools import groupby, islice
from pathlib import Path

COACH = 60
KEY = ("date", "fmp", "direction", "next_destination", "final_destination", "movement_type")
SEX_AGE = {"men": "Madult", "women": "Fadult", "boys": "Mminor", "girls": "Fminor"}


def main(source: str, month: str, target: str) -> None:
    """Write one line a group: a column for each nationality, a blank where nothing was stated."""
    with Path(source).open(encoding="utf-8", newline="") as file:
        people = list(csv.DictReader(file))
    nationalities = sorted({row["nationality"] for row in people})
    people.sort(key=lambda row: (*(row[name] for name in KEY), int(row["record_id"])))
    header = ["form_no", "date", "point", "direction", "total", "next_destination"]
    header += ["final_destination", "type_of_movement", *SEX_AGE, "under_5", *nationalities]
    number = 0
    with Path(target).open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        for key, members in groupby(people, key=lambda row: tuple(row[name] for name in KEY)):
            date, point, direction, following, final, kind = key
            while group := list(islice(members, COACH)):
                number += 1
                cells = Counter(row["sex"] + row["age_group"] for row in group)
                stated = "" not in cells
                nation = Counter(row["nationality"] for row in group)
                out.writerow(
                    [f"{month}-{number:05d}", date, point, direction, len(group), following,
                     final, kind]
                    + [cells[code] if stated else "" for code in SEX_AGE.values()]
                    + [sum(int(row["under5"]) for row in group)]
                    + [nation[name] or "" for name in nationalities]
                )  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
