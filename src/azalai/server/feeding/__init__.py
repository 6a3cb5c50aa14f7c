"""From approved records to the workspace, its months and their releases: one direction only."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from azalai.server.models import Mission


def hold(mission: Mission, address: str) -> None:
    """Make this process one of those that may write into a mission's workspace, until it ends.

    Other programs may read there; what they write is refused (``workspace_served``), with the
    address and what to do. A process that is killed holds nothing any more.

    Parameters
    ----------
    address : str
        Where people reach this server.

    Raises
    ------
    WorkspaceError
        ``workspace_served`` where another server has it; ``workspace_locked`` where another program
        is writing just now; ``not_a_workspace`` where the folder has gone.
    """
    from django.conf import settings

    from azalai.server.missions import folder_of
    from azalai.workspace.store import serve

    server = hashlib.sha256(b"server" + settings.HOME.key("sessions")).hexdigest()[:16]
    serve(folder_of(mission).root, server, address)
