"""A list that was filled in by hand is never written over by accident."""

from __future__ import annotations

from pathlib import Path

import pytest

from azalai.cli.main import run


@pytest.mark.parametrize("words", [["check"], ["corrections"]])
def test_a_list_that_exists_is_refused_and_forced(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = str(tmp_path / "ws")
    assert run(["new", workspace, "--country", "MLI"]) == 0
    target = tmp_path / "list.csv"
    target.write_text("half filled in", encoding="utf-8")
    asked = [*words, "--to", str(target), "--workspace", workspace]
    assert run(asked) == 1
    assert str(target) in capsys.readouterr().err
    assert target.read_text(encoding="utf-8") == "half filled in"
    assert run([*asked, "--force"]) == 0
    assert target.read_text(encoding="utf-8") != "half filled in"
