"""A workspace.

WS-08  a folder of a newer program is refused and left as it is
WS-09  older folders are brought to today's layout, step by step, each whole
WS-10  the same records are the same bytes, in whatever order they came
WS-11  what is damaged or missing is said, with its name
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from azalai.intake import import_file
from azalai.measures import count_month
from azalai.model.errors import InputError, WorkspaceError
from azalai.model.periods import Month
from azalai.release import close
from azalai.workspace import Folder, Transaction, create, migrations, store
from azalai.workspace.packs import country_pack, example


def tree(root: Path) -> dict[str, bytes]:
    """Every file but the log and the lock."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name not in ("log.csv", ".lock")
    }


def test_ws08_a_newer_layout_is_refused_and_untouched(empty_mali: Path) -> None:
    config = empty_mali / "azalai.toml"
    config.write_text(config.read_text("utf-8").replace("layout = 1", "layout = 99"), "utf-8")
    before = tree(empty_mali)
    with pytest.raises(WorkspaceError) as caught:
        Folder(empty_mali)
    assert (caught.value.code, caught.value.values["layout"]) == ("layout_newer", 99)
    assert tree(empty_mali) == before


def rename_register(transaction: Transaction, root: Path) -> None:
    """A step as a later version might have it."""
    transaction.write("register.csv", (root / "points.csv").read_bytes())
    transaction.remove("points.csv")


def test_ws09_a_step_leads_to_the_next_layout(empty_mali: Path) -> None:
    points = (empty_mali / "points.csv").read_bytes()
    assert migrations.migrate(empty_mali, {1: rename_register}, 2) == [1]
    assert migrations.layout_of(empty_mali) == 2
    assert (empty_mali / "register.csv").read_bytes() == points
    assert not (empty_mali / "points.csv").exists()
    assert migrations.migrate(empty_mali, {1: rename_register}, 2) == []


def test_ws09_a_step_that_fails_leaves_the_folder_as_it_was(empty_mali: Path) -> None:
    def broken(transaction: Transaction, root: Path) -> None:
        rename_register(transaction, root)
        raise ZeroDivisionError

    before = tree(empty_mali)
    with pytest.raises(ZeroDivisionError):
        migrations.migrate(empty_mali, {1: broken}, 2)
    assert tree(empty_mali) == before


def test_ws09_a_step_cut_off_after_its_commit_is_not_taken_twice(
    empty_mali: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Crash(BaseException):
        pass

    def crash(root: Path) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(store, "_finish", crash)
        with pytest.raises(Crash):
            migrations.migrate(empty_mali, {1: rename_register}, 2)
    assert migrations.layout_of(empty_mali) == 1  # the moves are still to be made
    migrations.migrate(empty_mali, {1: rename_register}, 2)
    assert migrations.layout_of(empty_mali) == 2
    assert (empty_mali / "register.csv").exists()


def test_ws09_a_layout_without_a_way_is_named(empty_mali: Path) -> None:
    with pytest.raises(WorkspaceError) as caught:
        migrations.migrate(empty_mali, {}, 2)
    assert caught.value.code == "layout_unknown"


def test_ws10_the_order_of_imports_does_not_show_in_the_records(
    mali_imported: Path, tmp_path: Path
) -> None:
    root = tmp_path / "reversed"
    folder = create(root, example("mali_2020"), country_pack("MLI"))
    for month in ("2020-06", "2020-05"):
        source = example("mali_2020") / "import" / f"flows_{month}.csv"
        import_file(folder, source, root / "mappings" / "flows.toml", date(2020, 7, 10))
    assert tree(root) == tree(mali_imported)


def test_ws11_a_folder_that_is_no_workspace_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError) as caught:
        Folder(tmp_path)
    assert caught.value.code == "not_a_workspace"


def test_ws11_a_workspace_is_never_made_over_something(mali_imported: Path) -> None:
    before = tree(mali_imported)
    with pytest.raises(WorkspaceError) as caught:
        create(mali_imported, example("mali_2020"), country_pack("MLI"))
    assert caught.value.code == "folder_in_use"
    assert tree(mali_imported) == before


