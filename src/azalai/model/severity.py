"""How grave a finding is, of records as of figures."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """How grave a finding is."""

    ERROR = "error"
    """It cannot be true as it stands. A record with one stays out of every count."""
    WARNING = "warning"
    """It is improbable, or can mislead a reader: somebody should look."""
    NOTE = "note"
    """Worth knowing, and normal."""

    @property
    def rank(self) -> int:
        """Larger is graver.

        Examples
        --------
        >>> Severity.NOTE.rank < Severity.WARNING.rank < Severity.ERROR.rank
        True
        """
        return ("note", "warning", "error").index(self.value)
