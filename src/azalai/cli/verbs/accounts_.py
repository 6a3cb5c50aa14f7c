"""`azalai accounts`: accounts of the displaced, and its verbs."""

from __future__ import annotations

from azalai.cli.options import group_verb

command = group_verb("accounts", "balance", "series", "span", "align", "compare", "backtest")
