"""The command line.

CL-01  help comes at once: nothing heavy is imported for it
CL-02  every verb explains itself in both languages
CL-03  the language is that of `--lang`, else of the environment
CL-07  the demonstration removes no workspace but its own
CL-06  the rest of a list is explained by the list
CL-05  an error of the system is said with its path
CL-04  the way of a month: new, import, status, close, tables, explain, query, verify
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from azalai.cli.main import VERBS

HEAVY = ("duckdb", "pandas", "pyarrow", "rich", "babel", "polars", "fastexcel", "numpy")


def azalai(*words: str, cwd: Path | None = None, **environment: str) -> tuple[int, str, str]:
    """Run the command as a user does: exit code, output, errors."""
    kept = {
        k: v
        for k, v in os.environ.items()
        if k not in ("LANG", "LC_ALL", "LC_MESSAGES", "AZALAI_LANG")
    }
    done = subprocess.run(
        [sys.executable, "-c", "from azalai.cli import main; main()", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env={**kept, "PYTHONIOENCODING": "utf-8", "COLUMNS": "100", **environment},
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_cl01_help_imports_nothing_heavy() -> None:
    script = (
        "import sys\nfrom azalai.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit as done:\n    assert done.code == 0\n"
        f"print(sorted(set(sys.modules) & set({HEAVY!r})))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert all(verb in done.stdout for verb in VERBS)


HELP = """
import sys
import click
from azalai.cli import main
from azalai.cli.main import build
from azalai.cli.speech import choose_language

choose_language(["--lang", sys.argv[1]], {})
verbs = []
for name in sys.argv[2:]:
    command = build().get_command(click.Context(build()), name)
    verbs.append([name])
    if isinstance(command, click.Group):
        verbs += [[name, below] for below in command.list_commands(click.Context(command))]
for words in [["--help"]] + [[*verb, "--help"] for verb in verbs]:
    print("###", " ".join(words[:-1]) or words[0])
    try:
        main([*words, "--lang", sys.argv[1]] if len(words) > 1 else ["--lang", sys.argv[1], *words])
    except SystemExit as done:
        assert done.code == 0, words
