"""Three ways in which a mission keeps its counts lead to one release.

IN-20  a mapping drafted by the program, with at most ten edits by hand, imports the file
IN-21  the release is the one of the packaged records, byte for byte; its manifest differs in
       what came in and nowhere else
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from azalai.intake import import_file
from azalai.intake.drafting import draft
from azalai.model.periods import Month
from azalai.release import close
from azalai.wording import Wording
from azalai.workspace import create
from azalai.workspace.packs import country_pack, example
from tests.conftest import TODAY
from tests.intake.three_layouts import LAYOUTS, MONTHS

# What an officer adds to the draft: under which line (or at the end), and the line.
EDITS = {
    "merged": [
        ("[yes_no.movement_type]", '"Type de mouvement / Court terme local" = "short_local"'),
    ],
    "windows": [
        ("[columns]", 'movement_type = "Type de flux"'),
        ("", "[values.movement_type]"),
        ("", '"Long terme" = "long_term"'),
        ("", '"Saisonnier" = "seasonal"'),
    ],
    "long": [],
}


def drafted(layout: str, paths: list[Path], root: Path) -> Path:
    """The program's draft with an officer's few edits."""
    from azalai.workspace import Folder

    text = draft(Folder(root), paths, Wording("fr")).text
    edits = EDITS[layout]
    assert len(edits) <= 10
    for under, line in edits:
        if not under:
            text = f"{text.rstrip()}\n{line}\n"
            continue
        assert text.count(under + "\n") == 1
        text = text.replace(under + "\n", f"{under}\n{line}\n")
    target = root / "mappings" / f"{layout}.toml"
    target.write_text(text, encoding="utf-8")
    return target


def contents(root: Path) -> dict[str, bytes]:
    """Every file of every release, but for the manifests."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted((root / "releases").rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


@pytest.mark.parametrize("layout", LAYOUTS)
def test_in20_in21_a_layout_gives_the_release_of_the_packaged_records(
    layout: str, tmp_path: Path, mali_closed: Path
) -> None:
    root = tmp_path / "mission"
    folder = create(root, example("mali_2020"), country_pack("MLI"))
    paths = LAYOUTS[layout](tmp_path)
    mapping = drafted(layout, paths, root)
    for path in paths:
        report = import_file(folder, path, mapping, TODAY)
        assert report.set_aside == 0
        assert report.unread == ()
    for month in MONTHS:
        close(folder, Month.parse(month), TODAY)
    assert contents(root) == contents(mali_closed)
    for month in MONTHS:
        ours, theirs = (
            json.loads((home / f"releases/{month}/r1/manifest.json").read_text("utf-8"))
            for home in (root, mali_closed)
        )
        for manifest in (ours, theirs):
            assert sum(source["groups"] for source in manifest.pop("sources")) > 500
        assert ours == theirs
