"""What goes wrong in the field, on the real command line, in both languages.

BI-01  each has a message of its own that says what to do, and a code that is not 0 where nothing
       could be done
BI-02  no traceback, ever
BI-03  the workspace is as it was; or what is good came in, and the bad rows stand in a file
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from azalai.cli import main
from azalai.workspace import store

LANGUAGES = ("en", "fr")
HEADER = "form,day,place,way,n,next,type,men,women,boys,girls,alone,Mali,Niger\n"
FINE = "1,2020-06-01,East,in,3,Mali,seasonal,3,0,0,0,,2,1\n"


class Said:
    """What a command answered."""

    def __init__(self, code: int, out: str, errors: str) -> None:
        self.code, self.out, self.errors = code, out, errors
        assert "Traceback" not in out + errors
        assert "azalai.model" not in errors
        assert not re.search(r"\{\w+\}", errors), "a message with an unfilled place"


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> str:
    """The language of the command."""
    return str(request.param)


@pytest.fixture
def azalai(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lang: str
) -> Callable[..., Said]:
    """Run the command line in a language; the environment's own is put back."""
    monkeypatch.setenv("LANGUAGE", "")

    def run(*words: str | Path) -> Said:
        with pytest.raises(SystemExit) as done:
            main([*map(str, words), "--lang", lang])
        code = done.value.code or 0
        assert isinstance(code, int)
        assert code in (0, 1), "neither done nor explained"
        return Said(code, *capfd.readouterr())

    return run


def picture(path: Path) -> None:
    """The beginning of a PNG."""
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)))


def archive(path: Path) -> None:
    """Something that begins as every XLSX does, and goes on as none."""
    path.write_bytes(b"PK\x03\x04" + b"\x14\x00" * 200)


