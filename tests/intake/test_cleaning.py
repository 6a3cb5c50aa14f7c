"""The cleaning log: every change on record, the original untouched.

IN-30  a correction brings a row that was set aside into its month, as if the file had been right
IN-31  the file that came, and its mapping, stay byte for byte
IN-32  undoing every entry gives the records before; an undoing may be undone
IN-33  the log goes out as a spreadsheet and comes in again; on the original it gives the same
       records
IN-34  a list of findings, filled in, is a list of corrections
IN-35  what cannot be corrected is refused by name, and nothing is written then
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import fastexcel
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from azalai.intake import Correction, correct, import_file, import_log, undo, write_log
from azalai.intake.listing import found_in, write_findings
from azalai.model.errors import InputError
from azalai.model.flows import TRANSPORT
from azalai.workspace import Folder, create
from azalai.workspace.cleaning import COLUMNS, read_entries
from azalai.workspace.imports import KeptOut
from azalai.workspace.packs import country_pack, example
from tests.conftest import JUNE, TODAY

HEADER = "form,day,place,way,n,next,type,men,women,boys,girls,alone,Mali,Niger\n"
FINE = "1,2020-06-01,East,in,3,Mali,seasonal,3,0,0,0,,2,1\n"


def records_of(root: Path) -> dict[str, bytes]:
    """Every file of records."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted((root / "records").rglob("*.parquet"))
    }


def groups_of(root: Path) -> list[dict[str, Any]]:
    """Every group, without the columns that say how it came."""
    rows = []
    for path in sorted((root / "records").rglob("groups.parquet")):
        rows += pq.ParquetFile(path).read().drop_columns(["import_id"]).to_pylist()
    return rows


def fix(root: Path, record: str, field: str, new: str, **more: Any) -> Any:
    return correct(
        Folder(root),
        [Correction(record=record, field=field, new=new, reason="seen", **more)],
        TODAY,
    )


WRONG = [
    ("8,2020-06-02,Eastt,in,3,,,,,,,,,\n", "8", "point", "East",
     "8,2020-06-02,East,in,3,,,,,,,,,\n"),
    ("8,2020-06-31,East,in,3,,,,,,,,,\n", "8", "date", "2020-06-30",
     "8,2020-06-30,East,in,3,,,,,,,,,\n"),
    ("8,2020-06-02,East,in,three,,,,,,,,,\n", "8", "persons", "3",
     "8,2020-06-02,East,in,3,,,,,,,,,\n"),
    ("8,2020-06-02,East,in,3,,,,,,,,x,1\n", "8", "nationality/MLI", "2",
     "8,2020-06-02,East,in,3,,,,,,,,2,1\n"),
    ("8,2020-06-02,East,in,3,,,9,0,0,0,,,\n", "8", "sex_age/M/adult", "3",
     "8,2020-06-02,East,in,3,,,3,0,0,0,,,\n"),
    ("8,2020-06-02,East,in,3,,,,,,,-1,,\n", "8", "vulnerability/unaccompanied", "",
     "8,2020-06-02,East,in,3,,,,,,,,,\n"),
    ("8,2020-06-02,East,up,3,,,,,,,,,\n", "8", "direction", "out",
     "8,2020-06-02,East,out,3,,,,,,,,,\n"),
    ("1,2020-06-02,East,in,4,,,,,,,,,\n", "row", "record_id", "9",
     "9,2020-06-02,East,in,4,,,,,,,,,\n"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "record", "field", "new", "right"), WRONG)
def test_in30_in31_a_corrected_row_counts_as_if_the_file_had_been_right(
    missions: Any, wrong: str, record: str, field: str, new: str, right: str
) -> None:
    corrected, clean = missions(), missions()
    report = corrected.load(HEADER + FINE + wrong)
    kept = {
        path.name: path.read_bytes()
        for path in (corrected.root / "imports" / report.import_id).iterdir()
        if path.name.startswith(("original", "mapping"))
    }
    assert report.set_aside
    if record == "row":
        record = f"{report.import_id}:3"
    fix(corrected.root, record, field, new)
    clean.load(HEADER + FINE + right)
    assert groups_of(corrected.root) == groups_of(clean.root)
    for name, content in kept.items():
        assert (corrected.root / "imports" / report.import_id / name).read_bytes() == content


