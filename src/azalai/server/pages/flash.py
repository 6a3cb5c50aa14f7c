"""What the next page says first: that something was done, or why not."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import HttpRequest

_KEY = "said"


@dataclass(frozen=True, slots=True)
class Said:
    """One remark.

    Attributes
    ----------
    kind : str
        Empty, ``warning`` or ``error``.
    """

    key: str
    kind: str = ""
    values: dict[str, Any] = field(default_factory=dict)


def flash(request: HttpRequest, key: str, kind: str = "", **values: str | int) -> None:
    """Have the next page say a text of the catalogue.

    Parameters
    ----------
    key : str
        The text is worded when it is shown, in the language of then.
    kind : str
        Empty, ``warning`` or ``error``.
    **values
        What fills the text: already words or whole numbers; ``n`` chooses the plural form.
    """
    request.session[_KEY] = [*request.session.get(_KEY, []), asdict(Said(key, kind, values))]


def said(request: HttpRequest) -> list[Said]:
    """What is to be said now; saying it once is enough."""
    if not hasattr(request, "session") or _KEY not in request.session:
        return []
    return [Said(**one) for one in request.session.pop(_KEY)]
