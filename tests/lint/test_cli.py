"""`azalai lint` as a user runs it.

LI-01  a workspace’s ledger: the gravest first, in both languages, with quotations
LI-02  a file anywhere, a closed month, a long table
LI-03  --to writes every finding; an existing file is kept; --strict fails
LI-04  --identities lists relations; --score --examples prints both shares of both reports
"""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from azalai.workspace import create
from azalai.workspace.packs import country_pack, example


def azalai(*words: str, cwd: Path | None = None) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-c", "from azalai.cli import main; main()", *words],
        capture_output=True, text=True, encoding="utf-8", cwd=cwd, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def mission(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("lint") / "mali"
    create(root, example("mali_2012"), country_pack("MLI"))
    return root


def test_a_ledger_in_both_languages(mission: Path) -> None:
    code, english, _ = azalai("--lang", "en", "lint", "--workspace", str(mission))
    assert code == 0
    assert english.index("Error [totals]") < english.index("Warning [") < english.index("Note [")
    assert "“15,715 Malians who moved from northern regions”" in english
    _, french, _ = azalai("--lang", "fr", "lint", "--workspace", str(mission))
    assert "16\u202f030 restent inexpliqués" in french
    assert french.count("[") == english.count("[")


def test_a_month_and_its_table(mali_closed: Path, tmp_path: Path) -> None:
    code, said, _ = azalai("--lang", "en", "lint", "2020-06", "--workspace", str(mali_closed))
    assert (code, "Error" in said, "Warning" in said) == (0, False, False)
    _, table, _ = azalai("tables", "2020-06", "--workspace", str(mali_closed))
    path = tmp_path / "table.csv"
    path.write_text(
        table.replace(
            "2020-06,flows,MLI,2020-06,total,,,,,12414,",
            "2020-06,flows,MLI,2020-06,total,,,,,12415,",
        ),
        "utf-8",
    )
    code, said, _ = azalai("--lang", "en", "lint", str(path), "--workspace", str(mali_closed),
                           "--strict")  # fmt: skip
    assert code == 1
    assert "the total is stated as 12,415" in said


def test_written_to_a_file(mission: Path, tmp_path: Path) -> None:
    path = tmp_path / "found.csv"
    words = ("--lang", "en", "lint", "--workspace", str(mission), "--severity", "error",
             "--to", str(path))  # fmt: skip
    assert azalai(*words)[0] == 0
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["rule"] for row in rows] == ["totals", "shares", "change", "after_publication"]
    assert azalai(*words)[0] == 1
    assert azalai(*words, "--force")[0] == 0
    assert azalai("lint", "--workspace", str(mission), "--strict")[0] == 1


def test_what_cannot_be_read_is_no_clean_ledger(tmp_path: Path) -> None:
    path = tmp_path / "draft.csv"
    path.write_text(
        "id,category,place,population,as_of,value,source\n"
        "a,stock,MLI,idp,2013-01-10,600,doc\nb,stock,MLI,idp,2013-01-10,env. 700,doc\n", "utf-8"
    )  # fmt: skip
    code, _, said = azalai("--lang", "fr", "lint", str(path), "--strict", cwd=tmp_path)
    assert code == 1
    assert "n’a pas pu être lue" in said or "n’ont pas pu être lues" in said
    assert azalai("lint", str(path), cwd=tmp_path)[0] == 0


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    code, _, error = azalai("--lang", "en", "lint", "nothing.csv", cwd=tmp_path)
    assert (code, "nothing.csv" in error) == (1, True)


def test_identities_and_score(mission: Path) -> None:
    _, listed, _ = azalai("--lang", "en", "lint", "--identities", "--workspace", str(mission))
    assert "totals: m.tab.stock.tot ← m.tab.stock.idp m.tab.stock.ref" in listed.splitlines()
    code, scored, _ = azalai("--lang", "en", "lint", "--score", "--examples")
    assert code == 0
    assert "IOM, March 2013: 65 of 88" in scored
    assert "IOM DTM, June 2020: 247 of 318" in scored
