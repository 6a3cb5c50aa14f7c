"""The example month, counted a second time by other means.

ME-07  every count and percentage of the profile tables is what a plain pandas group-by gives
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pandas as pd
import pytest

from azalai.measures import Comparison, count_month, summarise, tabulate
from azalai.model.names import normalise
from azalai.model.periods import Month
from azalai.workspace import Folder
from azalai.workspace.packs import country_spellings, example

TRANSIT = {"ML-bamako", "ML-sevare", "ML-wabaria"}
MEASURES = {
    "next_destinations": "next_destination",
    "final_destinations": "final_destination",
    "movement_types": "type_of_movement",
}


def code_of(name: str) -> str:
    """Alpha-3 of a name of the file."""
    return country_spellings()[normalise(name)]


def persons_by_category(month: str) -> pd.DataFrame:
    """Long frame of the raw file: measure, place, direction, category, second category, persons."""
    path = example("mali_2020") / "import" / f"flows_{month}.csv"
    raw = pd.read_csv(path, keep_default_na=True, na_values=[""])
    raw["place"] = "ML-" + raw["point"].str.lower().str.replace(" ", "-")
    raw["direction"] = raw["direction"].astype(object).fillna("unknown")
    keys = ["place", "direction"]
    parts = []
    countries = [name for name in raw.columns if normalise(name) in country_spellings()]
    melted = raw.melt(keys, countries, "name", "persons").dropna(subset="persons")
    melted["category"] = melted["name"].map(code_of)
    parts.append(melted.assign(measure="nationalities", second=""))
    cells = {"men": ("M", "adult"), "women": ("F", "adult"), "boys": ("M", "minor"),
             "girls": ("F", "minor")}  # fmt: skip
    melted = raw.melt(keys, list(cells), "name", "persons").dropna(subset="persons")
    melted["category"] = melted["name"].map(lambda name: cells[name][0])
    melted["second"] = melted["name"].map(lambda name: cells[name][1])
    parts.append(melted.assign(measure="sex_age"))
    for measure, column in MEASURES.items():
        known = raw.dropna(subset=column)
        category = known[column]
        if measure != "movement_types":
            category = category.map(code_of)
        part = known[keys].assign(persons=known["total"], category=category, second="")
        parts.append(part.assign(measure=measure))
    found = pd.concat(parts)[["measure", *keys, "category", "second", "persons"]]
    national = found[~found["place"].isin(TRANSIT)].assign(place="MLI")
    found = pd.concat([found, national])
    found = pd.concat([found, found.assign(direction="total")])
    return found.groupby(list(found.columns[:-1]), as_index=False)["persons"].sum()


@pytest.mark.parametrize("month", ["2020-05", "2020-06"])
def test_me07_pandas_counts_the_same(mali_imported: Path, month: str) -> None:
    expected = persons_by_category(month)
    base = expected.groupby(["measure", "place", "direction"])["persons"].transform("sum")
    wanted = {}
    for row, whole in zip(expected.itertuples(index=False), base, strict=True):
        if whole:
            key = (row.measure, row.place, row.direction, row.category, row.second)
            wanted[key] = (int(row.persons), int(whole))
    folder = Folder(mali_imported)
    rows = tabulate("", summarise(count_month(folder, Month.parse(month)), "MLI"), Comparison())
    names = {"nationalities", "sex_age", *MEASURES}
    found = {}
    for row in rows:
        if row.measure in names and row.value is not None and row.category1 != "unknown":
            key = (row.measure, row.place, row.direction, row.category1, row.category2)
            if row.unit == "persons" and (row.value or key in wanted):
                found[key] = (row.value, row.base)
            elif row.unit == "%":
                persons, whole = wanted.get(key, (0, 1))
                share = Decimal(100 * persons) / Decimal(whole)
                assert row.value == int(share.quantize(Decimal(1), ROUND_HALF_UP)), key
    assert found == wanted
    assert len(found) > 200