def test_ws11_cut_off_records_are_named(mali_imported: Path, own: Callable[[Path], Path]) -> None:
    root = own(mali_imported)
    path = root / "records/2020-06/groups.parquet"
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(WorkspaceError) as caught:
        count_month(Folder(root), Month(2020, 6))
    assert caught.value.code == "records_damaged"
    assert str(caught.value.values["path"]).endswith("groups.parquet")


def test_ws11_a_point_taken_off_the_register_takes_no_count_with_it(
    mali_imported: Path, own: Callable[[Path], Path]
) -> None:
    root = own(mali_imported)
    for name in ("points.csv", "roles.csv", "staffing.csv"):
        lines = (root / name).read_text("utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith("ML-benena")]
        (root / name).write_text("".join(kept), "utf-8")
    with pytest.raises(WorkspaceError) as caught:
        count_month(Folder(root), Month(2020, 6))
    assert (caught.value.code, caught.value.values["value"]) == ("point_gone", "ML-benena")


def test_ws11_a_group_can_be_read_back(mali_imported: Path) -> None:
    seen = Folder(mali_imported).observation("2020-06-00002")
    assert (seen.point, seen.persons, seen.direction.value) == ("ML-bamako", 16, "out")
    assert seen.date == date(2020, 6, 1)
    assert seen.attributes["final_destination"] == "DZA"
    assert seen.counts["sex_age"] == {
        ("M", "adult"): 13, ("F", "adult"): 3, ("M", "minor"): 0, ("F", "minor"): 0,
    }  # fmt: skip
    assert seen.unknown("nationality") == 0
    with pytest.raises(WorkspaceError) as caught:
        Folder(mali_imported).observation("none")
    assert caught.value.code == "no_record"


def test_ws11_a_country_without_a_pack_is_told_what_to_do() -> None:
    with pytest.raises(InputError) as caught:
        country_pack("FRA")
    assert (caught.value.code, caught.value.values["known"]) == ("no_country_pack", "MLI")


@pytest.mark.parametrize("name", ["counts", "groups"])
def test_ws11_one_file_of_a_month_alone_is_damage(
    mali_imported: Path, own: Callable[[Path], Path], name: str
) -> None:
    root = own(mali_imported)
    lost = root / "records" / "2020-06" / f"{name}.parquet"
    lost.unlink()
    folder = Folder(root)
    assert [str(month) for month in folder.months()] == ["2020-05", "2020-06"]
    with pytest.raises(WorkspaceError) as caught:
        count_month(folder, Month(2020, 6))
    assert caught.value.code == "records_damaged"
    assert caught.value.values["path"] == str(lost)


def test_ws11_a_month_closes_without_the_report_of_its_import(
    mali_imported: Path, own: Callable[[Path], Path]
) -> None:
    root = own(mali_imported)
    for path in root.glob("imports/*/report.json"):
        path.unlink()
    release = close(Folder(root), Month(2020, 6), date(2020, 7, 10))
    assert [source["file"] for source in release.manifest["sources"]] == ["?"]


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"file": 5}', "\udce9"])
def test_ws11_a_damaged_report_is_named(
    mali_imported: Path, own: Callable[[Path], Path], text: str
) -> None:
    root = own(mali_imported)
    path = sorted(root.glob("imports/*/report.json"))[0]
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(WorkspaceError) as caught:
        Folder(root).imports()
    assert (caught.value.code, caught.value.values["path"]) == ("report_damaged", str(path))


def test_ws11_what_the_records_hold_of_an_import_is_counted(mali_imported: Path) -> None:
    folder = Folder(mali_imported)
    held = {item.file: folder.held()[item.import_id] for item in folder.imports()}
    june = held["flows_2020-06.csv"]
    assert june.months == (Month(2020, 6),)
    assert sum(item.groups for item in held.values()) == sum(
        item.groups for item in folder.imports()
    )
    # Another month's file has groups of its own month only.
    assert held["flows_2020-05.csv"].months == (Month(2020, 5),)