def half_a_book(path: Path) -> None:
    """A true XLSX, cut off on its way."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_row(0, 0, ["form", "day"])
    path.write_bytes(path.read_bytes()[:1500])


def text(content: str, encoding: str = "utf-8") -> Callable[[Path], object]:
    """A file of this text."""
    return lambda path: path.write_bytes(content.encode(encoding))


UNREADABLE: dict[str, tuple[str, Callable[[Path], object], str, str]] = {
    "no such file": ("a.csv", lambda path: None, "There is no file", "Il n’y a pas de fichier"),
    "a folder": ("a.csv", Path.mkdir, "is a folder", "est un dossier"),
    "an empty file": ("a.csv", text(""), "is empty (0 bytes)", "est vide (0 octet)"),
    "a PDF named CSV": (
        "a.csv", text("%PDF-1.7\nbla"), "is not a table but a PDF document",
        "n’est pas un tableau mais un document PDF",
    ),
    "a picture named CSV": (
        "a.csv", picture, "is not a table but a picture", "n’est pas un tableau mais une image",
    ),
    "a picture named XLSX": (
        "a.xlsx", picture, "is not a table but a picture", "n’est pas un tableau mais une image",
    ),
    "an archive named XLSX": (
        "a.xlsx", archive, "cannot be opened as a spreadsheet", "ne s’ouvre pas comme classeur",
    ),
    "half an XLSX": (
        "a.xlsx", half_a_book, "cannot be opened as a spreadsheet", "ne s’ouvre pas comme classeur",
    ),
    "a Word file": (
        "a.docx", text("x"), "is not of a known format", "n’est pas d’un format connu",
    ),
    "another encoding": (
        "a.csv", text(HEADER + FINE + FINE.replace("Mali", "Bénin"), "windows-1252"),
        "line 3: these bytes are not utf-8", "ligne 3\u00a0: ces octets ne sont pas du utf-8",
    ),
    "column names only": ("a.csv", text(HEADER), "no row below them", "aucune ligne dessous"),
    "two columns of a name": (
        "a.csv", text(HEADER.replace("way", "day") + FINE),
        "two columns are called “day”", "deux colonnes s’appellent «\u00a0day\u00a0»",
    ),
    "no column names": (
        "a.csv", text("\n" + FINE), "row 1 is empty", "la ligne 1 est vide",
    ),
    "a column that is not there": (
        "a.csv", text(HEADER.replace("place", "site") + FINE),
        "names the column “place”, which a.csv does not have",
        "nomme la colonne «\u00a0place\u00a0», que a.csv n’a pas",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", UNREADABLE)
def test_bi01_a_file_that_cannot_be_read(
    mission: Any, azalai: Callable[..., Said], lang: str, case: str, tmp_path: Path
) -> None:
    name, make, english, french = UNREADABLE[case]
    path = tmp_path / name
    make(path)
    before = mission.tree(besides=(".lock",))
    said = azalai("import", path, "--workspace", mission.root)
    assert said.code == 1
    assert (english if lang == "en" else french) in said.errors
    assert path.name in said.errors or "“" in said.errors or "«" in said.errors
    assert mission.tree(besides=(".lock",)) == before


MAPPINGS = {
    "a field nobody knows": (
        'format = 1\n[columns]\nshoes = "n"\n',
        "“shoes”, which is not something a group has",
        "«\u00a0shoes\u00a0», qui n’est pas une donnée d’un groupe",
    ),
    "not TOML": ("format 1\n", "cannot be read: ", "ne peut pas être lu\u00a0: "),
    "without a needed field": (
        'format = 1\n[columns]\ndate = "day"\npoint = "place"\n',
        "does not say which column holds “persons”",
        "ne dit pas quelle colonne contient «\u00a0persons\u00a0»",
    ),
    "an entry that cannot be": (
        'format = 1\n[columns]\ndate = 5\n', "“date = 5” cannot be used",
        "«\u00a0date = 5\u00a0» ne peut pas être utilisé",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", [*MAPPINGS, "no such mapping"])
def test_bi01_a_mapping_that_cannot_be_used(
    mission: Any, azalai: Callable[..., Said], lang: str, case: str
) -> None:
    content, english, french = MAPPINGS.get(
        case, ("", "There is no file", "Il n’y a pas de fichier")
    )
    mapping = mission.file("m.toml", content)
    if not content:
        mapping.unlink()
    path = mission.file("a.csv", HEADER + FINE)
    before = mission.tree(besides=(".lock",))
    said = azalai("import", path, "--mapping", mapping, "--workspace", mission.root)
    assert said.code == 1
    assert (english if lang == "en" else french) in said.errors
    assert "m.toml" in said.errors
    assert mission.tree(besides=(".lock",)) == before


ROWS = {
    "unknown_point": ("8,2020-06-01,Nowhere,in,3,,,,,,,,,", "Nowhere", "no point of the register",
                      "n’est pas un point du registre"),
    "unknown_country": ("8,2020-06-01,East,in,3,Atlantis,,,,,,,,", "Atlantis",
                        "no country known by code or name", "n’est pas un pays connu"),
    "not_a_count": ("8,2020-06-01,East,in,douze,,,,,,,,,", "douze",
                    "is not a whole number of persons", "n’est pas un nombre entier de personnes"),
    "negative_count": ("8,2020-06-01,East,in,-3,,,,,,,,,", "-3", "is negative", "est négatif"),
    "future_date": ("8,2999-01-01,East,in,3,,,,,,,,,", "2999-01-01", "lies after today",
                    "est postérieur à aujourd’hui"),
    "undeclared_date": ("8,03/06/2020,East,in,3,,,,,,,,,", "03/06/2020",
                        "nothing says how “03/06/2020” is to be read", "rien ne dit comment lire"),
    "parts_exceed_group": ("8,2020-06-01,East,in,3,,,,,,,,3,2", "5",
                           "“Nationality”: 5 persons, but the group has 3",
                           "Nationalité\u00a0»\u00a0: 5 personnes, mais le groupe en compte 3"),
    "cells_short_of_group": ("8,2020-06-01,East,in,3,,,1,0,0,0,,,", "1", "add up to 1",
                             "font 1, le groupe en compte 3"),
    "repeated_row": (FINE.strip(), "1", "Row 3 repeats row 2", "La ligne 3 répète la ligne 2"),
    "broken_row": ("8,2020-06-01,East", "East", "has 3 cells instead of 14",
                   "a 3 cellules au lieu de 14"),
    "missing_value": ("8,2020-06-01,,in,3,,,,,,,,,", "2020-06-01",
                      "column “place”: the cell is blank",
                      "colonne «\u00a0place\u00a0»\u00a0: la cellule est vide"),
    "unknown_code": ("8,2020-06-01,East,up,3,,,,,,,,,", "up", "is not a known value",
                     "n’est pas une valeur connue"),
    "outside_opening": ("8,2019-06-01,East,in,3,,,,,,,,,", "2019-06-01", "the point was not open",
                        "le point n’était pas ouvert"),
}  # fmt: skip


@pytest.mark.parametrize("rule", ROWS)
def test_bi03_a_bad_row_is_set_aside_and_the_rest_comes_in(
    mission: Any, azalai: Callable[..., Said], lang: str, rule: str
) -> None:
    line, cell, english, french = ROWS[rule]
    path = mission.file("a.csv", HEADER + FINE + line + "\n")
    said = azalai("import", path, "--workspace", mission.root)
    assert said.code == 0
    assert (english if lang == "en" else french) in said.errors
    assert "set_aside.csv" in said.out
    (row,) = mission.aside()
    assert (row["row"], row["rule"]) == ("3", rule)
    assert cell in str(row)
    assert (english in row["why_en"], french in row["why_fr"]) == (True, True)
    assert [group["record_id"] for group in mission.groups()] == ["1"]


def test_bi03_one_number_on_two_groups_keeps_both_out(
    mission: Any, azalai: Callable[..., Said], lang: str
) -> None:
    path = mission.file("a.csv", HEADER + FINE + FINE.replace(",in,", ",out,") + "2" + FINE[1:])
    said = azalai("import", path, "--workspace", mission.root)
    assert said.code == 0
    assert ("form number 1 stands also on row 2" if lang == "en"
            else "le numéro de fiche 1 figure aussi à la ligne 2") in said.errors  # fmt: skip
    assert [group["record_id"] for group in mission.groups()] == ["2"]
    assert [row["row"] for row in mission.aside()] == ["2", "3"]


def test_bi03_nationalities_that_fall_short_are_a_warning(
    mission: Any, azalai: Callable[..., Said], lang: str
) -> None:
    path = mission.file("a.csv", HEADER + "1,2020-06-01,East,in,9,,,,,,,,2,1\n")
    said = azalai("import", path, "--workspace", mission.root)
    assert said.code == 0
    assert ("nationalities are stated for 3 out of 9" if lang == "en"
            else "les nationalités sont indiquées pour 3 sur 9") in said.errors  # fmt: skip
    assert len(mission.groups()) == 1


def test_bi01_a_file_of_bad_rows_only_is_a_failure(
    mission: Any, azalai: Callable[..., Said], lang: str
) -> None:
    path = mission.file("a.csv", HEADER + ROWS["unknown_point"][0] + "\n")
    said = azalai("import", path, "--workspace", mission.root)
    assert said.code == 1
    assert ("its only row could not be imported" if lang == "en"
            else "sa seule ligne n’a pas pu être importée") in said.errors  # fmt: skip
    assert "set_aside.csv" in said.errors
    assert said.out == ""  # not that nothing is new
    assert mission.groups() == []
    assert len(mission.aside()) == 1
    assert not list(mission.root.glob("records/*"))


def test_bi01_a_correction_of_nothing(mission: Any, azalai: Callable[..., Said], lang: str) -> None:
    path = mission.file("a.csv", HEADER + FINE)
    before = mission.tree(besides=(".lock",))
    said = azalai("import", path, "--replaces", "may.csv", "--workspace", mission.root)
    assert said.code == 1
    french = "Aucune importation ne s’appelle «\u00a0may.csv\u00a0»"
    assert ("No import is called “may.csv”" if lang == "en" else french) in said.errors
    assert mission.tree(besides=(".lock",)) == before


def files(root: Path) -> dict[str, bytes]:
    """Every file of a workspace but the lock."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


