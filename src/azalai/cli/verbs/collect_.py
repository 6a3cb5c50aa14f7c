"""`azalai collect`: records that were sent to other servers, and those that phones encrypted."""

from __future__ import annotations

from azalai.cli.options import group_verb

command = group_verb("collect", "central", "kobo", "decrypt")