def test_in30_the_report_and_the_rows_set_aside_are_brought_up_to_date(mission: Any) -> None:
    mission.load(HEADER + FINE + WRONG[0][0])
    before = Folder(mission.root).imports()[0]
    assert (before.set_aside, before.kept_out) == (1, {"2020-06": KeptOut(1, {"unknown_point": 1})})
    fix(mission.root, "8", "point", "East")
    after = Folder(mission.root).imports()[0]
    assert (after.set_aside, after.kept_out, after.corrected) == (0, {}, 1)
    assert not (mission.root / after.set_aside_path).exists()
    assert not (mission.root / after.findings_path).exists()


def test_in30_a_later_file_with_the_same_row_is_corrected_too(mission: Any) -> None:
    mission.load(HEADER + FINE + WRONG[0][0])
    fix(mission.root, "8", "point", "East")
    later = mission.load(HEADER + FINE + WRONG[0][0] + "9,2020-06-03,East,in,1,,,,,,,,,\n")
    assert (later.groups, later.known, later.set_aside, later.corrected) == (1, 2, 0, 1)


def test_in30_a_file_that_has_another_value_now_is_not_corrected_over(mission: Any) -> None:
    plain = "1,2020-06-01,East,in,3,,,,,,,,,\n"
    first = mission.load(HEADER + plain)
    fix(mission.root, "1", "persons", "5")
    later = mission.load(HEADER + plain.replace("in,3", "in,4"), replaces=first.import_id)
    assert [item.rule for item in later.findings if item.rule == "correction_stale"]
    assert groups_of(mission.root)[0]["persons"] == 4


def test_in30_excluded_groups_stay_out_and_free_their_double(missions: Any) -> None:
    mission, clean = missions(), missions()
    report = mission.load(HEADER + FINE + "1,2020-06-02,East,in,4,,,,,,,,,\n")
    assert (report.groups, report.set_aside) == (0, 2)
    fix(mission.root, f"{report.import_id}:3", "decision", "exclude")
    clean.load(HEADER + FINE)
    assert groups_of(mission.root) == groups_of(clean.root)
    record = Folder(mission.root).imports()[0]
    assert (record.excluded, record.kept_out, record.set_aside) == (1, {}, 0)


def test_in30_an_improbable_finding_may_be_accepted_an_impossible_one_not(mission: Any) -> None:
    report = mission.load(
        HEADER + "7,2019-12-31,East,in,3,,,,,,,,,\n8,2020-06-01,East,in,3,,,9,0,0,0,,,\n"
    )
    assert report.set_aside == 2
    fix(mission.root, "7", "decision", "accept", rule="outside_opening")
    assert [group["record_id"] for group in groups_of(mission.root)] == ["7"]
    with pytest.raises(InputError) as caught:
        fix(mission.root, "8", "decision", "accept", rule="parts_exceed_group")
    assert caught.value.code == "not_waivable"


def test_in32_undoing_gives_the_records_before_and_undoing_that_the_records_after(
    mission: Any,
) -> None:
    mission.load(HEADER + FINE + WRONG[0][0])
    before = records_of(mission.root)
    fix(mission.root, "8", "point", "East")
    fix(mission.root, "1", "persons", "4")
    after = records_of(mission.root)
    for number in (1, 2):
        undo(Folder(mission.root), number, "was right", TODAY)
    assert records_of(mission.root) == before
    for number in (3, 4):
        undo(Folder(mission.root), number, "was wrong after all", TODAY)
    assert records_of(mission.root) == after
    assert [entry.undoes for entry in read_entries(mission.root)] == [0, 0, 1, 2, 3, 4]
    with pytest.raises(InputError) as caught:
        undo(Folder(mission.root), 9, "none", TODAY)
    assert caught.value.code == "no_such_entry"