MONTHS = {
    "a month without records": (
        "2020-04", "2020-04 has no record. Months with records: 2020-05, 2020-06",
        "2020-04 n’a aucun enregistrement. Mois qui en ont\u00a0: 2020-05, 2020-06",
    ),
    "a thirteenth month": (
        "2020-13", "‘2020-13’ is not a month", "«\u00a02020-13\u00a0» n’est pas un mois",
    ),
    "a month in words": ("june", "‘june’ is not a month", "«\u00a0june\u00a0» n’est pas un mois"),
}  # fmt: skip
VERBS: dict[str, tuple[str, ...]] = {
    "close": (), "tables": (), "bulletin": (), "explain": ("flows", "MLI"), "verify": (),
}  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("case", MONTHS)
def test_bi01_a_month_that_is_none_or_has_nothing(
    mali_closed: Path, azalai: Callable[..., Said], lang: str, case: str, verb: str
) -> None:
    month, english, french = MONTHS[case]
    before = files(mali_closed)
    said = azalai(verb, month, *VERBS[verb], "--workspace", mali_closed)
    assert said.code == 1
    assert (english if lang == "en" else french) in said.errors
    assert said.out == ""
    assert files(mali_closed) == before


CLOSED = {
    ("close", "2020-06"): ("is closed already", "est déjà clôturé"),
    ("close", "2020-06", "--revise"): ("needs a reason", "demande une raison"),
    ("verify", "2020-06", "--revision", "7"): ("has no revision 7", "n’a pas de révision 7"),
    ("verify", "2020-06", "--revision", "-1"): ("has no revision -1", "n’a pas de révision -1"),
    ("tables", "2020-06", "--measure", "shoes"): (
        "There is no measure “shoes”", "Il n’y a pas de mesure «\u00a0shoes\u00a0»",
    ),
    ("tables", "2020-06", "--place", "Gao"): (
        "There is no place “Gao”", "Il n’y a pas de lieu «\u00a0Gao\u00a0»",
    ),
    ("explain", "2020-06", "nationalities", "MLI"): ("numbers fit", "nombres correspondent"),
    ("explain", "2020-06", "flows", "MLI", "--category", "BFA"): (
        "No number of the release fits", "Aucun nombre de l’édition ne correspond",
    ),
    ("query", "SELECT * FROM read_csv('/etc/passwd')"): (
        "The question cannot be answered", "La question n’a pas de réponse",
    ),
    ("query", " -- nothing"): ("There is no question", "Il n’y a pas de question"),
    ("query", "CREATE TABLE x (a INT)"): ("is one SELECT", "est un seul SELECT"),
    ("query", "SELECT 1; SELECT 2"): ("is one SELECT", "est un seul SELECT"),
    ("query", "SET threads = 1"): ("is one SELECT", "est un seul SELECT"),
    ("tables", "2020-06", "--output", "/no such folder/x.csv"): (
        "/no such folder/x.csv cannot be written",
        "/no such folder/x.csv ne peut pas être écrit",
    ),
    ("query", "SELEC 1"): ("The question cannot be answered", "La question n’a pas de réponse"),
    ("bulletin", "2020-06", "--lang", "en,de"): (
        "is not a list of languages", "n’est pas une liste de langues",
    ),
}  # fmt: skip


