"""What must not stand in logs: addresses that are keys."""

from __future__ import annotations

import logging
import re

_KEYS = re.compile(r"(/(?:welcome|setup|d|v1/sessions)/)[^/\s'\"]+")


class Discreet(logging.Filter):
    """Takes keys out of what Django says of requests that it refused.

    An invitation whose password was too short is still good: it must not be read in a log.

    Examples
    --------
    >>> record = logging.makeLogRecord({"msg": "%s: %s", "args": ("Bad", "/welcome/3-k3y")})
    >>> Discreet().filter(record), record.getMessage()
    (True, 'Bad: /welcome/…')
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                _KEYS.sub(r"\1…", one) if isinstance(one, str) else one for one in record.args
            )
        return True
