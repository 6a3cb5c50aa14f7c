"""Make up the records of two return-intention surveys, as an example.

    python tools/make_survey_example.py src/azalai/packs/examples/mali_2012/survey

Nobody was asked: households, clusters and answers come from a random generator whose seed stands
below. Shares lie near those that IOM printed in March 2013, so that an example reads like the real
thing; the records are nobody's data, and the designs beside them say so (``simulated = true``).

Two stages within each region of displacement: neighbourhoods with probability proportional to
their displaced households, then ten households of each. Some are absent or refuse; their
neighbourhood's weight is shared among those who answered.
"""

import csv
import random
import sys
from pathlib import Path

SEED = 2013
HOUSEHOLDS = {"ML09": 10400, "ML04": 7770, "ML05": 6680, "ML02": 3270, "ML03": 2150, "ML01": 460}
"""Displaced households by region in the made-up frame."""
TAKEN = 10
"""Households of a neighbourhood that are visited."""
ALIKE = 0.04
"""How much households of one neighbourhood answer alike (intraclass correlation)."""
WAVES = {
    "2012-11": {
        "clusters": {"ML09": 10, "ML04": 8, "ML05": 7, "ML02": 5, "ML03": 3, "ML01": 2},
        "days": [f"2012-11-{day:02d}" for day in range(12, 24)],
        "return": 0.93, "unsure": 0.04, "date_known": 0.52, "soon": 0.70, "damaged": 0.29,
        "depends": {"security": 0.71, "school": 0.36, "farming": 0.07, "transport": 0.06},
    },
    "2013-02": {
        "clusters": {"ML09": 12, "ML04": 10, "ML05": 9, "ML02": 6, "ML03": 4, "ML01": 2},
        "days": [f"2013-02-{day:02d}" for day in range(1, 13)],
        "return": 0.93, "unsure": 0.035, "date_known": 0.60, "soon": 0.89, "damaged": 0.30,
        "depends": {"security": 0.62, "school": 0.37, "farming": 0.05, "transport": 0.05},
    },
}  # fmt: skip
COLUMNS = ("form", "date", "interviewer", "region", "neighbourhood", "weight", "result",
           "head_sex", "intention", "return_date", "return_date_depends", "security_expected",
           "dwelling", "remarks")  # fmt: skip


def shifted(chance: random.Random, share: float) -> float:
    """The share of one neighbourhood, from a beta distribution around the share of all."""
    size = 1 / ALIKE - 1
    return chance.betavariate(share * size, (1 - share) * size)


def household(chance: random.Random, wave: dict, here: dict) -> dict[str, str]:
    """The answers of one household."""
    drawn = chance.random()
    unsure = here["return"] + (1 - here["return"]) * wave["unsure"] / (1 - wave["return"])
    intention = "return" if drawn < here["return"] else "unsure" if drawn < unsure else "stay"
    row = {
        "head_sex": "F" if chance.random() < 0.31 else "M",
        "intention": intention,
        "security_expected": "soon" if chance.random() < here["soon"] else "later",
        "return_date": "",
        "return_date_depends": "",
    }
    if chance.random() < 0.03:
        row["security_expected"] = "refused"
    drawn = chance.random()
    row["dwelling"] = (
        "damaged" if drawn < here["damaged"] else "intact" if drawn < 0.72 else "not_known"
    )
    if intention == "return":
        row["return_date"] = "known" if chance.random() < here["date_known"] else "unknown"
        given = [code for code, share in here["depends"].items() if chance.random() < share]
        row["return_date_depends"] = " ".join(given) if given else "other"
        if chance.random() < 0.02:
            row["return_date_depends"] = "refused"
    return row


def records(name: str, wave: dict) -> list[dict[str, str]]:
    """The rows of one wave."""
    chance = random.Random(f"{SEED} {name}")
    rows = []
    for region, clusters in wave["clusters"].items():
        for number in range(1, clusters + 1):
            here = {key: shifted(chance, wave[key])
                    for key in ("return", "date_known", "soon", "damaged")}  # fmt: skip
            here["depends"] = {code: shifted(chance, share)
                               for code, share in wave["depends"].items()}  # fmt: skip
            outcomes = [
                "completed" if chance.random() < 0.94 else chance.choice(["absent", "refused"])
                for _ in range(TAKEN)
            ]
            outcomes[0] = "completed"
            weight = HOUSEHOLDS[region] / clusters / outcomes.count("completed")
            day, team = chance.choice(wave["days"]), chance.randint(1, 8)
            for outcome in outcomes:
                rows.append(
                    {
                        "form": f"{name}-{len(rows) + 1:04d}", "date": day,
                        "interviewer": f"I{team}", "region": region,
                        "neighbourhood": f"{region}-{number:02d}", "result": outcome,
                        "weight": f"{weight:.4f}" if outcome == "completed" else "",
                        "remarks": "",
                    }
                    | (household(chance, wave, here) if outcome == "completed" else {})
                )  # fmt: skip
    return rows


def main(folder: str) -> None:
    """Write the records of both waves."""
    for name, wave in WAVES.items():
        target = Path(folder) / f"intentions_{name}.csv"
        with target.open("w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
            out.writeheader()
            out.writerows(records(name, wave))


if __name__ == "__main__":
    main(*sys.argv[1:])