"""


def helps(language: str) -> dict[str, str]:
    """What each verb says of itself, and each verb of a group."""
    done = subprocess.run(
        [sys.executable, "-c", HELP, language, *VERBS],
        capture_output=True, text=True, check=True, encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    parts = done.stdout.split("### ")[1:]
    return {part.split("\n", 1)[0]: part.split("\n", 1)[1] for part in parts}


def test_cl02_every_verb_has_help_in_both_languages() -> None:
    english, french = helps("en"), helps("fr")
    assert set(english) == set(french)
    assert {"--help", *VERBS} <= set(english)
    assert len(set(english.values())) == len(english)
    for verb in english:
        assert english[verb].startswith("Usage: azalai")
        assert french[verb].startswith(("Utilisation", "Usage")), french[verb]
        assert english[verb] != french[verb]
        # No line of help is left in English.
        assert not set(english[verb].split(". ")) & set(french[verb].split(". "))


@pytest.mark.parametrize(
    ("words", "environment", "said"),
    [
        ((), {}, "is not a month"),
        ((), {"LANG": "fr_FR.UTF-8"}, "n’est pas un mois"),
        ((), {"AZALAI_LANG": "fr", "LC_ALL": "en_GB.UTF-8"}, "n’est pas un mois"),
        ((), {"LC_ALL": "fr_ML.UTF-8", "LANG": "en_GB.UTF-8"}, "n’est pas un mois"),
        ((), {"LANG": "de_DE.UTF-8"}, "is not a month"),
        (("--lang", "fr"), {"LANG": "en_GB.UTF-8"}, "n’est pas un mois"),
        (("--lang=en",), {"LANG": "fr_FR.UTF-8"}, "is not a month"),
    ],
)
def test_cl03_the_language_is_asked_for_or_that_of_the_environment(
    mali_imported: Path, words: tuple[str, ...], environment: dict[str, str], said: str
) -> None:
    code, _, errors = azalai(
        "close", "june", "--workspace", str(mali_imported), *words, **environment
    )
    assert code == 1
    assert said in errors


def test_cl03_a_language_nobody_speaks_here_is_refused() -> None:
    for words in (("--lang", "de", "status"), ("status", "--lang", "de"), ("status", "--lang=de")):
        code, out, errors = azalai(*words, LANG="fr_FR.UTF-8")
        assert (code, out) == (2, "")
        assert "'en', 'fr'" in errors
        assert "ne fait pas partie de" in errors


def test_cl03_help_in_french_names_places_in_french() -> None:
    code, out, _ = azalai("import", "--help", "--lang", "fr")
    assert code == 0
    assert "DOSSIER" in out
    assert "FOLDER" not in out
    assert "Options\u00a0:" in out


def test_cl05_a_system_error_names_its_path_and_what_was_tried(tmp_path: Path) -> None:
    from azalai.cli.main import _what_failed

    there = tmp_path / "x"
    assert _what_failed(FileNotFoundError(2, "", str(there)), []) == ("cannot_read", str(there))
    lost = tmp_path / "no" / "x"
    assert _what_failed(FileNotFoundError(2, "", str(lost)), []) == ("cannot_write", str(lost))
    there.write_text("x")
    assert _what_failed(PermissionError(13, "", str(there)), []) == ("cannot_write", str(there))
    assert _what_failed(OSError(28, "full"), ["--workspace", "ws"]) == ("cannot_write", "ws")
    said = OSError("[Errno 2] Failed to open local file '/a/b.parquet'")
    assert _what_failed(said, [])[1] == "/a/b.parquet"


def test_cl03_a_command_not_understood_is_said_in_the_language_and_is_code_2() -> None:
    english = azalai("close", "--lang", "en")
    french = azalai("close", "--lang", "fr")
    assert (english[0], french[0]) == (2, 2)
    assert english[2] != french[2]
    assert azalai("shoes")[0] == 2


def test_cl04_a_month_goes_its_way(tmp_path: Path, mali_imported: Path) -> None:
    code, out, _ = azalai("new", "ws", "--example", "mali_2020", cwd=tmp_path)
    assert (code, (tmp_path / "ws/azalai.toml").exists()) == (0, True)
    root = tmp_path / "ws"
    from azalai.workspace.packs import example

    files = [str(example("mali_2020") / f"import/flows_2020-0{n}.csv") for n in (5, 6)]
    code, out, errors = azalai("import", *files, cwd=root)
    assert (code, errors) == (0, "")
    assert "1,940 groups, 17,939 persons" in out
    code, out, _ = azalai("import", files[1], "--lang", "fr", cwd=root)
    assert code == 0
    assert "1\u202f940" not in out  # nothing was recorded twice
    code, out, _ = azalai("imports", cwd=root)
    assert sorted(line.split()[1] for line in out.splitlines()) == [
        "flows_2020-05.csv:", "flows_2020-06.csv:",
    ]  # fmt: skip
    code, out, _ = azalai("status", cwd=root)
    assert "17,939" in out
    for month in ("2020-05", "2020-06"):
        code, out, errors = azalai("close", month, cwd=root)
        assert (code, errors) == (0, "")
    assert "12,414 persons = 7,555 incoming + 4,859 outgoing" in out
    code, out, _ = azalai("verify", "2020-06", cwd=root / "releases")
    assert code == 0

    code, out, _ = azalai("tables", "2020-06", "--measure", "flows", "--place", "MLI", cwd=root)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [(row["direction"], row["value"]) for row in rows] == [
        ("in", "7555"), ("out", "4859"), ("total", "12414"),
    ]  # fmt: skip
    code, out, _ = azalai(
        "tables", "2020-06", "--top", "--format", "json", "--direction", "total", cwd=root
    )
    top = [(row["category1"], row["value"]) for row in json.loads(out) if row["unit"] == "%"]
    assert top[0] == ("BFA", 70)
    assert sum(value for _, value in top) == 100

    code, out, _ = azalai("explain", "2020-06", "flows", "MLI", "--direction", "in",
                          "--unit", "persons", cwd=root)  # fmt: skip
    assert code == 0
    assert out.count("7,555") == 2
    sql = out.split('azalai query "')[1].split('"')[0]
    code, out, _ = azalai("query", sql, cwd=root)
    assert out.splitlines()[1] == "7555"


def test_cl04_the_workspace_may_stand_in_the_environment(mali_imported: Path) -> None:
    code, out, _ = azalai("imports", AZALAI_WORKSPACE=str(mali_imported))
    assert code == 0
    assert len(out.splitlines()) == 2


def test_cl04_binary_forms_go_into_a_file(mali_closed: Path, tmp_path: Path) -> None:
    target = tmp_path / "t.xlsx"
    code, out, errors = azalai("tables", "2020-06", "--format", "xlsx", "--output", str(target),
                               "--workspace", str(mali_closed))  # fmt: skip
    assert (code, out) == (0, "")
    assert "t.xlsx" in errors
    assert target.read_bytes()[:2] == b"PK"


def test_cl04_a_bulletin_without_an_address_says_where_its_links_lead(
    mali_imported: Path, tmp_path: Path
) -> None:
    root = tmp_path / "own"
    shutil.copytree(mali_imported, root)
    config = root / "azalai.toml"
    text = config.read_text("utf-8")
    config.write_text(re.sub("publication_url = .*", 'publication_url = ""', text), "utf-8")
    assert azalai("close", "2020-06", "--workspace", str(root))[0] == 0
    code, out, errors = azalai(
        "bulletin", "2020-06", "--lang", "en", "--format", "docx", "--workspace", str(root)
    )
    assert (code, ".docx" in out) == (0, True)
    assert "publication_url" in errors


def test_cl06_explain_takes_other_to_the_list_it_is_the_rest_of(mali_closed: Path) -> None:
    """70 + 9 + 6 + 2 + 2 leave 11."""
    code, out, _ = azalai(
        "explain", "2020-06", "nationalities", "MLI", "--category", "other",
        "--workspace", str(mali_closed), "--lang", "en",
    )  # fmt: skip
    assert code == 0
    assert "11%" in out
    assert "BFA 70%" in out


@pytest.mark.parametrize("start", [("--country", "MLI"), ("--example", "mali_2020")])
def test_cl07_the_demonstration_removes_nobodys_workspace(
    tmp_path: Path, start: tuple[str, str]
) -> None:
    """A mission's folder stays as it is, whatever `demo --again` is told."""
    root = tmp_path / "mission"
    assert azalai("new", str(root), *start)[0] == 0
    before = sorted(path.name for path in root.iterdir())
    code, _, err = azalai("demo", str(root), "--again", "--lang", "en")
    assert code == 1
    assert "not empty" in err
    assert sorted(path.name for path in root.iterdir()) == before