def many(root: Path, number: int) -> list[Correction]:
    """Corrections of all kinds to the packaged June."""
    chance = random.Random(number)
    path = root / "records" / "2020-06" / "groups.parquet"
    groups = pq.ParquetFile(path).read().to_pylist()
    found = []
    for group in chance.sample(groups, number):
        field, new = chance.choice((
            ("point", "Gogui"), ("direction", "in"), ("date", "2020-06-15"),
            ("transport", chance.choice(TRANSPORT)), ("final_destination", "Niger"),
            ("next_destination", ""), ("persons", str(group["persons"] + 1)),
            ("vulnerability/pregnant", "1"), ("decision", "exclude"),
        ))  # fmt: skip
        found.append(Correction(record=group["record_id"], field=field, new=new, reason="drill"))
    return found


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_in32_in33_a_log_of_many_entries_makes_its_round(
    mali_imported: Path, own: Any, tmp_path: Path, suffix: str
) -> None:
    root = own(mali_imported)
    original = records_of(root)
    correct(Folder(root), many(root, 60), TODAY)
    # A second thought about the same value, and a change of mind.
    first = read_entries(root)[0]
    undo(Folder(root), 2, "not so", TODAY)
    fix(root, first.record, "comment", "=1+1 is no formula")
    cleaned = records_of(root)
    assert cleaned != original

    sheet = tmp_path / f"log{suffix}"
    assert write_log(Folder(root), sheet) == 62
    other = tmp_path / "other"
    folder = create(other, example("mali_2020"), country_pack("MLI"))
    for month in ("2020-05", "2020-06"):
        path = example("mali_2020") / "import" / f"flows_{month}.csv"
        import_file(folder, path, other / "mappings" / "flows.toml", TODAY)
    assert records_of(other) == original
    assert len(import_log(folder, sheet, TODAY).entries) == 62
    assert records_of(other) == cleaned
    assert read_entries(other) == read_entries(root)
    # Once more: nothing is new.
    assert import_log(folder, sheet, TODAY).entries == ()

    for entry in read_entries(root):
        if not entry.undoes and entry.number != 2:
            undo(Folder(root), entry.number, "drill over", TODAY)
    assert records_of(root) == original


def test_in34_a_list_of_findings_filled_in_is_a_list_of_corrections(
    missions: Any, tmp_path: Path
) -> None:
    mission, clean = missions(), missions()
    mission.load(HEADER + FINE + WRONG[0][0] + WRONG[2][0].replace("8,", "9,", 1))
    path = tmp_path / "findings.xlsx"
    write_findings(path, found_in(Folder(mission.root), [JUNE], TODAY))
    table = fastexcel.read_excel(str(path)).load_sheet(0, dtypes="string").to_pandas()
    table = table.fillna("").set_index("record")
    assert table.loc["8", "new"] == "ML-east"
    assert table.loc["9", "old"] == "three"
    filled = tmp_path / "filled.xlsx"
    with xlsxwriter.Workbook(str(filled)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, COLUMNS)
        for number, (record, row) in enumerate(table.iterrows(), start=1):
            new = {"8": row["new"], "9": "3"}.get(str(record), "")
            cells = {**row.to_dict(), "record": record, "new": new, "reason": "looked" * bool(new)}
            sheet.write_row(number, 0, [str(cells[name]) for name in COLUMNS])
    import_log(Folder(mission.root), filled, TODAY)
    clean.load(HEADER + FINE + WRONG[0][4] + WRONG[2][4].replace("8,", "9,", 1))
    assert groups_of(mission.root) == groups_of(clean.root)


