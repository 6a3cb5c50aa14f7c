"""`kill -9` of the server at random moments, under eight phones that send until they are told.

SD-01  nothing acknowledged is lost, doubled or changed; each record has its audit line
SD-02  on PostgreSQL the database is killed as well: one of its processes, or all of it
"""

from __future__ import annotations

import random
import time

import pytest

from tests.server.drills.conftest import LONG, Drilled
from tests.server.drills.phones import Phones
from tests.server.drills.stored import check
from tests.server.postgres import Postgres

KILLS = 1000 if LONG else 120
WHOLE = 4
"""Of these the server is started as a person would."""
DATABASE_KILLS = 40 if LONG else 5


@pytest.mark.drill
def test_sd01_killed_under_load(drilled: Drilled, record_property: object) -> None:
    draw = random.Random(71)
    began = time.monotonic()
    drilled.start(whole=True)
    phones = Phones(drilled.port, drilled.token)
    for number in range(KILLS):
        # Some moments lie in the middle of starting, most in the middle of work, however fast
        # this machine is just now.
        if draw.random() < 0.15:
            time.sleep(draw.uniform(0.0, 0.2))
        else:
            phones.wait_for(draw.randrange(1, 12), draw.uniform(1.0, 3.0))
            time.sleep(draw.uniform(0.0, 0.02))
        drilled.kill()
        drilled.start(whole=number < WHOLE)
    told = phones.stop()
    drilled.kill()
    figures = check(drilled.home, drilled.database, told)
    seconds = time.monotonic() - began
    print(f"{KILLS} kills in {seconds:.0f} s: {len(told.xml)} acknowledged, {told.resent} at a "
          f"later try, {figures}")  # fmt: skip
    # The drill must hit the moments it is about.
    assert len(told.xml) > KILLS
    assert told.resent > KILLS / 8
    assert figures["attachments"] > KILLS / 8


@pytest.mark.drill
@pytest.mark.parametrize("drilled", ["postgresql"], indirect=True)
def test_sd02_killed_database(drilled: Drilled, postgres: Postgres) -> None:
    draw = random.Random(72)
    drilled.start()
    # One that loses its database while it starts gives up: that is not what is drilled.
    drilled.ready()
    phones = Phones(drilled.port, drilled.token)
    for number in range(DATABASE_KILLS):
        time.sleep(draw.uniform(0.1, 0.4))
        processes = postgres.backends()
        if number % 2 and processes:
            postgres.kill_backend(draw.choice(processes))
        else:
            postgres.crash()
        postgres.wait()
        # The server has outlived its database.
        drilled.wait()
        if number % 3 == 0:
            drilled.kill()
            drilled.start()
            drilled.ready()
    told = phones.stop()
    drilled.kill()
    check(drilled.home, drilled.database, told)
    assert len(told.xml) > DATABASE_KILLS
    assert told.resent > 0
