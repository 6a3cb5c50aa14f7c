"""`azalai server`: people, missions and phones of a server, and their verbs."""

from __future__ import annotations

from azalai.cli.options import group_verb

command = group_verb("server", "add-user", "grants", "password", "add-mission", "revoke", "audit")
