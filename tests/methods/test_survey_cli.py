"""`azalai survey`, as a user meets it in both languages.

SV-41  import, estimate, compare: what is printed says base, interval, non-response, and that the
       example was made up
SV-42  into the ledger and back out of it, with the source
SV-43  what cannot be done is said without a traceback
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from azalai.cli.main import run
from azalai.cli.speech import choose_language
from azalai.model.figures import Role
from azalai.workspace import Folder, create
from azalai.workspace.ledger import read_ledger, read_sources
from azalai.workspace.packs import country_pack, example

SURVEY = example("mali_2012") / "survey"
Say = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("cli") / "mali"
    create(root, example("mali_2012"), country_pack("MLI"))
    for wave in ("2012-11", "2013-02"):
        files = [str(SURVEY / f"intentions_{wave}.{end}") for end in ("csv", "toml")]
        assert run(["survey", "import", files[0], "--design", files[1],
                    "--workspace", str(root)]) == 0  # fmt: skip
    return root


@pytest.fixture
def say(
    imported: Path, own: Callable[[Path], Path], capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Say:  # fmt: skip
    root = own(imported)
    monkeypatch.chdir(root)
    monkeypatch.setenv("COLUMNS", "160")
    capsys.readouterr()

    def do(*words: str) -> tuple[int, str, str]:
        choose_language(words, {})
        code = run(list(words))
        said = capsys.readouterr()
        return code, said.out, said.err

    return do


def test_an_estimate_says_what_it_is_of(say: Say) -> None:
    code, out, _ = say("survey", "estimate", "intentions-2013-02", "--question",
                       "return_date_depends")  # fmt: skip
    assert code == 0
    for said in (
        "Simulated: nobody was asked",
        "Source: Simulated example",
        "Of those who answered “Return to the place of origin” to “Where does the household",
        "Base: 374 respondents",
        "8 of 382 asked did not answer (2.1%; 2.3% when weighted)",
        "may exceed 100% together",
        "Intervals at 95%",
        "“Transport” and “Farming calendar” overlap: they are not ranked",
    ):
        assert said in out, said


def test_the_same_in_french(say: Say) -> None:
    code, out, _ = say("survey", "estimate", "intentions-2013-02", "--question",
                       "return_date_depends", "--lang", "fr")  # fmt: skip
    assert code == 0
    for said in (
        "Simulé\u00a0: personne n’a été interrogé",
        "Parmi ceux qui ont répondu «\u00a0Retourner au lieu d’origine\u00a0»",
        "Base\u00a0: 374 répondants",
        "8 sur 382 interrogés n’ont pas répondu",
        "peuvent dépasser 100\u202f% ensemble",
        "Intervalles à 95\u202f%",
    ):
        assert said in out, said


def test_groups_with_too_few_are_told_as_such(say: Say) -> None:
    out = say("survey", "estimate", "intentions-2013-02", "--question", "intention",
              "--by", "region")[1]  # fmt: skip
    kayes = out[out.index("– Kayes") :]
    assert kayes.count("too few answers") == 3
    assert "Base: 2" in kayes or "Base: 1" in kayes


def test_waves_are_compared_in_words(say: Say) -> None:
    code, out, _ = say("survey", "compare", "intentions-2013-02", "intentions-2012-11")
    assert code == 0
    assert out.index("Earlier: Return intentions, November 2012") < out.index("Later:")
    assert "no change can be shown" in out and "rose" in out and "< 0.001" in out
    assert "The two samples are independent." in out
    assert "Differences are of the unrounded shares" in out
    assert "15 comparisons at 95%: by chance alone, about 0.8 would look like a change." in out
    french = say("survey", "compare", "intentions-2012-11", "intentions-2013-02", "--lang", "fr")[1]
    assert "aucun changement ne peut être établi" in french and "en hausse" in french


def test_tables_for_machines(say: Say) -> None:
    out = say("survey", "estimate", "intentions-2013-02", "--format", "csv")[1]
    lines = list(csv.DictReader(io.StringIO(out)))
    wish = next(line for line in lines if line["answer"] == "return")
    assert float(wish["low"]) < float(wish["share"]) < float(wish["high"])
    assert {line["multiple"] for line in lines if line["question"] == "return_date_depends"} == {
        "True"
    }
    data = json.loads(say("survey", "estimate", "intentions-2013-02", "--format", "json")[1])
    assert len(data) == len(lines)


def test_into_the_ledger(say: Say) -> None:
    command = ("survey", "estimate", "intentions-2013-02", "--to-ledger")
    before = len(read_ledger(Folder(Path.cwd())).ledger)
    code, _, err = say(*command)
    assert (code, "simulated-survey added to sources.csv" in err) == (0, True)
    reading = read_ledger(Folder(Path.cwd()))
    ledger = reading.ledger
    assert [problem for problem in reading.problems if "survey" in problem.file] == []
    assert len(ledger) > before
    figure = ledger["survey.intentions-2013-02.return_date_depends.security"]
    assert (figure.multiple, figure.sample) == (True, 374)
    # What was made up is nothing that a report recommends.
    assert (figure.note, figure.role) == ("simulated", Role.CONTEXT)
    assert ledger.source(figure.source).name("fr") == "Exemple simulé"
    code, _, err = say(*command)
    assert code == 1 and "exists" in err
    assert say(*command, "--force")[0] == 0
    assert len(read_ledger(Folder(Path.cwd())).ledger) == len(ledger)


@pytest.mark.parametrize("mark", [",", ";"])
def test_into_a_list_of_sources_from_a_french_spreadsheet(say: Say, mark: str) -> None:
    there = Path("sources.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.reader(io.StringIO(there)) if row[0] != "simulated-survey"]
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows(rows)
    try:
        Path("sources.csv").write_text(out.getvalue(), encoding="utf-8-sig", newline="")
        code, _, err = say("survey", "estimate", "intentions-2013-02", "--to-ledger", "--force")
        assert (code, "simulated-survey added to sources.csv" in err) == (0, True)
        text = Path("sources.csv").read_text("utf-8")
        # Without its mark French Excel would take the accents for other letters.
        assert text.startswith("\ufeffcode")
        kept = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=mark)
        now = [row for row in kept if row]
        assert now[:-1] == rows
        assert now[-1][0] == "simulated-survey"
        assert len(now[-1]) == len(rows[0])
        assert read_sources(Folder(Path.cwd()))["simulated-survey"].name("fr") == "Exemple simulé"
    finally:
        Path("sources.csv").write_text(there, encoding="utf-8")


def test_the_same_import_again(say: Say) -> None:
    files = [str(SURVEY / f"intentions_2013-02.{end}") for end in ("csv", "toml")]
    code, out, _ = say("survey", "import", files[0], "--design", files[1])
    assert (code, "nothing changed" in out) == (0, True)


def test_cells_that_do_not_fit_are_listed(say: Say, tmp_path: Path) -> None:
    text = (SURVEY / "intentions_2013-02.csv").read_text(encoding="utf-8")
    bad = tmp_path / "bad.csv"
    bad.write_text(text.replace(",return,", ",retrun,", 1), encoding="utf-8")
    plan = tmp_path / "plan.toml"
    design = (SURVEY / "intentions_2013-02.toml").read_text(encoding="utf-8")
    plan.write_text(design.replace('id = "intentions', 'id = "again'), encoding="utf-8")
    for lang, said in (
        ("en", "column “intention”: “retrun” is not in the design"),
        ("fr", "colonne «\u00a0intention\u00a0»\u00a0: «\u00a0retrun\u00a0»"),
    ):
        code, out, err = say("survey", "import", str(bad), "--design", str(plan), "--lang", lang)
        assert (code, out) == (1, "")
        assert said in err and "Traceback" not in err
    assert "again-2013-02" not in say("survey", "list")[1]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(
    "words",
    [
        ("survey", "estimate"),
        ("survey", "estimate", "none"),
        ("survey", "estimate", "intentions-2013-02", "--question", "none"),
        ("survey", "estimate", "intentions-2013-02", "--by", "none"),
        ("survey", "compare", "intentions-2013-02", "intentions-2013-02"),
        ("survey", "compare", "intentions-2013-02", "intentions-2012-11", "--clusters", "same"),
    ],
)
def test_what_cannot_be_done_is_said(say: Say, words: tuple[str, ...], lang: str) -> None:
    code, out, err = say(*words, "--lang", lang)
    if "same" in words:
        # Both waves number their neighbourhoods alike: that is theirs to declare.
        assert code == 0
        return
    assert (code, out) == (1, "")
    assert err and "error." not in err


@pytest.mark.parametrize("verb", ["", "draft", "import", "list", "estimate", "compare"])
def test_help_in_both_languages(verb: str) -> None:
    """In processes of their own: a verb's help is made once, in the language of the run."""
    said = []
    for lang in ("en", "fr"):
        words = ["survey", *filter(None, [verb]), "--help", "--lang", lang]
        program = f"from azalai.cli.main import main; main({words})"
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        said.append(done.stdout)
    assert "svy" not in said[0] and said[0] != said[1] and "cli." not in "".join(said)


def test_a_draft_is_written_and_not_overwritten(say: Say, tmp_path: Path) -> None:
    target = tmp_path / "draft.toml"
    words = ("survey", "draft", str(SURVEY / "intentions_2013-02.csv"), "--output", str(target))
    code, out, err = say(*words)
    assert (code, out) == (0, "") and "are not kept" in err
    assert target.read_text(encoding="utf-8").startswith("# ")
    assert say(*words)[0] == 1
