"""Freezing a month.

RE-01  the same records give the same bytes, in any workspace and order of import
RE-02  a closed month stays as it is: no second closing, no silent change
RE-03  a change needs a revision with a reason, which names what changed
RE-04  verify finds every byte that is not as it was
RE-05  a revision of the rules of protection is a revision too
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from azalai.intake import import_file
from azalai.model.errors import AzalaiError, ReleaseError
from azalai.model.periods import Month
from azalai.release import close, closed_months, open_release, revisions
from azalai.workspace import Folder, create
from azalai.workspace.packs import country_pack, example

TODAY = date(2020, 7, 10)
JUNE = Month(2020, 6)


def frozen(root: Path) -> dict[str, bytes]:
    """Every file of every release."""
    base = root / "releases"
    return {
        str(path.relative_to(base)): path.read_bytes()
        for path in sorted(base.rglob("*"))
        if path.is_file()
    }


def fails(root: Path, month: Month = JUNE, **how: Any) -> ReleaseError:
    """The error with which a closing is refused; nothing may have changed."""
    before = frozen(root)
    with pytest.raises(ReleaseError) as caught:
        close(Folder(root), month, how.pop("today", TODAY), **how)
    assert frozen(root) == before
    return caught.value


def more(root: Path, lines: str) -> None:
    """One more file for a workspace."""
    path = root.parent / f"{root.name}-more.csv"
    source = (example("mali_2020") / "import" / "flows_2020-06.csv").read_text("utf-8")
    path.write_text(source.splitlines()[0] + "\n" + lines, "utf-8")
    import_file(Folder(root), path, root / "mappings" / "flows.toml", TODAY)


LATE = "late-1,2020-06-30,Benena,in,7,Mali,,long_term,7,0,0,0,0" + "," * 20 + "\n"


def test_re01_another_workspace_gives_the_same_bytes(mali_closed: Path, tmp_path: Path) -> None:
    root = tmp_path / "elsewhere"
    folder = create(root, example("mali_2020"), country_pack("MLI"))
    for month in ("2020-06", "2020-05"):
        source = example("mali_2020") / "import" / f"flows_{month}.csv"
        import_file(folder, source, root / "mappings" / "flows.toml", TODAY)
    for number in (5, 6):
        close(Folder(root), Month(2020, number), date(2021, 1, 1))
    one, other = frozen(mali_closed), frozen(root)
    assert sorted(one) == sorted(other)
    assert [name for name in one if one[name] != other[name]] == []


def test_re01_nothing_of_the_clock_or_the_user_stands_in_a_release(mali_closed: Path) -> None:
    text = (mali_closed / "releases/2020-06/r1/manifest.json").read_text("utf-8")
    manifest = json.loads(text)
    assert str(date.today().year) not in text or date.today().year == 2020
    assert manifest["compared_with"] == {"month": "2020-05", "release": "2020-05"}
    assert [source["file"] for source in manifest["sources"]] == ["flows_2020-06.csv"]
    assert [source["persons"] for source in manifest["sources"]] == [17939]
    log = (mali_closed / "log.csv").read_text("utf-8")
    assert [line.split(",")[2] for line in log.splitlines()[1:]] == ["import"] * 2 + ["close"] * 2


def test_re02_a_closed_month_is_closed(mali_closed: Path) -> None:
    assert fails(mali_closed).code == "month_closed"
    assert fails(mali_closed, revise=True, reason="to see").code == "month_closed"


def test_re02_a_month_that_is_not_over_or_not_there_is_not_closed(mali_imported: Path) -> None:
    assert fails(mali_imported, today=date(2020, 6, 30)).code == "month_not_over"
    missing = fails(mali_imported, Month(2020, 4))
    assert (missing.code, missing.values["known"]) == ("month_empty", "2020-05, 2020-06")
    assert fails(mali_imported, revise=True, reason="x").code == "month_open"


def test_re02_a_month_can_be_closed_on_the_day_after(
    mali_imported: Path, own: Callable[[Path], Path]
) -> None:
    root = own(mali_imported)
    assert close(Folder(root), JUNE, date(2020, 7, 1)).identity == "2020-06"
    assert closed_months(root) == [JUNE]


def test_re03_a_changed_month_is_revised_with_a_reason_or_not_at_all(
    mali_closed: Path, own: Callable[[Path], Path]
) -> None:
    root = own(mali_closed)
    first = open_release(Folder(root), JUNE)
    before = {name: data for name, data in frozen(root).items() if "r1" in name}
    more(root, LATE)
    assert fails(root).code == "month_changed"
    assert fails(root, revise=True).code == "reason_needed"
    assert fails(root, revise=True, reason="  ").code == "reason_needed"
    release = close(Folder(root), JUNE, TODAY, revise=True, reason="One form came late.")

    assert (release.identity, release.revision) == ("2020-06.r2", 2)
    assert release.manifest["supersedes"] == "2020-06"
    assert release.manifest["reason"] == "One form came late."
    assert {name: frozen(root)[name] for name in before} == before
    assert [path.name for path in revisions(root, JUNE)] == ["r1", "r2"]
    assert open_release(Folder(root), JUNE).identity == "2020-06.r2"
    assert open_release(Folder(root), JUNE, 1).rows() == first.rows()

    changes = {
        (line["measure"], line["place"], line["direction"], line["unit"]): line
        for line in release.listing("changes")
        if line["measure"] == "flows"
    }
    assert {key[1:3] for key in changes} == {
        ("MLI", "in"), ("MLI", "total"), ("ML-benena", "in"), ("ML-benena", "total"),
    }  # fmt: skip
    national = changes["flows", "MLI", "total", "persons"]
    assert (national["before"], national["now"]) == ("12414", "12421")
    assert release.manifest["changed_rows"] == len(release.listing("changes"))
    assert "ML-gogui" not in {line["place"] for line in release.listing("changes")}


@pytest.mark.parametrize("revision", [-1, 2, 99])
def test_re03_a_revision_that_is_not_there_is_said(mali_closed: Path, revision: int) -> None:
    with pytest.raises(ReleaseError) as caught:
        open_release(Folder(mali_closed), JUNE, revision)
    assert (caught.value.code, caught.value.values["known"]) == ("no_revision", 1)


def test_re05_stricter_rules_can_be_published_as_a_revision(
    mali_closed: Path, own: Callable[[Path], Path]
) -> None:
    root = own(mali_closed)
    rules = root / "protection.toml"
    rules.write_text(rules.read_text("utf-8").replace("threshold = 5", "threshold = 10"), "utf-8")
    assert fails(root).code == "month_changed"
    before = open_release(Folder(root), JUNE)
    after = close(Folder(root), JUNE, TODAY, revise=True, reason="Stricter rules.")
    assert after.threshold == 10
    counts = [release.manifest["protection"]["protected"] for release in (before, after)]
    assert counts[0] < counts[1]
    assert {row.status.value for row in after.rows() if row.value is None} >= {"protected"}


def test_re04_every_file_of_a_release_is_watched(
    mali_closed: Path, own: Callable[[Path], Path]
) -> None:
    root = own(mali_closed)
    release = open_release(Folder(root), JUNE)
    assert release.verify() == []
    files = sorted(
        str(path.relative_to(release.path))
        for path in release.path.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    )
    assert sorted(release.manifest["files"]) == files
    assert {"sealed/table.parquet", "public/table.parquet", "public/table.csv"} <= set(files)
    for name in files:
        path = release.path / name
        data = path.read_bytes()
        middle = len(data) // 2
        path.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
        assert open_release(Folder(root), JUNE).verify() == [name]
        path.unlink()
        assert open_release(Folder(root), JUNE).verify() == [name]
        path.write_bytes(data)
    assert open_release(Folder(root), JUNE).verify() == []


@pytest.mark.parametrize("name", ["manifest.json", "public/table.parquet"])
def test_re04_a_release_cut_off_is_said_to_be_damaged(
    mali_closed: Path, own: Callable[[Path], Path], name: str
) -> None:
    root = own(mali_closed)
    path = root / "releases/2020-06/r1" / name
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(AzalaiError) as caught:
        release = open_release(Folder(root), JUNE)
        release.rows()
        release.country  # noqa: B018
    assert (caught.value.code, caught.value.values["files"]) == ("release_damaged", name)


def test_re04_a_later_month_reads_the_release_not_the_records(
    mali_imported: Path, own: Callable[[Path], Path]
) -> None:
    """What May said when it was closed stays what June is compared with."""
    root = own(mali_imported)
    close(Folder(root), Month(2020, 5), TODAY)
    more(root, LATE.replace("2020-06-30", "2020-05-30").replace(",7,", ",700,"))
    release = close(Folder(root), JUNE, TODAY)
    may = [
        row.value
        for row in release.rows()
        if (row.measure, row.place, row.period, row.direction)
        == ("monthly", "MLI", "2020-05", "total")
    ]
    assert may == [6429]
