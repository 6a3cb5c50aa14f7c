"""RE-30  names, notes and credits can be corrected after closing; nothing else changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from azalai.model.errors import ReleaseError
from azalai.model.periods import Month
from azalai.release import close
from azalai.workspace import Folder

JUNE, TODAY = Month(2020, 6), date(2020, 7, 10)


def test_a_note_corrected_after_closing_makes_a_revision(
    mali_closed: Path, own: Callable[[Path], Path]
) -> None:
    """RE-30"""
    root = own(mali_closed)
    notes = (root / "notes.csv").read_text(encoding="utf-8")
    (root / "notes.csv").write_text(
        notes.replace("Borders officially closed", "Borders closed"), encoding="utf-8"
    )
    with pytest.raises(ReleaseError) as caught:
        close(Folder(root), JUNE, TODAY)
    assert caught.value.code == "month_changed"
    release = close(Folder(root), JUNE, TODAY, revise=True, reason="wording of a note")
    assert release.revision == 2
    assert release.listing("changes") == []
    assert any("Borders closed" in line["text_en"] for line in release.listing("notes"))
    with pytest.raises(ReleaseError) as again:
        close(Folder(root), JUNE, TODAY)
    assert again.value.code == "month_closed"
