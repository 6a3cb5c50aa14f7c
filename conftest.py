"""Django is set up once in each test process, with a home of its own that goes with it."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from azalai.server.home import Home
from azalai.server.starting import start

_HOME = Path(tempfile.mkdtemp(prefix="azalai-server-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
start(Home(_HOME))
# What tests start as programs of their own names its own home.
del os.environ["AZALAI_HOME"]