@pytest.mark.parametrize("words", CLOSED)
def test_bi01_what_a_closed_month_does_not_have(
    mali_closed: Path,
    azalai: Callable[..., Said],
    lang: str,
    words: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    before = files(mali_closed)
    if words[0] == "bulletin":
        # Its --lang names languages of the bulletin; the program's is the environment's.
        monkeypatch.setenv("AZALAI_LANG", lang)
        with pytest.raises(SystemExit) as done:
            main([*words, "--workspace", str(mali_closed)])
        said = Said(int(done.value.code or 0), *capfd.readouterr())
    else:
        said = azalai(*words, "--workspace", mali_closed)
    assert said.code == 1
    assert CLOSED[words][LANGUAGES.index(lang)] in said.errors
    assert files(mali_closed) == before


def test_bi01_a_month_still_open_has_no_bulletin(
    mali_imported: Path, azalai: Callable[..., Said], lang: str
) -> None:
    for verb in ("bulletin", "verify", "explain"):
        said = azalai(verb, "2020-06", *VERBS[verb], "--workspace", mali_imported)
        assert said.code == 1
        assert ("2020-06 is not closed yet" if lang == "en"
                else "2020-06 n’est pas encore clôturé") in said.errors  # fmt: skip


@pytest.mark.parametrize(
    "words", [("status",), ("close", "2020-06"), ("import", "x.csv"), ("query", "SELECT 1")]
)
def test_bi01_a_folder_that_is_no_workspace(
    azalai: Callable[..., Said], lang: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    said = azalai(*words, "--workspace", tmp_path)
    assert said.code == 1
    assert ("is not a workspace" if lang == "en"
            else "n’est pas un espace de travail") in said.errors  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_bi01_a_workspace_in_which_another_program_writes(
    mission: Any, azalai: Callable[..., Said], lang: str
) -> None:
    path = mission.file("a.csv", HEADER + FINE)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with store.writing(mission.root):
            held.set()
            done.wait(30)

    other = threading.Thread(target=hold)
    other.start()
    try:
        assert held.wait(10)
        said = azalai("import", path, "--workspace", mission.root)
    finally:
        done.set()
        other.join()
    assert said.code == 1
    assert ("Another program is writing" if lang == "en"
            else "Un autre programme écrit") in said.errors  # fmt: skip
    assert mission.groups() == []


SETTINGS = {
    "azalai.toml": ("layout = 1\ncountry = ", "cannot be read", "ne peut pas être lu"),
    "protection.toml": ("treshold = 10\n", "treshold = 10", "treshold = 10"),
    "roles.csv": ("point,role,from\nML-east,edge,2020-01-01\n", "row 2, column “role”: “edge”",
                  "ligne 2, colonne «\u00a0role\u00a0»\u00a0: «\u00a0edge\u00a0»"),
    "points.csv": ("code;name_en\n", "lacks the column", "Il manque à"),
}  # fmt: skip


@pytest.mark.parametrize("name", SETTINGS)
def test_bi01_a_workspace_with_a_slip_in_its_files(
    mali_imported: Path,
    own: Callable[[Path], Path],
    azalai: Callable[..., Said],
    lang: str,
    name: str,
) -> None:
    content, english, french = SETTINGS[name]
    root = own(mali_imported)
    (root / name).write_text(content, "utf-8")
    before = files(root)
    said = azalai("close", "2020-06", "--workspace", root)
    assert said.code == 1
    assert (english if lang == "en" else french) in said.errors
    assert name in said.errors
    assert files(root) == before


def test_bi01_a_new_workspace_over_an_old_one(
    mali_imported: Path, azalai: Callable[..., Said], lang: str
) -> None:
    before = files(mali_imported)
    said = azalai("new", mali_imported, "--country", "MLI")
    assert said.code == 1
    assert ("exists and is not empty" if lang == "en"
            else "existe et n’est pas vide") in said.errors  # fmt: skip
    assert files(mali_imported) == before


def test_bi01_a_country_without_a_pack(
    azalai: Callable[..., Said], lang: str, tmp_path: Path
) -> None:
    said = azalai("new", tmp_path / "x", "--country", "XXX")
    assert said.code == 1
    french = "Il n’y a pas de données de pays pour «\u00a0XXX\u00a0»"
    assert ("There is no country pack for “XXX”" if lang == "en" else french) in said.errors
    assert list(tmp_path.iterdir()) == []


def test_bi01_a_new_workspace_of_no_country(
    azalai: Callable[..., Said], lang: str, tmp_path: Path
) -> None:
    said = azalai("new", tmp_path / "x")
    assert said.code == 1
    assert "--country MLI" in said.errors
    assert ("Say for which country" if lang == "en" else "Dites pour quel pays") in said.errors


def test_bi01_a_folder_of_mappings_is_no_mapping(
    mission: Any, azalai: Callable[..., Said], lang: str
) -> None:
    path = mission.file("a.csv", HEADER + FINE)
    said = azalai("import", path, "--mapping", mission.root / "mappings",
                  "--workspace", mission.root)  # fmt: skip
    assert said.code == 1
    assert ("mappings is a folder" if lang == "en" else "mappings est un dossier") in said.errors


def test_bi01_the_same_file_by_another_mapping(
    mission: Any, azalai: Callable[..., Said], lang: str
) -> None:
    path = mission.file("a.csv", HEADER + FINE)
    assert azalai("import", path, "--workspace", mission.root).code == 0
    (known,) = mission.folder.imports()
    other = mission.file("m.toml", (mission.root / "mappings/flows.toml").read_text("utf-8") + "#")
    before = mission.tree(besides=(".lock",))
    said = azalai("import", path, "--mapping", other, "--workspace", mission.root)
    assert said.code == 1
    assert f"--replaces {known.import_id}" in said.errors
    assert ("counted twice" if lang == "en" else "comptés deux fois") in said.errors
    assert mission.tree(besides=(".lock",)) == before


def test_bi01_a_damaged_manifest_is_said_before_anything_is_closed(
    mali_closed: Path, own: Callable[[Path], Path], azalai: Callable[..., Said], lang: str
) -> None:
    root = own(mali_closed)
    for text in ("{", "{}", "[]"):
        (root / "releases/2020-05/r1/manifest.json").write_text(text, "utf-8")
        before = files(root)
        said = azalai("close", "2020-06", "--revise", "--reason", "x", "--workspace", root)
        assert said.code == 1
        assert "2020-05" in said.errors
        assert "manifest.json" in said.errors
        assert files(root) == before


def test_bi03_one_group_is_said_in_the_singular_and_points_without_a_role_are_named(
    mission: Any, azalai: Callable[..., Said], lang: str
) -> None:
    one, two = ("1 group, 3 persons", "2 groups, 4 persons") if lang == "en" else (
        "1 groupe, 3 personnes", "2 groupes, 4 personnes")  # fmt: skip
    path = mission.file("a.csv", HEADER + FINE)
    said = azalai("import", path, "--workspace", mission.root)
    assert one in said.out
    assert "roles.csv" not in said.errors
    (mission.root / "roles.csv").write_text("point,role,from,to\n", "utf-8")
    path = mission.file("b.csv", HEADER + "2,2020-06-02,East,in,2,,,,,,,,,\n"
                        "3,2020-06-03,East,in,2,,,,,,,,,\n")  # fmt: skip
    said = azalai("import", path, "--workspace", mission.root)
    assert two in said.out
    assert "ML-east" in said.errors
    assert "roles.csv" in said.errors
    said = azalai("close", "2020-06", "--workspace", mission.root)
    assert said.code == 0
    assert ("National: not collected." if lang == "en"
            else "National\u00a0: non collecté.") in said.out  # fmt: skip
    assert "roles.csv" in said.errors


def test_bi03_what_is_left_of_an_import_is_listed(
    mission: Any, azalai: Callable[..., Said], lang: str
) -> None:
    other = "2,2020-06-02,East,in,2,,,,,,,,,\n"
    azalai("import", mission.file("a.csv", HEADER + FINE + other), "--workspace", mission.root)
    said = azalai("import", mission.file("a.csv", HEADER + other), "--workspace", mission.root)
    (first,) = [item for item in mission.folder.imports() if item.groups]
    assert f"--replaces {first.import_id}" in said.out
    assert azalai("import", mission.file("c.csv", HEADER + other), "--replaces", first.import_id,
                  "--workspace", mission.root).code == 0  # fmt: skip
    listed = azalai("imports", "--workspace", mission.root).out.splitlines()
    third = next(item for item in mission.folder.imports() if item.file == "c.csv")
    before = next(i for i, line in enumerate(listed) if line.startswith(first.import_id))
    assert ("nothing of it" if lang == "en" else "rien n’en est") in listed[before]
    assert third.import_id in listed[before + 1]
    (now,) = [line for line in listed if line.startswith(third.import_id)]
    assert ("1 group, 2 persons, 2020-06" if lang == "en"
            else "1 groupe, 2 personnes, 2020-06") in now  # fmt: skip


def test_bi01_messages_are_distinct() -> None:
    for place in (2, 3):
        messages = {case[place] for case in UNREADABLE.values()}
        # Two pictures, and two kinds of broken spreadsheet, rightly share theirs.
        assert len(messages) == len(UNREADABLE) - 2
        assert len({case[place] for case in ROWS.values()}) == len(ROWS)
