"""`azalai figures`: the ledger on the command line.

CF-01  check tells each problem with its place and counts; strictly it fails
CF-02  list filters, shows value, date and source, and writes a ledger that is read again
CF-03  show tells all that belongs to a figure
CF-04  a template explains its columns and is a ledger without figures
CF-05  a group's help is there in both languages and imports nothing heavy
CF-06  nothing that is there is written over unasked; what a file holds is no markup of ours
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from azalai.workspace import create, packs

HEADER = "id,category,place,unit,source,population,as_of,value,published,quotation,supersedes\n"
OLD = "old,stock,Gao,persons,x,idp,2012-12-06,5,2013,,\n"
NEW = "new,stock,Gao,persons,x,idp,2012-12-06,6,2013,[red]“six”[/red],old\n"
BAD = "bad,stock,Atlantis,persons,x,idp,2012-12-06,env. 5 000,2013,,\n"


def azalai(*words: str, cwd: Path | None = None, columns: int = 100) -> tuple[int, str, str]:
    """Run the command as a user does, in English unless asked: exit code, output, errors."""
    done = subprocess.run(
        [sys.executable, "-c", "from azalai.cli import main; main()", *words],
        capture_output=True, text=True, encoding="utf-8", cwd=cwd, check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": str(columns),
             "AZALAI_LANG": "en"},
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def mission(tmp_path: Path) -> Path:
    template = packs.packs_folder() / "workspace"
    return create(tmp_path / "ws", template, packs.country_pack("MLI")).root


@pytest.fixture(scope="module")
def mali(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("mali") / "ws"
    return create(root, packs.example("mali_2012"), packs.country_pack("MLI")).root


def test_cf01_check_tells_and_counts(mission: Path) -> None:
    (mission / "figures.csv").write_text(HEADER + OLD + BAD + NEW)
    code, out, errors = azalai("figures", "check", cwd=mission)
    assert (code, errors) == (0, "")
    lines = out.splitlines()
    assert "figures.csv, row 3, place: no place is called “Atlantis”" in lines[0] + lines[1]
    assert "value = 5000, quantifier = about" in lines[0] + lines[1]
    assert lines[-1] == "2 figures read. 1 line left out."
    code, out, errors = azalai("figures", "check", "--strict", "--lang", "fr", cwd=mission)
    assert code == 1
    assert "ligne 3, place\u00a0: aucun lieu" in out
    assert "1 ligne du registre est à revoir" in errors
    (mission / "figures.csv").write_text(HEADER + OLD)
    assert azalai("figures", "check", "--strict", cwd=mission)[0] == 0


def test_cf01_a_file_is_checked_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    path.write_text(HEADER + OLD.replace("Gao", "MLI"))
    code, out, errors = azalai("figures", "check", str(path), cwd=tmp_path)
    assert (code, out) == (0, "1 figure read.\n")
    assert "--workspace" in errors
    assert azalai("figures", "check", cwd=tmp_path)[0] == 1
    assert azalai("figures", "check", "missing.csv", cwd=tmp_path)[0] == 1


def test_cf02_list_filters(mali: Path) -> None:
    """Of Gao on a day of December 2012 the example has one figure of the displaced."""
    words = ("figures", "list", "--population", "idp", "--place", "Gao", "--on", "2012-12")
    code, out, _ = azalai(*words, cwd=mali, columns=140)
    assert code == 0
    assert "25,977" in out
    assert "6 December 2012" in out
    assert "CMP, 21 February 2013" in out
    assert out.splitlines()[-1] == "1 figure."
    code, out, _ = azalai(*words, "--lang", "fr", cwd=mali, columns=140)
    assert "25\u202f977" in out
    assert "6 décembre 2012" in out
    assert azalai("figures", "list", "--place", "Atlantis", cwd=mali)[0] == 1
    assert azalai("figures", "list", "--on", "soon", cwd=mali)[0] == 1
    assert "No figure fits" in azalai("figures", "list", "--population", "elves", cwd=mali)[1]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_cf02_a_list_is_a_ledger(mali: Path, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"camps.{suffix}"
    words = ("figures", "list", "--source", "fabflee-mali2012", "--to", str(target))
    code, out, _ = azalai(*words, cwd=mali)
    assert code == 0
    count = int(out.split()[0])
    assert count > 400
    code, out, errors = azalai("figures", "check", str(target), "--strict", cwd=mali)
    assert (code, out, errors) == (0, f"{count} figures read.\n", "")


def test_cf02_superseded_figures_are_asked_for(mission: Path) -> None:
    (mission / "figures.csv").write_text(HEADER + OLD + NEW + BAD)
    _, out, errors = azalai("figures", "list", cwd=mission)
    assert " old " not in out
    assert "1 line of the ledger could not be read" in errors
    _, out, _ = azalai("figures", "list", "--superseded", cwd=mission)
    assert "5 (superseded)" in out


def test_cf03_show_tells_everything(mali: Path) -> None:
    code, out, _ = azalai("figures", "show", "m.tab.stock.gao", cwd=mali)
    assert code == 0
    lines = {line[:17].strip(): line[17:] for line in out.splitlines() if line[:1] != " "}
    assert lines["Value"] == "25,977"
    assert (lines["Date"], lines["Date as printed"]) == ("6 December 2012", "6 December 2013")
    assert lines["Quotation"] == "“Gao | Unknown | 25,977 (06.12.2013)”"
    assert lines["Source"] == "CMP, 21 February 2013, in IOM, March 2013"
    assert lines["Part of"] == "IDPs in Mali, 21 February 2013: 260,665  [m.tab.stock.idp]"
    code, out, _ = azalai("figures", "show", "m.tab.stock.idp", "--lang", "fr", cwd=mali)
    assert "PDI à Gao, 6 décembre 2012\u00a0: 25\u202f977  [m.tab.stock.gao]" in out


def test_cf03_show_knows_what_supersedes(mission: Path) -> None:
    (mission / "figures.csv").write_text(HEADER + OLD + NEW)
    _, old, _ = azalai("figures", "show", "old", cwd=mission)
    _, new, _ = azalai("figures", "show", "new", cwd=mission)
    assert "Superseded by" in old
    assert "[new]" in old
    assert "Supersedes" in new
    assert "“[red]“six”[/red]”" in new
    code, _, errors = azalai("figures", "show", "news", cwd=mission)
    assert (code, "azalai figures list" in errors) == (1, True)


def test_cf03_show_proposes_the_nearest_id(mali: Path) -> None:
    code, _, errors = azalai("figures", "show", "m.tab.stok.gao", cwd=mali)
    assert (code, "Was m.tab.stock.gao meant?" in errors) == (1, True)


def test_cf04_templates(tmp_path: Path, mission: Path) -> None:
    code, out, _ = azalai("figures", "template", "f.csv", "--lang", "fr", cwd=tmp_path)
    assert (code, "stock (effectif)" in out) == (0, True)
    code, out, _ = azalai("figures", "template", "f.xlsx", cwd=tmp_path)
    assert (code, len(out.splitlines())) == (0, 1)
    for name in ("f.csv", "f.xlsx"):
        found = azalai("figures", "check", str(tmp_path / name), "--strict", cwd=mission)
        assert found == (0, "0 figures read.\n", "")
    assert azalai("figures", "template", "f.ods", cwd=tmp_path)[0] == 1


def test_cf05_help_of_a_group() -> None:
    for lang, said in (("en", "Commands:"), ("fr", "Commandes\u00a0:")):
        code, out, _ = azalai("figures", "--help", "--lang", lang)
        assert (code, said in out) == (0, True)
    assert azalai("figures", "shoes")[0] == 2
    program = (
        "import sys; from azalai.cli.main import run;"
        "code = run(['figures', '--help']);"
        "print(code, [n for n in ('pyarrow', 'pandas', 'rich', 'rapidfuzz') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                          check=True)  # fmt: skip
    assert done.stdout.splitlines()[-1] == "0 []"


def test_cf06_nothing_is_written_over(tmp_path: Path, mali: Path) -> None:
    target = tmp_path / "mine.csv"
    target.write_text("mine")
    for words in (("figures", "template", str(target)), ("figures", "list", "--to", str(target))):
        assert azalai(*words, cwd=mali)[0] == 1
        assert target.read_text() == "mine"
    assert azalai("figures", "template", str(target), "--force", cwd=mali)[0] == 0
