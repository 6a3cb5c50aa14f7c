"""What the program says: texts, names, numbers and dates in each language.

One object per language, `Wording`, is all that other rooms need. Catalogues are gettext files in
``packs/locales``; numbers and months follow the Unicode CLDR through Babel, which is imported only
when the first number or month is written.
"""

from __future__ import annotations

from azalai.wording.catalogue import MissingTextError
from azalai.wording.languages import LANGUAGES, language_from
from azalai.wording.voice import Wording

__all__ = ["LANGUAGES", "MissingTextError", "Wording", "language_from"]
