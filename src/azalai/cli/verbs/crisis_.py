"""`azalai crisis`: the crises of a workspace, and their reports."""

from __future__ import annotations

from azalai.cli.options import group_verb

command = group_verb("crisis", "list", "check", "report")
