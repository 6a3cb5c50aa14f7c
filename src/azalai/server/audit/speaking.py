"""Lines of the chain in words, the same on a screen and on the command line."""

from __future__ import annotations

from azalai.server.audit.reading import Line
from azalai.wording import Wording


def action_in(line: Line, wording: Wording) -> str:
    """What was done; the action's own name where it has no words."""
    key = f"server.audit.did.{line.action}"
    return wording.text(key) if wording.has(key) else line.action


def detail_in(line: Line, wording: Wording) -> str:
    """What else is known of it, one after the other; empty where nothing is."""
    colon = wording.text("server.colon")
    return " · ".join(
        f"{_name(name, wording)}{colon} {_value(name, value, wording)}"
        for name, value in line.detail
    )


def _name(name: str, wording: Wording) -> str:
    key = f"server.audit.detail.{name}"
    return wording.text(key) if wording.has(key) else name


def _value(name: str, value: str, wording: Wording) -> str:
    key = f"server.audit.{value}" if value in ("true", "false") else ""
    if name in ("from", "to"):
        key = f"server.state.{value}"
    elif name == "role":
        key = f"people.role.{value}"
    return wording.text(key) if key and wording.has(key) else value
