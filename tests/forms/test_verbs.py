"""``azalai form build|lint|diff``, in both languages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from azalai.cli.main import main
from azalai.forms import building
from azalai.forms.tables import packaged_folder, read_tables


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_build_writes_what_phones_run_and_a_workbook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("counter.xml", "counter.xlsx"):
        path = str(tmp_path / name)
        assert run("form", "build", "counter", "--no-validate", "--output", path) == 0
    assert '<data id="counter" version=' in (tmp_path / "counter.xml").read_text("utf-8")
    assert read_tables(tmp_path / "counter.xlsx") == read_tables("counter")
    assert run("form", "build", "counter", "--output", str(tmp_path / "counter.pdf")) == 1
    assert not (tmp_path / "counter.pdf").exists()
    # What is there is not written over.
    assert run("form", "build", "counter", "--no-validate", "--output", path) == 1
    assert "corrections.csv, points.csv" in capsys.readouterr().err


@pytest.mark.parametrize(("lang", "said"), [("en", "no Java here"), ("fr", "Java n’est pas")])
def test_without_java_it_says_so(
    lang: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    assert not building.has_java()
    assert run("form", "build", "shift", "--lang", lang) == 0
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "error · survey, row 8, hour: the text begins"),
     ("fr", "erreur · survey, ligne 8, hour\u00a0: le texte commence")],
)  # fmt: skip
def test_lint_fails_where_there_is_an_error(
    lang: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "shift"
    shutil.copytree(packaged_folder("shift"), folder)
    path = folder / "survey.csv"
    lines = path.read_text("utf-8").splitlines()
    lines.insert(7, "text,hour,> now,> now,> now")
    path.write_text("\n".join(lines), "utf-8")
    assert run("form", "lint", str(folder), "--lang", lang) == 1
    assert said in capsys.readouterr().out
    assert run("form", "lint", "shift", "--lang", lang) == 0


def test_diff_says_what_a_change_means(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "shift"
    shutil.copytree(packaged_folder("shift"), folder)
    path = folder / "survey.csv"
    path.write_text(path.read_text("utf-8").replace(",enumerators,", ",people,"), "utf-8")
    mapping = str(packaged_folder("shift") / "mapping.toml")
    assert run("form", "diff", "shift", str(folder), "--mapping", mapping) == 0
    said = capsys.readouterr().out
    assert said.startswith("shift/enumerators is now called shift/people. Data: the mapping names")


def test_what_is_no_form_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"nothing")
    for form in ("nope", str(tmp_path / "x.xlsx"), str(tmp_path / "gone.xlsx"), str(tmp_path)):
        assert run("form", "lint", form) == 1
        assert "Error" in capsys.readouterr().err
