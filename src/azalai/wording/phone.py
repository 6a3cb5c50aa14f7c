"""What an enumerator reads on a phone, in every language of the forms.

These languages are more than those of reports and screens (`azalai.wording.languages`): an
enumerator may work in Arabic where the office works in French.
"""

from __future__ import annotations

import gettext
import os
from functools import lru_cache
from typing import Final

from azalai.wording.catalogue import Filler, MissingTextError, fresher, load
from azalai.wording.languages import PACKS

_FOLDER: Final = os.path.join(PACKS, "phone")  # noqa: PTH118
PHONE_LANGUAGES: Final[tuple[str, ...]] = tuple(
    sorted(entry.name[:-3] for entry in os.scandir(_FOLDER) if entry.name.endswith(".po"))
)
"""A language of phones is a catalogue in ``packs/phone``."""


class PhoneWording:
    """The words of phones in one language.

    Parameters
    ----------
    lang : str
        One of `PHONE_LANGUAGES`; any other speaks French, which is what most phones of the region
        are set to.

    Examples
    --------
    >>> PhoneWording("ar").direction, PhoneWording("fr").direction
    ('rtl', 'ltr')
    """

    __slots__ = ("_filler", "_texts", "lang")

    def __init__(self, lang: str) -> None:
        self.lang = lang if lang in PHONE_LANGUAGES else "fr"
        self._texts = _catalogue(self.lang)
        self._filler = Filler({})

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``."""
        return "rtl" if self.lang == "ar" else "ltr"

    def text(self, key: str, n: int | None = None, /, **values: object) -> str:
        """The text of a key, filled; `n` chooses the plural form and fills ``{n}``."""
        found = self._texts.gettext(key) if n is None else self._texts.ngettext(key, key, n)
        if found == key:
            raise MissingTextError(key)
        return self._filler.vformat(found, (), values if n is None else {"n": n} | values)

    def all(self) -> dict[str, str | list[str]]:
        """Every text as it stands: key -> text, or its plural forms in the catalogue's order."""
        found: dict[str, str | list[str]] = {}
        entries: dict[object, str] = self._texts._catalog  # type: ignore[attr-defined]
        for key, text in entries.items():
            if isinstance(key, tuple):
                forms = found.setdefault(key[0], [])
                assert isinstance(forms, list)
                forms.append(text)
            elif key:
                found[str(key)] = text
        return found


def phone_language(accepted: str, fallback: str = "fr") -> str:
    """The language of phones that an ``Accept-Language`` header asks for first.

    Examples
    --------
    >>> phone_language("ar-ML,ar;q=0.9,fr;q=0.8"), phone_language("bm"), phone_language("", "en")
    ('ar', 'fr', 'en')
    """
    for part in accepted.split(","):
        lang = part.split(";")[0].strip().split("-")[0].lower()
        if lang in PHONE_LANGUAGES:
            return lang
    return fallback


@lru_cache
def _catalogue(lang: str) -> gettext.GNUTranslations:
    po = os.path.join(_FOLDER, f"{lang}.po")  # noqa: PTH118
    mo = po[:-2] + "mo"
    return load(fresher(po, mo if os.path.exists(mo) else ""))  # noqa: PTH110