REFUSED = [
    ({"record": "77", "field": "persons", "new": "2"}, "no_record_to_correct"),
    ({"record": "1", "field": "colour", "new": "2"}, "no_such_field"),
    ({"record": "1", "field": "nationality", "new": "2"}, "no_such_field"),
    ({"record": "1", "field": "sex_age/M", "new": "2"}, "no_such_field"),
    ({"record": "1", "field": "persons", "new": "-2"}, "bad_new_value"),
    ({"record": "1", "field": "date", "new": "03/06/2020"}, "bad_new_value"),
    ({"record": "1", "field": "point", "new": "Nowhere"}, "bad_new_value"),
    ({"record": "1", "field": "persons", "new": "2", "old": "9"}, "correction_stale"),
    ({"record": "1", "field": "persons", "new": "2", "reason": " "}, "reason_missing"),
    ({"record": "1", "field": "decision", "new": "forget"}, "bad_decision"),
]


@pytest.mark.parametrize(("wanted", "code"), REFUSED)
def test_in35_what_cannot_be_corrected_is_refused_and_nothing_is_written(
    mission: Any, wanted: dict[str, str], code: str
) -> None:
    mission.load(HEADER + FINE)
    before = {path: path.read_bytes() for path in mission.root.rglob("*") if path.is_file()}
    with pytest.raises(InputError) as caught:
        correct(Folder(mission.root), [Correction(**{"reason": "r", **wanted})], TODAY)
    assert caught.value.code == code
    after = {path: path.read_bytes() for path in mission.root.rglob("*") if path.is_file()}
    assert after == before


def test_in35_an_entry_that_was_changed_in_the_spreadsheet_is_refused(
    mission: Any, tmp_path: Path
) -> None:
    mission.load(HEADER + FINE)
    fix(mission.root, "1", "persons", "4")
    path = tmp_path / "log.csv"
    write_log(Folder(mission.root), path)
    path.write_text(path.read_text("utf-8").replace(",4,seen", ",5,seen"), "utf-8")
    with pytest.raises(InputError) as caught:
        import_log(Folder(mission.root), path, TODAY)
    assert caught.value.code == "entry_differs"


PLAIN = "format = 1\n[columns]\nrecord_id = 'form'\ndate = 'day'\npoint = 'place'\npersons = 'n'\n"


def plain(*rows: str) -> str:
    return "form,day,place,n\n" + "".join(f"{row}\n" for row in rows)


def test_in35_a_record_keeps_its_number(mission: Any) -> None:
    mission.load(plain("1,2020-06-01,East,3"), PLAIN)
    with pytest.raises(InputError) as caught:
        fix(mission.root, "1", "record_id", "")
    assert caught.value.code == "bad_new_value"


def test_in30_what_was_replaced_does_not_come_back(mission: Any) -> None:
    first = mission.load(plain("1,2020-06-01,East,3", "2,2020-06-01,Nowhere,3"), PLAIN)
    mission.load(
        plain("1,2020-06-01,East,4", "2,2020-06-01,West,3"), PLAIN, replaces=first.import_id
    )
    assert found_in(Folder(mission.root), [JUNE], TODAY, whole=True) == [
        item for item in found_in(Folder(mission.root), [JUNE], TODAY) if item.rule == "silent_day"
        or item.rule == "short_history"
    ]  # fmt: skip
    fix(mission.root, "1", "persons", "5")
    assert [group["persons"] for group in groups_of(mission.root)] == [5, 3]
    with pytest.raises(InputError):
        fix(mission.root, f"{first.import_id}:3", "point", "East")


def test_in30_of_one_number_in_two_files_the_recorded_one_is_meant(mission: Any) -> None:
    mission.load(plain("1,2020-06-01,East,4"), PLAIN, name="east.csv")
    other = mission.load(plain("1,2020-06-01,West,8"), PLAIN, name="west.csv")
    assert other.findings[0].record == f"{other.import_id}:2"
    fix(mission.root, "1", "persons", "5")
    assert read_entries(mission.root)[0].old == "4"
    fix(mission.root, f"{other.import_id}:2", "record_id", "W-1")
    assert sorted((g["record_id"], g["persons"]) for g in groups_of(mission.root)) == [
        ("1", 5), ("W-1", 8),
    ]  # fmt: skip
    # And now by the number it has.
    fix(mission.root, "W-1", "persons", "9")
    assert sorted(group["persons"] for group in groups_of(mission.root)) == [5, 9]


