"""What can go wrong, as codes with values; `azalai.wording` speaks them in each language.

An error never carries a sentence. It carries a code of the catalogue (``error.<code>`` in
``packs/locales/*/errors.po``), the values that fill it, and where it happened; the command line
prints it without a traceback, the library raises it, a server can return it as one JSON shape.
"""

from __future__ import annotations

from typing import Final

Value = str | int | float


class AzalaiError(Exception):
    """A failure a user can act on.

    Parameters
    ----------
    code : str
        Key of the catalogue without its ``error.`` prefix, for example ``"file_not_found"``.
    **values
        What fills the message: names, numbers, places. Strings are shown as they are.

    Examples
    --------
    >>> error = AzalaiError("file_not_found", path="june.csv")
    >>> error.code, error.values["path"]
    ('file_not_found', 'june.csv')
    """

    exit_code: Final[int] = 1

    def __init__(self, code: str, **values: Value) -> None:
        self.code = code
        self.values: dict[str, Value] = values
        super().__init__(code, values)

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{self.code}({shown})"


class InputError(AzalaiError):
    """A file, a mapping or an argument that cannot be used as it is."""


class WorkspaceError(AzalaiError):
    """A workspace that is missing, locked, newer than this program, or damaged."""


class ReleaseError(AzalaiError):
    """A month that cannot be closed, opened or explained."""
