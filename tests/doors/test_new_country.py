"""The door of a new country: a folder of CSV and TOML, no Python, from a pack to its tables."""

from __future__ import annotations

import csv
import re
from io import StringIO
from pathlib import Path
from typing import Any

import azalai


def test_the_page_leads_to_a_new_country(desk: Any) -> None:
    walk = desk()
    walk.page("new-country.md")
    pack = {path.suffix for path in (walk.folder / "niger").rglob("*") if path.is_file()}
    assert pack == {".csv", ".toml"}
    table = walk.run("azalai tables 2021-03 --workspace mission").out
    assert "MLI" not in {row["place"] for row in csv.DictReader(StringIO(table))}
    # 10 Nigerians and 5 Cameroonians may be printed; nobody of one to four is here to hide.
    assert ",protected," not in table


def test_a_small_number_is_protected_in_the_new_country_too(desk: Any) -> None:
    walk = desk()
    walk.page("new-country.md")
    (walk.folder / "april.csv").write_text(
        "Date;Point;Sens;Total;Niger;Tchad\n04/04/2021;Arlit;Entrée;12;8;4\n", encoding="utf-8"
    )
    command = (
        "azalai import april.csv --workspace mission; azalai close 2021-04 --workspace mission"
    )
    assert walk.run(command).code == 0
    told = walk.run("azalai tables 2021-04 --measure nationalities --workspace mission").out
    rows = [row for row in csv.DictReader(StringIO(told)) if row["place"] == "NER"]
    chad = {(row["value"], row["status"]) for row in rows if row["category1"] == "TCD"}
    assert chad == {("", "protected")}


def test_no_country_stands_in_the_code() -> None:
    """Outside examples in docstrings, only the demonstration knows which country it shows."""
    home = Path(azalai.__file__).parent
    named = []
    for path in sorted(home.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        code = re.sub(r'r?"""[\s\S]*?"""|#[^\n]*', "", text)
        if re.search(r"""["']MLI["']|["']ML-|\bMali\b""", code):
            named.append(path.relative_to(home).as_posix())
    assert named == ["cli/verbs/demo_.py"]
