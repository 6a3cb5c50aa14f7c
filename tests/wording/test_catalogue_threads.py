"""Threads of a server ask for their first texts at the same moment."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from azalai.wording.catalogue import Catalogue

THREADS = 8
TIMES = 12


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads take turns much more often than they would."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


def test_no_text_is_missing_while_another_thread_reads(hasty: None) -> None:
    together = threading.Barrier(THREADS)

    def ask(texts: Catalogue) -> str:
        together.wait()
        return texts.text("term.direction.in")

    with ThreadPoolExecutor(THREADS) as pool:
        for _ in range(TIMES):
            assert set(pool.map(ask, [Catalogue("fr")] * THREADS)) == {"Entrants"}
