"""The verbs `draft` and `records`: what they write, and what they never write over."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from azalai.cli.main import run

TEXT = "Date,FMP,Total,Enquêteur\n2020-06-01,East,3,Moussa\n"


def test_a_draft_is_never_written_over_a_mapping_without_force(
    mission: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    file, target = mission.file("a.csv", TEXT), mission.root / "mappings" / "flows.toml"
    before = target.read_bytes()
    words = ["draft", str(file), "--workspace", str(mission.root), "--output", str(target)]
    assert run(words) == 1
    assert "--force" in capsys.readouterr().err
    assert target.read_bytes() == before
    assert run([*words, "--force"]) == 0
    assert tomllib.loads(target.read_text(encoding="utf-8"))["columns"]["point"] == "FMP"


def test_a_draft_without_output_is_all_that_goes_to_standard_output(
    mission: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    file = mission.file("a.csv", TEXT.replace("Total", "Colonne"))
    assert run(["draft", str(file), "--workspace", str(mission.root)]) == 0
    said = capsys.readouterr()
    assert tomllib.loads(said.out)["columns"] == {
        "point": "FMP", "date": "Date", "enumerator": "Enquêteur"
    }  # fmt: skip
    assert "not found: persons" in said.err


def test_a_file_that_is_no_table_is_said(mission: Any, capsys: pytest.CaptureFixture[str]) -> None:
    file = mission.file("a.csv", "%PDF-1.7 x")
    assert run(["draft", str(file), "--workspace", str(mission.root)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "PDF" in said.err


def test_records_are_said_to_be_private_and_written_once(
    mission: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mission.load("form,day,place,way,n,next,type,men,women,boys,girls,alone\n"
                 "A1,2020-06-01,East,in,3,Mali,,,,,,\n")  # fmt: skip
    target = tmp_path / "june.csv"
    words = ["records", "2020-06", "--workspace", str(mission.root), "--output", str(target)]
    assert run(words) == 0
    assert "private data" in capsys.readouterr().err
    assert target.read_text(encoding="utf-8").splitlines()[1].startswith("ML-east,2020-06-01,in,3,")
    before = target.read_bytes()
    assert run([*words, "--names", "dtm"]) == 1
    assert target.read_bytes() == before
    assert run([*words, "--names", "dtm", "--force"]) == 0
    assert target.read_text(encoding="utf-8").startswith("m0641_fmr_fmp_code,")