def test_in33_a_reason_without_a_value_waits_and_a_value_without_a_reason(
    mission: Any, tmp_path: Path
) -> None:
    mission.load(plain("1,2020-06-01,East,3", "2,2020-06-01,East,3"), PLAIN)
    before = records_of(mission.root)
    path = tmp_path / "list.csv"
    head = ",".join(COLUMNS)
    path.write_text(f"{head}\n,1,persons,3,,ask Awa,,,,\n,2,persons,3,4,,,,,\n", "utf-8")
    done = import_log(Folder(mission.root), path, TODAY)
    assert (done.entries, done.waiting) == ((), 2)
    assert records_of(mission.root) == before


@pytest.mark.parametrize(("named", "code"), [("mli", "MLI"), ("Mali", "MLI"), ("XXX", "")])
def test_in30_a_nationality_goes_by_its_code(mission: Any, named: str, code: str) -> None:
    mission.load(plain("1,2020-06-01,East,3"), PLAIN)
    if not code:
        with pytest.raises(InputError) as caught:
            fix(mission.root, "1", f"nationality/{named}", "1")
        assert caught.value.code == "no_such_field"
        return
    fix(mission.root, "1", f"nationality/{named}", "1")
    assert mission.counts() == [("1", "nationality", code, "", 1)]


def test_in30_an_unknown_direction_is_a_direction(mission: Any) -> None:
    mission.load(HEADER + FINE)
    fix(mission.root, "1", "direction", "")
    assert mission.groups()[0]["direction"] == "unknown"


def test_in35_a_repeated_number_is_not_accepted_twice(mission: Any) -> None:
    report = mission.load(plain("1,2020-06-01,East,3", "1,2020-06-01,East,3"), PLAIN)
    with pytest.raises(InputError) as caught:
        fix(mission.root, f"{report.import_id}:3", "decision", "accept", rule="repeated_row")
    assert caught.value.code == "not_waivable"
    fix(mission.root, f"{report.import_id}:3", "record_id", "1-b")
    assert sorted(group["record_id"] for group in groups_of(mission.root)) == ["1", "1-b"]


@pytest.mark.parametrize("record", ["{import_id}:99", "{import_id}:x", "nobody"])
def test_in35_an_entry_about_nothing_is_refused(mission: Any, record: str) -> None:
    report = mission.load(plain("1,2020-06-01,East,3"), PLAIN)
    with pytest.raises(InputError) as caught:
        fix(mission.root, record.format(import_id=report.import_id), "persons", "4")
    assert caught.value.code == "no_record_to_correct"
    assert read_entries(mission.root) == []


def test_in30_a_folder_may_be_called_anything(tmp_path: Path, mali_imported: Path) -> None:
    import shutil

    twins = [tmp_path / "m 2", tmp_path / "m [2]", tmp_path / "m *"]
    for twin in twins:
        shutil.copytree(mali_imported, twin)
    record = groups_of(twins[0])[0]["record_id"]
    fix(twins[1], record, "decision", "exclude")
    held = [sum(item.groups for item in Folder(twin).held().values()) for twin in twins]
    assert held[1] == held[0] - 1
    assert held[2] == held[0]


def test_in30_what_is_secret_is_in_no_finding(mission: Any) -> None:
    text = "form,day,place,n,who\n1,2020-06-01,East,2,Awa\n1,2020-06-01,East,1,Moussa\n"
    mapping = PLAIN.replace("persons = 'n'\n", "enumerator = 'who'\n") + (
        "[long]\ngroup_by = ['form']\npersons = 'n'\n"
    )
    report = mission.load(text, mapping)
    assert [item.rule for item in report.findings] == ["rows_differ"]
    told = (mission.root / Folder(mission.root).imports()[0].findings_path).read_text("utf-8")
    assert "Awa" not in told
    assert "Moussa" not in told
