"""What verbs say of findings and corrections.

CL-08  a finding names its record, and a point by its name, on whatever verb it is said
CL-09  the reason of a correction is not that of a revision
"""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest
from click.testing import CliRunner

from azalai.cli.speech import choose_language
from azalai.cli.verbs import check_, correct_, import_, undo_

HEADER = "form,day,place,way,n,next,type,men,women,boys,girls,alone,Mali,Niger\n"
FINE = "1,2020-06-01,East,in,3,Mali,seasonal,3,0,0,0,,2,1\n"


@pytest.fixture
def speaks() -> Any:
    """Choose the language of the program; English again afterwards."""
    yield lambda language: choose_language(["--lang", language], {})
    choose_language(["--lang", "en"], {})


@pytest.mark.parametrize(
    ("language", "nearest"), [("en", "nearest known: "), ("fr", "le plus proche\u00a0: ")]
)
def test_cl08_import_and_check_name_a_point_alike(
    mission: Any, speaks: Any, language: str, nearest: str
) -> None:
    speaks(language)
    wrong = FINE.replace("1,", "2,", 1).replace("East", "Easst")
    path = mission.file("a.csv", HEADER + FINE + wrong)
    point = {"en": "East (ML-east)", "fr": "Est (ML-east)"}[language]
    where = ["--workspace", str(mission.root)]
    brought = CliRunner().invoke(import_.command, [str(path), *where])
    assert brought.exit_code == 0, brought.output
    assert nearest + point in brought.output
    checked = CliRunner().invoke(check_.command, where)
    assert nearest + point in checked.output


def test_cl08_check_names_the_record_once(mission: Any, speaks: Any) -> None:
    speaks("en")
    # The second group has no form number: its record goes by the import and the row.
    mission.load(HEADER + FINE + FINE.replace("1,", ",", 1).replace("East", "Nowhere"))
    (aside,) = mission.aside()
    said = CliRunner().invoke(check_.command, ["--workspace", str(mission.root)]).output
    (line,) = [line for line in said.splitlines() if "Nowhere" in line]
    assert aside["record"]
    assert line.endswith(f" [{aside['record']}]")
    assert line.count(aside["record"]) == 1


@pytest.mark.parametrize(
    ("language", "why", "revised"),
    [("en", "it stays in the cleaning log", "printed in the bulletin"),
     ("fr", "cela reste au journal d’apurement", "imprimé dans le bulletin")],
)  # fmt: skip
def test_cl09_a_correction_has_a_reason_of_its_own(language: str, why: str, revised: str) -> None:
    for verb in ("correct", "undo"):
        done = subprocess.run(
            [sys.executable, "-c", "from azalai.cli import main; main()", verb, "--help",
             "--lang", language],
            capture_output=True, text=True, check=True, encoding="utf-8",
        )  # fmt: skip
        help_page = re.sub(r"\s+", " ", done.stdout)
        assert why in help_page
        assert revised not in help_page
    assert {"reason"} <= {item.name for item in correct_.command.params}
    assert {"reason"} <= {item.name for item in undo_.command.params}


def test_cl08_check_does_not_repeat_a_record_that_the_sentence_names(
    mission: Any, speaks: Any
) -> None:
    speaks("en")
    mission.load(HEADER + FINE)
    register = mission.root / "register" / "roles.csv"
    register = register if register.is_file() else mission.root / "roles.csv"
    kept = [line for line in register.read_text("utf-8").splitlines() if "ML-east" not in line]
    register.write_text("\n".join(kept) + "\n", encoding="utf-8")
    said = CliRunner().invoke(check_.command, ["--workspace", str(mission.root)]).output
    (line,) = [line for line in said.splitlines() if "no role on" in line]
    assert line.startswith("  Record 1: the register gives East no role on 1 June 2020")
    assert not line.endswith("]")
