"""`azalai figures`: the ledger of figures, and its verbs."""

from __future__ import annotations

from azalai.cli.options import group_verb

command = group_verb("figures", "template", "draft", "import", "check", "list", "show", "total")
