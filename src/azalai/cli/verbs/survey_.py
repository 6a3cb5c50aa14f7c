"""`azalai survey`: surveys by sample, and their verbs."""

from __future__ import annotations

from azalai.cli.options import group_verb

command = group_verb("survey", "draft", "import", "list", "estimate", "compare")
