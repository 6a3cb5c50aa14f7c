"""What the runnable examples of the documentation work on."""

from pathlib import Path

import pytest


@pytest.fixture
def mali(mali_closed: Path) -> Path:
    """The packaged example, closed."""
    return mali_closed
