"""Who did what: a chain in which a change, a gap or another order shows."""

from azalai.server.audit.chain import Entry, append, record

__all__ = ["Entry", "append", "record"]
