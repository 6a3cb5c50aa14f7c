"""Crises that people define: what is missing is told; little is enough; nothing knows the seed.

RC-20  `lacks` tells what a definition names and the ledger does not have
RC-21  a crisis of another country with few figures gives a report of the parts it has
RC-22  the command line lists, checks and writes, in both languages, and says what is wrong
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from azalai.cli.main import build
from azalai.cli.speech import choose_language
from azalai.model.errors import InputError
from azalai.reports.crisis import lacks, open_crisis, write_crisis_report
from azalai.reports.crisis.document import crisis_report
from azalai.reports.crisis.files import facts_for
from azalai.workspace import Folder, create
from azalai.workspace.packs import country_pack, example

CRISIS = """format = 1
place = "MLI"
asylum = "hosts"
situation = "all"
origin = "hosts"
as_of = 2030-06-30
[title]
en = "Floods"
fr = "Inondations"
[[phase]]
code = "before"
to = 2030-05-31
title = { en = "Before", fr = "Avant" }
[[phase]]
code = "during"
from = 2030-06-01
to = 2030-06-20
title = { en = "Floods", fr = "Inondations" }
[[phase]]
code = "after"
from = 2030-06-21
title = { en = "After", fr = "Après" }
"""
PLACES = """code,kind,name_en,name_fr,within,parts,aliases,latitude,longitude
hosts,group,Hosts,Hôtes,,NER|BFA,,,
all,group,All,Tous,,MLI|NER|BFA,,,
"""
FIGURES = """id,category,population,place,as_of,value,unit,source,document,table
a,stock,idp,ML05,2030-06-10,30,persons,mayor,,t
b,stock,idp,ML04,2030-06-30,12,persons,mayor,,t
c,stock,idp,MLI,2030-06-30,42,persons,mayor,,t
d,stock,idp,MLI,2030-07-15,99,persons,mayor,,
"""
SOURCES = "code,name_en,name_fr,publisher,published,url,reliability,reference\n"


@pytest.fixture
def floods(mali_2012: Path, tmp_path: Path) -> Path:
    """A small crisis of four figures, one of them later than its report."""
    root = tmp_path / "floods"
    shutil.copytree(mali_2012, root)
    shutil.rmtree(root / "figures")
    shutil.rmtree(root / "crises")
    (root / "crises" / "floods").mkdir(parents=True)
    (root / "crises" / "floods" / "crisis.toml").write_text(CRISIS, encoding="utf-8")
    (root / "places.csv").write_text(PLACES, encoding="utf-8")
    (root / "figures.csv").write_text(FIGURES, encoding="utf-8")
    line = 'mayor,"Mayor, June 2030","Maire, juin 2030",Town hall,2030-06-30,,,Register.\n'
    (root / "sources.csv").write_text(SOURCES + line, encoding="utf-8")
    return root


def test_a_small_crisis_has_the_parts_it_has(floods: Path, tmp_path: Path) -> None:
    crisis, ledger = open_crisis(Folder(floods))
    document = crisis_report(facts_for(Folder(floods), crisis, ledger, "fr"))
    keys = [section.key for section in document.sections]
    assert "displaced" in keys
    assert not {"refugees", "accounts", "intentions", "obstacles", "response"} & set(keys)
    assert "99" not in repr(next(s for s in document.sections if s.key == "displaced"))
    paths = write_crisis_report(Folder(floods), "", ["en", "fr"], tmp_path / "out")
    assert [path.name for path in paths] == [
        "Mali-2030-06-30-crisis-en.pdf", "Mali-2030-06-30-crisis-fr.pdf"
    ]  # fmt: skip


def test_what_is_missing_is_told(mali_2012: Path, tmp_path: Path) -> None:
    root = tmp_path / "own"
    shutil.copytree(mali_2012, root)
    folder = root / "crises" / "mali-2012"
    toml = folder / "crisis.toml"
    text = toml.read_text(encoding="utf-8").replace('"m.abroad"', '"m.abrod"', 1)
    text = text.replace('"m.separated"]', '"m.separated", "o.idp.2014-10"]', 1)
    toml.write_text(text, encoding="utf-8")
    events = folder / "events.csv"
    events.write_text(events.read_text("utf-8").replace("cmp-2013-01-24", "cmp-2013"), "utf-8")
    response = folder / "response.csv"
    response.write_text(response.read_text("utf-8").replace("\nhealth,", "\nhelth,"), "utf-8")
    found = [(lack.severity, lack.code, lack.value) for lack in lacks(*open_crisis(Folder(root)))]
    assert found == [
        ("error", "figure", "m.abrod"),
        ("error", "sector", "helth"),
        ("warning", "later", "o.idp.2014-10"),
        ("warning", "source", "cmp-2013"),
    ]


def test_the_packaged_crisis_lacks_nothing(mali_2012: Path) -> None:
    assert lacks(*open_crisis(Folder(mali_2012))) == []


def run(root: Path, *words: str, lang: str = "en") -> tuple[int, str]:
    choose_language(["--lang", lang], {})
    done = CliRunner().invoke(build(), ["crisis", *words, "--workspace", str(root)])
    if isinstance(done.exception, InputError):
        return 1, done.exception.code
    return done.exit_code, done.output


def test_the_command_line(mali_2012: Path, floods: Path, tmp_path: Path) -> None:
    assert "21 février 2013" in run(mali_2012, "list", lang="fr")[1]
    assert run(mali_2012, "check")[0] == 0
    code, said = run(floods, "check", lang="fr")
    assert code == 0
    assert "Note\u00a0: Aucun effectif «\u00a0refugee\u00a0»" in said
    assert run(mali_2012, "report", "nowhere") == (1, "no_crisis")
    shutil.copytree(floods / "crises" / "floods", floods / "crises" / "again")
    assert run(floods, "report") == (1, "several_crises")
    code, said = run(floods, "report", "floods", "--output", str(tmp_path / "r"))
    assert code == 0
    assert "Mali-2030-06-30-crisis-fr.pdf" in said
    assert run(floods, "report", "floods", "--output", str(tmp_path / "r")) == (1, "output_exists")


def test_an_empty_workspace_says_what_to_do(tmp_path: Path, own: Callable[[Path], Path]) -> None:
    root = tmp_path / "empty"
    create(root, example("mali_2020"), country_pack("MLI"))
    code, said = run(root, "list")
    assert (code, "crisis.toml" in said) == (0, True)
    assert run(root, "report") == (1, "no_crisis_yet")
