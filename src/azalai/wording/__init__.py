"""What the program says: texts, names, numbers and dates in each language.

One object per language, `Wording`, is all that other rooms need. Catalogues are gettext files in
``packs/locales``; numbers and months follow the Unicode CLDR through Babel, which is imported only
when the first number or month is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from azalai.wording.catalogue import MissingTextError
from azalai.wording.languages import LANGUAGES, language_from

if TYPE_CHECKING:
    from azalai.wording.voice import Wording

__all__ = ["LANGUAGES", "MissingTextError", "Wording", "language_from"]


def __getattr__(name: str) -> object:
    # Numbers, dates and countries are not needed to print a page of help.
    if name == "Wording":
        from azalai.wording.voice import Wording

        return Wording
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
