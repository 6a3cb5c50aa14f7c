"""One submission, and a kill at every call of the kernel that writes, syncs, names or answers.

SD-03  whatever the call: a record has its audit line or neither is there, an acknowledged one is
       there, and what is sent again is acknowledged and stored once
SD-04  a trace shows that everything written was synced before the first byte of the answer
SD-05  the reading of traces sees a sync that is missing
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.server.drills.conftest import LONG, Drilled
from tests.server.drills.phones import ACKNOWLEDGED, Acknowledged, multipart, post, xml_of
from tests.server.drills.stored import check, query
from tests.server.drills.tracing import DISK, TALK, Trace, calls, unsynced

PHOTO = bytes(range(256)) * 300
LIMIT = 80
THINNED = ("pwrite64",)
"""Kinds that come in long rows: the short form meets every third of them."""
STEP = 1 if LONG else 3


def _warm(drilled: Drilled) -> None:
    """Until it has answered once: what it loads and begins on its way is not what is looked at."""
    assert post(drilled.port, drilled.token, *multipart(xml_of("uuid:warm"), {})) in ACKNOWLEDGED


@pytest.mark.drill
@pytest.mark.parametrize("photo", [False, True], ids=["plain", "attachment"])
def test_sd03_killed_at_every_call(drilled: Drilled, tmp_path: Path, photo: bool) -> None:
    files = {"one.jpg": PHOTO} if photo else {}
    # Each kind of call is counted for itself in each thread: so every call of every thread is met.
    kinds = [*DISK, *TALK]
    kills = 0
    before_commit = 0
    told = Acknowledged()
    drilled.start()
    _warm(drilled)
    for kind in kinds:
        for number in range(1, LIMIT, STEP if kind in THINNED else 1):
            instance = f"uuid:{kind}-{number}"
            xml = xml_of(instance, tuple(files))
            body = multipart(xml, files)
            trace = Trace(drilled.pid, tmp_path / "trace", [kind], (kind, number))
            status = post(drilled.port, drilled.token, *body, timeout=30)
            dead = drilled.gone(0.3 if status else 10)
            trace.end()
            # What follows an answer, in the background, may have met it in the last moment.
            dead = dead or drilled.gone(0.05)
            if dead:
                kills += 1
                stored = _is_stored(drilled, instance)
                if status in ACKNOWLEDGED:
                    assert stored, f"{kind} {number}"
                before_commit += not stored
                drilled.start()
                again = post(drilled.port, drilled.token, *body)
                assert again in ACKNOWLEDGED, f"{kind} {number}: {again}"
            assert dead or status in ACKNOWLEDGED
            told.xml[instance] = xml
            for name, data in files.items():
                told.files[instance, name] = data
            if not dead:
                break
        else:
            raise AssertionError(f"{kind} never ends")
    _kill_between_commit_and_answer(drilled, tmp_path, told)
    drilled.kill()
    check(drilled.home, drilled.database, told)
    assert before_commit >= 3, (kills, before_commit)
    print(f"{kills} kills at calls, {before_commit} of them before the commit, and one after it")


def _kill_between_commit_and_answer(drilled: Drilled, tmp_path: Path, told: Acknowledged) -> None:
    """Stored, and nobody was told: the answer is slowed down, and meets a kill."""
    instance = "uuid:after-the-commit"
    xml = told.xml[instance] = xml_of(instance)
    body = multipart(xml, {})
    trace = Trace(drilled.pid, tmp_path / "trace", TALK, slow=("sendto", 0.15))
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(post, drilled.port, drilled.token, *body, timeout=60)
        stored = f"SELECT 1 FROM server_submission WHERE root_id = '{instance}'"
        while not query(drilled.home, drilled.database, stored) and not sent.done():
            pass
        drilled.kill()
        assert sent.result() == 0
    trace.end()
    assert _is_stored(drilled, instance)
    drilled.start()
    assert post(drilled.port, drilled.token, *body) in ACKNOWLEDGED


def _is_stored(drilled: Drilled, instance: str) -> bool:
    """Whether a record is there; its content and audit line are then too, and else neither is."""
    rows = query(
        drilled.home, drilled.database,
        f"SELECT id FROM server_submission WHERE root_id = '{instance}'",
    )  # fmt: skip
    contents = query(
        drilled.home, drilled.database,
        f"SELECT submission_id FROM server_content WHERE instance_id = '{instance}'",
    )  # fmt: skip
    assert rows == contents
    for (number,) in rows:
        lines = query(
            drilled.home, drilled.database,
            "SELECT number FROM server_auditentry WHERE action = 'submission.received' "
            f"AND subject = 'submission:{number}'",
        )  # fmt: skip
        assert len(lines) == 1
    return bool(rows)


def _watched(drilled: Drilled, tmp_path: Path) -> str:
    """The trace of one submission with an attachment."""
    drilled.start()
    _warm(drilled)
    trace = Trace(drilled.pid, tmp_path / "trace", [*DISK, *TALK])
    body = multipart(xml_of("uuid:watched", ("one.jpg",)), {"one.jpg": PHOTO})
    status = post(drilled.port, drilled.token, *body)
    trace.end()
    assert status in ACKNOWLEDGED
    return trace.output.read_text("utf-8", errors="replace")


def _up_to_answer(text: str) -> list[object]:
    found = calls(text)
    (answer,) = [
        place
        for place, one in enumerate(found)
        if one.name == "sendto" and "HTTP/1.1 20" in one.text
    ]
    return list(found[:answer])


@pytest.mark.drill
def test_sd04_synced_before_the_answer(drilled: Drilled, tmp_path: Path) -> None:
    text = _watched(drilled, tmp_path)
    before = _up_to_answer(text)
    home = str(drilled.home)
    kept = [one for one in before if one.name == "rename" and f"{home}/blobs/" in one.path]
    assert len(kept) == 1
    blob = before.index(kept[0])
    names = [(one.name, one.path) for one in before]
    assert any(name == "fsync" and "/blobs/pending/" in path for name, path in names[:blob])
    folder = str(Path(kept[0].path).parent)
    assert ("fsync", folder) in names[blob:]
    if drilled.database:
        # PostgreSQL answers the COMMIT when its log is on disk; here: that it was asked for.
        assert any("COMMIT" in one.text for one in before if one.name == "sendto")
    else:
        log = f"{home}/server.sqlite3-wal"
        assert ("pwrite64", log) in names[blob:]
        assert ("fdatasync", log) in names[blob:]
    left = {path for path in unsynced(before) if path.startswith(home)}
    assert left - {f"{home}/blobs/pending"} == set()


@pytest.mark.drill
@pytest.mark.parametrize("drilled", ["sqlite"], indirect=True)
def test_sd05_a_missing_sync_is_seen(drilled: Drilled, tmp_path: Path) -> None:
    text = _watched(drilled, tmp_path)
    home = str(drilled.home)
    for lost in ("fdatasync", "fsync"):
        # As if the kernel had not been asked.
        kept = "\n".join(line for line in text.splitlines() if lost not in line)
        before = _up_to_answer(kept)
        assert any(path.startswith(home) for path in unsynced(before)), lost
