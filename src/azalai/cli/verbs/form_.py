"""`azalai form`: forms for phones, and their verbs."""

from __future__ import annotations

from azalai.cli.options import group_verb

command = group_verb("form", "build", "lint", "diff")
