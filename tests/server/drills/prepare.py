"""Run as a program: makes a server's tables and a device; its token is printed.

AZALAI_HOME=… python -m tests.server.drills.prepare WORKSPACE
"""

from __future__ import annotations

import sys
from pathlib import Path

from azalai.server.home import home_from_environment
from azalai.server.starting import migrate, start, take_missions


def main() -> None:
    """Everything that is there before the first record."""
    start(home_from_environment())
    migrate()
    (mission,) = take_missions([Path(sys.argv[1])])
    import hashlib
    import secrets

    from azalai.server.models import Device

    token = secrets.token_urlsafe(32)
    digest = hashlib.sha256(token.encode()).hexdigest()
    Device.objects.create(mission=mission, label="drill", token_sha256=digest)
    sys.stdout.write(token + "\n")


if __name__ == "__main__":
    main()
