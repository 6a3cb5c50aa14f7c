"""Records and designs come in whole or not at all, and only with what the design names.

SV-31  the packaged example comes in; the same once more changes nothing
SV-32  nothing of a column that the design does not name is kept anywhere
SV-33  bad designs and bad files: each has its word, in both languages, and changes nothing
SV-34  one column for each answer and one column for all of them mean the same
SV-35  conditions, refusals and stray answers
SV-36  a draft of a design is a design
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from azalai.intake.surveys import SurveyUnreadError, draft_design, import_survey
from azalai.methods.surveys import compare, estimate
from azalai.model.answers import Estimate
from azalai.model.errors import AzalaiError, InputError
from azalai.wording import Wording
from azalai.workspace import Folder, create
from azalai.workspace.packs import country_pack, example
from azalai.workspace.survey_design import read_design
from azalai.workspace.surveys import read_survey, survey_ids

SURVEY = example("mali_2012") / "survey"
EN, FR = Wording("en"), Wording("fr")

DESIGN = """
format = 1
id = "small"
population = "idp"
place = "MLI"
from = 2013-02-01
to = 2013-02-12
minimum_base = 1
[title]
en = "Small"
fr = "Petite"
[source]
code = "test"
[sample]
stratum = "region"
cluster = "site"
weight = "w"
[response]
column = "result"
complete = ["done"]
[questions.wish]
column = "wish"
en = "Wish"
fr = "Souhait"
non_response = ["refused"]
sensitive = false
[questions.wish.answers]
return = { en = "Return", fr = "Retour" }
stay = { en = "Stay", fr = "Rester" }
[questions.needs]
column = "needs"
kind = "multiple"
en = "Needs"
fr = "Besoins"
asked_if = "wish = return"
sensitive = false
[questions.needs.answers]
food = { en = "Food", fr = "Nourriture" }
water = { en = "Water", fr = "Eau" }
"""
ROWS = [
    ["name", "region", "site", "w", "result", "wish", "needs"],
    ["Aminata", "N", "1", "10", "done", "return", "food water"],
    ["Moussa", "N", "1", "12,5", "done", "Retour", "water"],
    ["Fatou", "N", "2", "9", "done", "stay", "food"],
    ["Issa", "N", "2", "9", "absent", "", ""],
    ["Awa", "S", "1", "30", "done", "RETURN", ""],
    ["Oumar", "S", "2", "28", "done", "refused", ""],
    ["Kadi", "S", "2", "31", "done", "stay", ""],
]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("surveys") / "mali"
    create(root, example("mali_2012"), country_pack("MLI"))
    return root


@pytest.fixture
def folder(empty: Path, own: Callable[[Path], Path]) -> Folder:
    return Folder(own(empty))


def write(tmp_path: Path, rows: list[list[str]] = ROWS, design: str = DESIGN) -> tuple[Path, Path]:
    records, plan = tmp_path / "records.csv", tmp_path / "design.toml"
    with records.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    plan.write_text(design, encoding="utf-8")
    return records, plan


def changed(row: int, column: str, value: str) -> list[list[str]]:
    """The rows with one cell changed."""
    rows = [list(cells) for cells in ROWS]
    rows[row - 1][ROWS[0].index(column)] = value
    return rows


def shares(folder: Folder, survey: str, question: str) -> dict[str, Estimate]:
    found = read_survey(folder, survey)
    return {item.answer: item for item in estimate(found.records, found.design, question)}


@pytest.mark.parametrize("wave, rows, complete", [("2012-11", 350, 339), ("2013-02", 430, 412)])
def test_the_example_comes_in(folder: Folder, wave: str, rows: int, complete: int) -> None:
    files = SURVEY / f"intentions_{wave}.csv", SURVEY / f"intentions_{wave}.toml"
    report = import_survey(folder, *files)
    assert report.changed and (report.record.rows, report.record.complete) == (rows, complete)
    with files[0].open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == rows
    done = [line for line in lines if line["result"] == "completed"]
    wishes = shares(folder, f"intentions-{wave}", "intention")
    weight = sum(float(line["weight"]) for line in done)
    back = sum(float(line["weight"]) for line in done if line["intention"] == "return")
    assert wishes["return"].share == pytest.approx(back / weight, abs=1e-6)
    assert wishes["return"].n == len(done) == complete
    assert read_survey(folder, f"intentions-{wave}").design.simulated


def test_the_example_is_near_the_report_it_imitates(folder: Folder) -> None:
    import_survey(folder, SURVEY / "intentions_2013-02.csv", SURVEY / "intentions_2013-02.toml")
    printed = {"security": 62, "school": 37, "farming": 5, "transport": 5}
    depends = shares(folder, "", "return_date_depends")
    for code, value in printed.items():
        low, high = depends[code].low, depends[code].high
        assert low is not None and high is not None and 100 * low < value < 100 * high, code
    wish = shares(folder, "", "intention")["return"]
    assert wish.low is not None and wish.high is not None and wish.low < 0.93 < wish.high


def test_the_waves_of_the_example_tell_a_change_from_none(folder: Folder) -> None:
    for wave in ("2012-11", "2013-02"):
        import_survey(folder, *(SURVEY / f"intentions_{wave}.{end}" for end in ("csv", "toml")))
    one, two = (read_survey(folder, f"intentions-{wave}") for wave in ("2012-11", "2013-02"))
    found = {
        (item.question, item.answer): item
        for item in compare((one.records, one.design), (two.records, two.design))
    }
    assert found["security_expected", "soon"].shown
    assert not found["intention", "return"].shown


def test_the_same_file_twice_is_nothing(folder: Folder, tmp_path: Path) -> None:
    files = write(tmp_path)
    assert import_survey(folder, *files).changed
    before = sorted(path.stat().st_mtime_ns for path in folder.root.rglob("*"))
    assert not import_survey(folder, *files).changed
    assert sorted(path.stat().st_mtime_ns for path in folder.root.rglob("*")) == before
    files[1].write_text(DESIGN.replace('"Small"', '"Smaller"'), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        import_survey(folder, *files)
    assert caught.value.code == "survey_exists"
    assert import_survey(folder, *files, force=True).changed
    assert read_survey(folder).design.name("en") == "Smaller"
    assert "survey import" in (folder.root / "log.csv").read_text(encoding="utf-8")


def test_a_dry_run_writes_nothing(folder: Folder, tmp_path: Path) -> None:
    assert import_survey(folder, *write(tmp_path), dry_run=True).changed
    assert survey_ids(folder) == []


def test_nothing_is_kept_that_the_design_does_not_name(folder: Folder, tmp_path: Path) -> None:
    report = import_survey(folder, *write(tmp_path))
    assert report.not_kept == ("name",)
    for path in (folder.root / "surveys").rglob("*"):
        if path.is_file():
            assert not any(row[0].encode() in path.read_bytes() for row in ROWS[1:]), path


def test_conditions_refusals_and_blanks(folder: Folder, tmp_path: Path) -> None:
    report = import_survey(folder, *write(tmp_path))
    wish, needs = (report.record.questions[code] for code in ("wish", "needs"))
    assert (report.record.rows, report.record.complete) == (7, 6)
    assert (report.record.strata, report.record.clusters) == (2, 4)
    assert (wish.asked, wish.answered, wish.stray) == (6, 5, 0)
    # Three want to return; one of them did not answer; Fatou, who stays, was not to be asked.
    assert (needs.asked, needs.answered, needs.stray) == (3, 2, 1)
    records = read_survey(folder).records
    assert records["q.needs"].to_pylist() == [
        ["food", "water"], ["water"], None, None, [], None, None,
    ]  # fmt: skip
    assert records["weight"].to_pylist()[1] == 12.5


def test_a_column_for_each_answer_says_the_same(folder: Folder, tmp_path: Path) -> None:
    rows = [[*ROWS[0], "needs/food", "needs/water"]]
    for row in ROWS[1:]:
        marks = [str(int(code in row[-1])) if row[-1] else "" for code in ("food", "water")]
        rows.append([*row, *marks])
    split = DESIGN.replace(
        'column = "needs"', 'columns = { food = "needs/food", water = "needs/water" }'
    )
    import_survey(folder, *write(tmp_path))
    import_survey(folder, *write(tmp_path, rows, split.replace('"small"', '"split"')))
    assert shares(folder, "small", "needs") == shares(folder, "split", "needs")


def test_whoever_said_no_to_everything_has_answered(folder: Folder, tmp_path: Path) -> None:
    rows = [[*ROWS[0], "f", "w_"], *([*row, "0", "0"] for row in ROWS[1:])]
    design = DESIGN.replace('column = "needs"', 'columns = { food = "f", water = "w_" }')
    report = import_survey(folder, *write(tmp_path, rows, design))
    needs = report.record.questions["needs"]
    assert (needs.asked, needs.answered, needs.stray) == (3, 3, 0)
    assert {item.share for item in shares(folder, "small", "needs").values()} == {0.0}


def test_a_workbook_comes_in_too(folder: Folder, tmp_path: Path) -> None:
    path, plan = tmp_path / "records.xlsx", write(tmp_path)[1]
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("data")
        for number, row in enumerate(ROWS):
            for index, cell in enumerate(row):
                sheet.write(number, index, cell)
    assert import_survey(folder, path, plan).record.complete == 6


@pytest.mark.parametrize(
    "row, column, value, code, english, french",
    [
        (2, "wish", "go abroad", "unknown", "“go abroad” is not in the design",
         "«\u00a0go abroad\u00a0» n’est pas dans le plan"),
        (2, "needs", "food gold", "unknown", "“gold” is not in the design",
         "«\u00a0gold\u00a0» n’est pas dans le plan"),
        (3, "w", "", "blank", "the cell is empty", "la cellule est vide"),
        (3, "w", "-2", "not_positive", "“-2” is not a number above 0",
         "«\u00a0-2\u00a0» n’est pas un nombre supérieur à 0"),
        (3, "w", "dix", "not_positive", "“dix” is not a number above 0",
         "«\u00a0dix\u00a0» n’est pas un nombre supérieur à 0"),
        (6, "site", "", "blank", "the cell is empty", "la cellule est vide"),
    ],
)  # fmt: skip
def test_cells_that_do_not_fit(
    folder: Folder,
    tmp_path: Path,
    row: int,
    column: str,
    value: str,
    code: str,
    english: str,
    french: str,
) -> None:
    files = write(tmp_path, changed(row, column, value))
    with pytest.raises(SurveyUnreadError) as caught:
        import_survey(folder, *files)
    (problem,) = caught.value.problems
    assert (problem.row, problem.column, problem.code) == (row, column, code)
    values = {"value": problem.value, "expected": problem.expected}
    assert english in EN.text(f"survey.problem.{code}", **values)
    assert french in FR.text(f"survey.problem.{code}", **values)
    assert "Nothing was imported" in EN.error(caught.value)
    assert "Rien n’a été importé" in FR.error(caught.value)
    assert survey_ids(folder) == []


def test_what_is_wrong_many_times_is_told_once(folder: Folder, tmp_path: Path) -> None:
    rows = changed(2, "wish", "go")
    rows[4][5] = rows[5][5] = "go"
    with pytest.raises(SurveyUnreadError) as caught:
        import_survey(folder, *write(tmp_path, rows))
    # Row 5 is of somebody who was absent.
    assert [(item.row, item.times) for item in caught.value.problems] == [(2, 2)]


def without(line: str) -> str:
    assert line in DESIGN
    return DESIGN.replace(line, "", 1)


def instead(line: str, other: str) -> str:
    assert line in DESIGN
    return DESIGN.replace(line, other, 1)


BAD_DESIGNS = {
    "no id": (without('id = "small"'), "survey_missing_key", "id"),
    "no format": (without("format = 1"), "survey_bad_value", "format"),
    "odd id": (instead('"small"', '"../x"'), "survey_bad_value", "id"),
    "no source": (without('code = "test"'), "survey_missing_key", "source.code"),
    "no French title": (without('fr = "Petite"'), "survey_missing_key", "title.fr"),
    "no French label": (without('fr = "Souhait"'), "survey_missing_key", "questions.wish.fr"),
    "no French answer": (instead(', fr = "Retour"', ""), "survey_missing_key",
                         "questions.wish.answers.return.fr"),
    "odd key": (instead("minimum_base", "minimum"), "survey_unknown_key", "minimum"),
    "odd section": (instead("[sample]", "[sampel]"), "survey_unknown_key", "sampel"),
    "odd kind": (instead('"multiple"', '"several"'), "survey_bad_value", "questions.needs.kind"),
    "level of 95": (instead("minimum_base = 1", "level = 95"), "survey_bad_value", "level"),
    "dates turned": (instead("2013-02-12", "2013-01-12"), "survey_bad_value", "to"),
    "date in words": (instead("2013-02-12", '"12.02.2013"'), "survey_bad_value", "to"),
    "condition on nothing": (instead("wish = return", "want = return"), "survey_bad_value",
                             "questions.needs.asked_if"),
    "condition on no answer": (instead("wish = return", "wish = leave"), "survey_bad_value",
                               "questions.needs.asked_if"),
    "condition unclear": (instead("wish = return", "wants to return"), "survey_bad_value",
                          "questions.needs.asked_if"),
    "no answers": (instead("[questions.needs.answers]", "[strata.N]").split("[strata.N]")[0],
                   "survey_missing_key", "questions.needs.answers"),
    "no complete": (without('complete = ["done"]'), "survey_missing_key", "response.complete"),
    "one size": (DESIGN + "[strata.N]\nsize = 9\n[strata.S]\n", "survey_missing_key",
                 "strata.S.size"),
    "margins apart": (DESIGN + '[margins.a]\ncolumn = "region"\ntotals = { N = 9, S = 9 }\n'
                      '[margins.b]\ncolumn = "site"\ntotals = { "1" = 9, "2" = 8 }\n',
                      "survey_bad_value", "margins.b.totals"),
    "sd too large": (DESIGN + '[margins.a]\ncolumn = "region"\n'
                     "totals = { N = { total = 9, sd = 9 }, S = 9 }\n",
                     "survey_bad_value", "margins.a.totals.N.sd"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_DESIGNS)
def test_bad_designs_have_their_word(folder: Folder, tmp_path: Path, name: str) -> None:
    text, code, field = BAD_DESIGNS[name]
    with pytest.raises(InputError) as caught:
        import_survey(folder, *write(tmp_path, design=text))
    assert (caught.value.code, caught.value.values["field"]) == (code, field)
    english, french = EN.error(caught.value), FR.error(caught.value)
    assert "design.toml" in english and field in english
    assert "design.toml" in french and field in french and french != english
    assert survey_ids(folder) == []


@pytest.mark.parametrize(
    "rows, design, code",
    [
        ([row[1:] for row in [[*r[:5], *r[6:]] for r in ROWS]], DESIGN, "survey_columns"),
        (ROWS, DESIGN.replace('["done"]', '["finished"]'), "survey_no_interviews"),
        ([*ROWS, ["Bina", "S"]], DESIGN, "survey_broken_row"),
        (ROWS, DESIGN + "[strata.N]\nsize = 1\n[strata.S]\nsize = 9\n", "survey_frame_small"),
        (ROWS, "format = [", "bad_toml"),
    ],
)
def test_bad_files_have_their_word(
    folder: Folder, tmp_path: Path, rows: list[list[str]], design: str, code: str
) -> None:
    with pytest.raises(AzalaiError) as caught:
        import_survey(folder, *write(tmp_path, rows, design))
    assert caught.value.code == code
    assert EN.error(caught.value) != FR.error(caught.value)
    assert survey_ids(folder) == []


def test_no_file_and_no_survey(folder: Folder, tmp_path: Path) -> None:
    records, plan = write(tmp_path)
    with pytest.raises(InputError) as caught:
        import_survey(folder, records, tmp_path / "none.toml")
    assert caught.value.code == "file_not_found"
    with pytest.raises(InputError) as caught:
        import_survey(folder, tmp_path / "none.csv", plan)
    assert caught.value.code == "file_not_found"
    with pytest.raises(InputError) as caught:
        read_survey(folder, "none")
    assert caught.value.code == "no_survey_yet"


@pytest.mark.parametrize("wording", [EN, FR], ids=["en", "fr"])
def test_a_draft_is_a_design(tmp_path: Path, wording: Wording) -> None:
    source = SURVEY / "intentions_2013-02.csv"
    made = draft_design(source, wording)
    assert set(made.not_kept) >= {"form", "interviewer", "date", "remarks"}
    data = tomllib.loads(made.text)
    assert (data["sample"]["weight"], data["sample"]["cluster"]) == ("weight", "neighbourhood")
    assert "ML09" in data["groups"]["region"]["values"]
    assert data["questions"]["return_date_depends"]["kind"] == "multiple"
    assert set(data["questions"]["intention"]["answers"]) == {"return", "stay", "unsure"}
    # What only a person knows is filled in; then it is read, and the file comes in by it.
    filled = made.text
    for blank, given in (
        ('place = ""', 'place = "south"'),
        ('from = ""', 'from = "2013-02-01"'),
        ('to = ""', 'to = "2013-02-12"'),
        ('code = ""', 'code = "x"'),
        ('en = ""', 'en = "t"'),
        ('fr = ""', 'fr = "t"'),
    ):
        assert blank in filled
        filled = filled.replace(blank, given)
    filled = re.sub(r"complete = .*", 'complete = ["completed"]', filled)
    path = tmp_path / "draft.toml"
    path.write_text(filled, encoding="utf-8")
    design = read_design(path)
    assert design.question("intention").answer("stay").label("fr") == "stay"
    root = tmp_path / "mali"
    folder = create(root, example("mali_2012"), country_pack("MLI"))
    assert import_survey(folder, source, path).record.complete == 412


def test_a_draft_shows_nobody(tmp_path: Path) -> None:
    made = draft_design(write(tmp_path, ROWS + ROWS[1:] * 3)[0], EN)
    assert "name" in made.not_kept
    assert not any(row[0] in made.text for row in ROWS[1:])
