"""The work that follows an arrival: woken, alone, and never ended by a mistake."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import date

import pytest
from django.conf import settings
from django.db import connection

from azalai.server import jobs
from azalai.server.models import Mission, Submission
from azalai.server.review.answers import read_answers, write_answers
from azalai.server.review.recomputing import Rules, recomputed
from tests.server import filling

DAY = date(2020, 6, 3)


def test_a_failing_step_does_not_keep_the_next(
    mission: Mission, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    filling.send(mission, "ML-gogui", DAY, filling.group(1))
    monkeypatch.setattr(jobs, "STEPS", (("math", "no_such_thing"), jobs.STEPS[0]))
    assert jobs.work_once()
    assert "math.no_such_thing failed" in caplog.text
    record = Submission.objects.get()
    assert record.checked_id == record.content_id


HOLDERS = {
    "sqlite": "import sys, filelock\nlock = filelock.FileLock(sys.argv[1]); lock.acquire()\n",
    "postgresql": "import sys, psycopg\ndoor = psycopg.connect(sys.argv[1], autocommit=True)\n"
    f"door.execute('SELECT pg_advisory_lock({jobs._LOCK})')\n",
}


def test_one_process_works_at_a_time(mission: Mission) -> None:
    code = HOLDERS[connection.vendor] + "print('held', flush=True)\nsys.stdin.read()"
    path = os.environ.get("AZALAI_DATABASE") or str(settings.HOME.root / "jobs.lock")
    with subprocess.Popen(
        [sys.executable, "-c", code, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == b"held\n"
        assert not jobs.work_once()
        other.kill()
        other.wait()
    # A lock ends with the process that holds it; a database takes a moment to see that.
    until = time.monotonic() + 20
    while not jobs.work_once():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_the_thread_checks_what_arrives(mission: Mission, request: pytest.FixtureRequest) -> None:
    jobs.start_jobs()
    request.addfinalizer(jobs.stop_jobs)
    sent = filling.send(mission, "ML-gogui", DAY, filling.group(1))
    begun = time.monotonic()
    while time.monotonic() - begun < 30:
        record = Submission.objects.get(pk=sent.submission_id)
        if record.checked_id == record.content_id:
            break
        time.sleep(0.05)
    assert record.checked_id == record.content_id


def test_computed_answers_follow_an_edit() -> None:
    rules = Rules(
        "data",
        {
            "code": "if( /data/from  = 'other',  /data/other ,  /data/from )",
            "nat/n": "if( ../one/k  = '', 0,  ../one/k )",
            "total": "if(count( /data/nat ) = 0, 0, sum( /data/nat/n ))",
            "kept": "pulldata('places', 'x', 'y', 'z')",
        },
        {"other": " /data/from  = 'other'", "left": " /data/total  <  /data/all "},
    )
    answers = {"from": "MLI", "other": "TCD", "code": "BFA", "nat[1]/one/k": "4",
               "nat[1]/n": "9", "nat[2]/one/k": "", "nat[2]/n": "", "total": "1", "all": "4",
               "left": "3", "kept": "as it was"}  # fmt: skip
    assert recomputed(answers, rules, ("nat",)) == {
        "from": "MLI", "other": "", "code": "MLI", "nat[1]/one/k": "4", "nat[1]/n": "4",
        "nat[2]/one/k": "", "nat[2]/n": "0", "total": "4", "all": "4", "left": "",
        "kept": "as it was",
    }  # fmt: skip


def test_what_is_written_is_read_again() -> None:
    said = {"visit/point": "P", "a": "<&\u00e9\u0639", "nat[1]/k": "1", "nat[2]/k": "2"}
    xml = write_answers(said, None, form_id="f", version="1", instance_id="uuid:2",
                        deprecated_id="uuid:1")  # fmt: skip
    assert read_answers(xml, None) == said
