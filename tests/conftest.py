"""Workspaces that tests share; each test that writes gets a copy of its own."""

from __future__ import annotations

import csv
import itertools
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from azalai.cli.speech import choose_language
from azalai.intake import ImportReport, import_file
from azalai.model.periods import Month
from azalai.release import close
from azalai.workspace import Folder, create, engine
from azalai.workspace.packs import country_pack, example

TODAY = date(2020, 7, 10)
"""The day on which tests live: June 2020 is over."""

MAY, JUNE = Month(2020, 5), Month(2020, 6)


@pytest.fixture(scope="session")
def mali_imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged example with May and June imported, nothing closed. Read only."""
    root = tmp_path_factory.mktemp("imported") / "mali"
    folder = create(root, example("mali_2020"), country_pack("MLI"))
    for month in (MAY, JUNE):
        path = example("mali_2020") / "import" / f"flows_{month}.csv"
        import_file(folder, path, root / "mappings" / "flows.toml", TODAY)
    return root


@pytest.fixture(scope="session")
def mali_closed(mali_imported: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged example with both months closed. Read only."""
    root = tmp_path_factory.mktemp("closed") / "mali"
    shutil.copytree(mali_imported, root)
    for month in (MAY, JUNE):
        close(Folder(root), month, TODAY)
    return root


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The command line speaks English again after a test that made it speak French."""
    yield
    choose_language((), {})


@pytest.fixture
def own(tmp_path: Path) -> Callable[[Path], Path]:
    """Copy a shared workspace, to write in."""

    def copy(shared: Path) -> Path:
        target = tmp_path / "own"
        shutil.copytree(shared, target)
        return target

    return copy


@pytest.fixture
def empty_mali(tmp_path: Path) -> Path:
    """A workspace with the example's register and no record."""
    root = tmp_path / "mali"
    create(root, example("mali_2020"), country_pack("MLI"))
    return root


MAPPING = """format = 1
[columns]
record_id = "form"
date = "day"
point = "place"
direction = "way"
persons = "n"
next_destination = "next"
movement_type = "type"
[wide.sex_age]
"men" = ["M", "adult"]
"women" = ["F", "adult"]
"boys" = ["M", "minor"]
"girls" = ["F", "minor"]
[wide.vulnerability]
"alone" = "unaccompanied"
[wide.nationality]
"*" = "countries"
"""
"""The mapping of a `Mission`'s files."""


class Mission:
    """A tiny mission: two points at the edge, one inside, one that moves inside on 16 June."""

    def __init__(self, root: Path) -> None:
        self.root = root
        pack = country_pack("MLI")
        template = root.parent / f"{root.name}-template"
        template.mkdir(parents=True)
        (template / "points.csv").write_text(
            "code,name_en,name_fr,aliases,latitude,longitude,accuracy_km,opened,closed\n"
            "ML-east,East,Est,Est de la ville,15,0,1,2020-01-01,\n"
            "ML-west,West,Ouest,,15,-8,1,2020-01-01,\n"
            "ML-inside,Inside,Intérieur,,14,-4,1,2020-01-01,\n"
            "ML-moves,Moves,Mobile,,13,-5,1,2020-01-01,2020-12-31\n",
            encoding="utf-8",
        )
        (template / "roles.csv").write_text(
            "point,role,from,to\n"
            "ML-east,entry_exit,2020-01-01,\n"
            "ML-west,entry_exit,2020-01-01,\n"
            "ML-inside,transit,2020-01-01,\n"
            "ML-moves,entry_exit,2020-01-01,2020-06-15\n"
            "ML-moves,transit,2020-06-16,\n",
            encoding="utf-8",
        )
        (template / "mappings").mkdir()
        (template / "mappings" / "flows.toml").write_text(MAPPING, encoding="utf-8")
        create(root, template, pack)

    @property
    def folder(self) -> Folder:
        """The workspace, opened anew."""
        return Folder(self.root)

    def file(self, name: str, text: str) -> Path:
        """A file beside the workspace."""
        path = self.root.parent / f"{self.root.name}-files" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return path

    def load(
        self, text: str, mapping: str = "", name: str = "counts.csv", replaces: str = ""
    ) -> ImportReport:
        """Import a CSV text."""
        declared = self.root / "mappings" / "flows.toml"
        if mapping:
            declared = self.file(f"{name}.toml", mapping)
        return import_file(self.folder, self.file(name, text), declared, TODAY, replaces)

    def groups(self) -> list[dict[str, object]]:
        """The records, without what says where they came from."""
        with engine() as opened:
            self.folder.load(opened, self.folder.months())
            table = opened.arrow("SELECT * EXCLUDE (import_id, fingerprint) FROM groups")
        return sorted(table.to_pylist(), key=lambda row: str(row["record_id"]))

    def counts(self) -> list[tuple[str, str, str, str, int]]:
        """What was counted inside the groups: record, kind, category, category, persons."""
        with engine() as opened:
            self.folder.load(opened, self.folder.months())
            return opened.rows(
                "SELECT record_id, kind, category, category2, persons FROM counts ORDER BY ALL"
            )

    def tree(self, besides: tuple[str, ...] = ("log.csv", ".lock")) -> dict[str, bytes]:
        """Every file with its bytes."""
        return {
            str(path.relative_to(self.root)): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and path.name not in besides
        }

    def aside(self) -> list[dict[str, str]]:
        """The rows set aside, of every import."""
        found = []
        for path in sorted(self.root.glob("imports/*/set_aside.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                found += list(csv.DictReader(file))
        return found


@pytest.fixture
def mission(tmp_path: Path) -> Mission:
    """A tiny mission without any record."""
    return Mission(tmp_path / "mission")


@pytest.fixture
def missions(tmp_path: Path) -> Callable[[], Mission]:
    """As many tiny missions as a test wants, each in a folder of its own."""
    numbers = itertools.count()
    return lambda: Mission(tmp_path / f"many-{next(numbers)}")
