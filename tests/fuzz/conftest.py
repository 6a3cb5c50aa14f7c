"""What the fuzzing tests share."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def seeds() -> ModuleType:
    """Small valid files, made by ``seeds.py``."""
    spec = importlib.util.spec_from_file_location(
        "azalai_seeds", Path(__file__).with_name("seeds.py")
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
