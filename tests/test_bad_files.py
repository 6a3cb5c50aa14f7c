"""A corpus of bad files, each given to the command line as a user would, in both languages.

BF-01  each defect has a message of its own: what is wrong, where, and what to do
BF-02  what cannot be imported leaves the workspace as it was, to the byte
BF-03  what is good comes in, and the bad rows stand with their reasons in a file
BF-04  what only looks bad comes in right

What any file may have, `test_bad_inputs` has: here is what is done to files on their way.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
import re
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from azalai.cli import main
from azalai.cli.speech import choose_language
from tests.bad_files import ALL
from tests.bad_files.case import Case
from tests.conftest import Mission

LANGUAGES = ("en", "fr")


@dataclass(frozen=True)
class Answer:
    """What the command line said of a file, and what it left behind."""

    code: int
    out: str
    errors: str
    before: dict[str, bytes]
    after: dict[str, bytes]
    records: tuple[str, ...]
    aside: tuple[tuple[int, str], ...]
    reasons: str
    seconds: float

    @property
    def message(self) -> str:
        """The refusal, or the first finding; on one line, spaces plain."""
        return plain(self.errors).strip().split("\n")[0].strip()


def plain(text: str) -> str:
    """Without what only a typesetter sees."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def rows_aside(root: Path) -> list[dict[str, str]]:
    """The rows set aside, those of a second table too."""
    found = []
    for path in sorted(root.glob("imports/*/set_aside*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += list(csv.DictReader(file))
    return found


def said(*words: str) -> tuple[int, str, str]:
    """What the command line answers, and its code."""
    out, errors = io.StringIO(), io.StringIO()
    language = os.environ.get("LANGUAGE")
    try:
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(errors),
            pytest.raises(SystemExit) as done,
        ):
            main(words)
    finally:
        choose_language((), {})
        os.environ.pop("LANGUAGE", None)
        if language is not None:
            os.environ["LANGUAGE"] = language
    return int(done.value.code or 0), out.getvalue(), errors.getvalue()


class Desk:
    """Where bad files come in; each is given to the program once in each language."""

    def __init__(self, mission: Any, folder: Path) -> None:
        self._mission, self._folder = mission, folder
        self._known: dict[tuple[str, str], Answer] = {}

    def answer(self, case: Case, lang: str) -> Answer:
        """What the program answers."""
        if (case.name, lang) not in self._known:
            self._known[case.name, lang] = self._ask(case, lang)
        return self._known[case.name, lang]

    def _ask(self, case: Case, lang: str) -> Answer:
        place = self._folder / f"{len(self._known)}"
        mission = type(self._mission).__new__(type(self._mission))
        mission.root = place / "mission"
        shutil.copytree(self._mission.root, mission.root)
        files = place / "files"
        files.mkdir()
        path = files / case.file
        case.make(path)
        words = ["--workspace", str(mission.root), "--lang", lang]
        if case.mapping:
            (place / "declared.toml").write_text(case.mapping, "utf-8")
            words += ["--mapping", str(place / "declared.toml")]
        if case.earlier:
            (place / "earlier.csv").write_text(case.earlier, "utf-8")
            assert said("import", str(place / "earlier.csv"), *words)[0] == 0
        before = mission.tree(besides=(".lock",))
        start = time.monotonic()
        code, out, errors = said("import", str(path), *words)
        took = time.monotonic() - start
        aside = rows_aside(mission.root)
        answer = Answer(
            code=code,
            out=out,
            errors=errors,
            seconds=took,
            before=before,
            after=mission.tree(besides=(".lock",)),
            records=tuple(
                f"{row['record_id'] if len(str(row['record_id'])) < 9 else '-'} {row['date']} "
                f"{row['persons']}"
                for row in mission.groups()
            ),
            aside=tuple((int(row["row"]), row["rule"]) for row in aside),
            reasons=plain(" ".join(row["why_en"] + row["why_fr"] for row in aside)),
        )
        shutil.rmtree(place)
        return answer


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """One for all tests."""
    folder = tmp_path_factory.mktemp("desk")
    return Desk(Mission(folder / "fresh" / "mission"), folder)


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> str:
    """The language of the command."""
    return str(request.param)


def cases(refused: bool | None = None, silent: bool = False) -> list[str]:
    """Names of cases: those refused, those of which a part comes in, or those that are fine."""
    return [
        case.name
        for case in ALL.values()
        if (not case.english) == silent and (refused is None or (case.comes_in is None) == refused)
    ]


@pytest.mark.parametrize("name", cases(refused=True))
def test_bf01_a_file_that_cannot_be_imported(desk: Desk, lang: str, name: str) -> None:
    case, said = ALL[name], desk.answer(ALL[name], lang)
    assert said.code == 1
    assert said.out == ""
    assert "Traceback" not in said.errors
    assert not re.search(r"\{\w+\}", said.errors), "a place left unfilled"
    for words in case.english if lang == "en" else case.french:
        assert words in said.message
    # Nobody waits for what never comes, nor for what never ends.
    assert said.seconds < (6 if case.kind == "device" else 30)
    # BF-02: not a byte is another one, and none is new.
    assert said.after == said.before


@pytest.mark.parametrize("name", cases(refused=False))
def test_bf03_what_is_good_comes_in(desk: Desk, lang: str, name: str) -> None:
    case, said = ALL[name], desk.answer(ALL[name], lang)
    assert said.code == 0
    assert case.file in said.out
    for words in case.english if lang == "en" else case.french:
        assert words in said.message
    assert said.records == case.comes_in
    assert said.aside == case.aside
    main = any(path.endswith("/set_aside.csv") for path in said.after)
    assert ("set_aside.csv" in said.out) == main
    if case.aside:
        # The file of rows set aside says why in both languages, whatever that of the command.
        for words in (case.english[0], case.french[0]):
            assert words in said.reasons
    # What was there already is there yet.
    there = [path for path in said.before if path != "log.csv" and not path.startswith("records/")]
    assert all(said.after.get(path) == said.before[path] for path in there)


@pytest.mark.parametrize("name", cases(silent=True))
def test_bf04_what_only_looks_bad_comes_in_right(desk: Desk, lang: str, name: str) -> None:
    case, said = ALL[name], desk.answer(ALL[name], lang)
    assert (said.code, said.errors) == (0, "")
    assert said.records == case.comes_in
    assert said.aside == ()


def skeleton(message: str, case: Case) -> str:
    """A message without what it quotes, counts and names: what the catalogue says of a defect."""
    message = re.sub(r"\S*" + re.escape(Path(case.file).name), "", message)
    message = re.sub(r"[“«][^”»]*[”»]|\d[\d.,:/-]*", "", message)
    return " ".join(message.split())


def test_bf01_every_defect_has_a_message_of_its_own(desk: Desk, lang: str) -> None:
    kinds: dict[str, set[str]] = {}
    for name in cases():
        case = ALL[name]
        said = skeleton(desk.answer(case, lang).message, case)
        kinds.setdefault(said, set()).add(case.kind)
    assert [found for found in kinds.values() if len(found) > 1] == []
    assert len(kinds) >= 40


def test_bf01_the_two_languages_differ(desk: Desk) -> None:
    for name in cases():
        english, french = (desk.answer(ALL[name], lang).message for lang in LANGUAGES)
        assert english != french


def test_bf01_forty_bad_files_at_least() -> None:
    assert len(cases()) >= 40
    assert len({ALL[name].kind for name in cases()}) >= 40


def test_bf01_a_file_that_may_not_be_read(lang: str) -> None:
    """The administrator may read everything, so nobody asks in her place."""
    with tempfile.TemporaryDirectory() as name:
        mission, path = Mission(Path(name) / "mission"), Path(name) / "a.csv"
        path.write_text("form,day\n1,2020-06-01\n", "utf-8")
        path.chmod(0)
        Path(name).chmod(0o755)
        before, administrator = mission.tree(besides=(".lock",)), os.geteuid() == 0
        if administrator:
            os.seteuid(65534)
        try:
            code, out, errors = said(
                "import", str(path), "--workspace", str(mission.root), "--lang", lang
            )
        finally:
            if administrator:
                os.seteuid(0)
        assert (code, out) == (1, "")
        assert ("a.csv may not be read by you. Ask its owner" if lang == "en"
                else "Vous n’avez pas le droit de lire") in errors  # fmt: skip
        assert "a.csv" in errors
        assert mission.tree(besides=(".lock",)) == before
