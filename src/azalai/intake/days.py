"""What day a cell means, in every habit of the field; what can be read in two ways is not read.

Understood without a word from anybody: days with the year first (``2020-06-01``, ``2020/6/1``,
``20200601``) and days whose month is a word, in English or in French, with or without weekday,
dots, accents and a time after them (``1er juin 2020``, ``01-Jun-2020``, ``Monday, June 1st,
2020``). Three numbers with the year last, and years of two digits, need a declared form.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from azalai.intake.months import DAYS, MONTHS, english, weekday_named
from azalai.model.names import normalise

EXCEL, EXCEL_1904 = "excel", "excel1904"
"""The ``date_format`` of a file whose days are numbers, as Excel counts them; 1904: old Macs."""
TURNED = ("keep", "swap")
"""What a mapping may say of a column in which Excel has turned day and month around."""

_EPOCHS = {EXCEL: date(1899, 12, 30), EXCEL_1904: date(1904, 1, 1)}
_A_DAY = date(2020, 11, 25)
_SERIAL = re.compile(r"([2-7]\d{4})(?:[.,]\d+)?")
_TIME = re.compile(
    r"(?:\s*,\s*|[ T]+|\s+(?:at|à)\s+)(?:\d{1,2}\s?[:hH]\s?(?:\d{2})?(?:[:.]\d{2}(?:[.,]\d+)?)?)"
    r"\s*(?:[AaPp]\.?\s?[Mm]\.?)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?$"
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/. _])(\d{1,2})\2(\d{1,2})")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
# What nearly every file has; the rest may take its time.
_PLAIN = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/. _])(\d{1,2})\2(\d{4}|\d{2})")
_COMPACT_LAST = re.compile(r"(\d{2})()(\d{2})(\d{4})")
# Day, month as a word, year, in either order; or the year first.
_DAY = r"(?P<day>\d{1,2})(?:\s?(?:er|ers|st|nd|rd|th|e|ème|eme|ᵉʳ))?"
_WORD = r"(?P<month>[^\W\d_]+)"
_YEAR = r"(?P<year>\d{4}|['’]?\d{2})"
_GAP = r"[\s,./_-]*"
_WORDED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_DAY}{_GAP}(?:de\s|of\s|d['’])?{_WORD}{_GAP}{_YEAR}",
        rf"{_WORD}{_GAP}{_DAY}[\s,./_-]+{_YEAR}",
        rf"(?P<year>\d{{4}}){_GAP}{_WORD}{_GAP}{_DAY}",
    )
)
_WEEKDAY = re.compile(r"([^\W\d_]+)[.,]*\s*(.*\d.*)", re.DOTALL)
_THE = re.compile(r"(?:le|the)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NoDay:
    """Why a cell is no day: code of the finding, and what it is held against."""

    code: str
    expected: str = ""


ReadDay = Callable[[str], date | NoDay]


def day_reader(form: str, texts: Iterable[str] = (), turned: str = "") -> ReadDay:
    """What reads the days of a column.

    Parameters
    ----------
    form : str
        The form that the mapping declares: of `datetime.strptime`, `EXCEL`, `EXCEL_1904`, or empty.
    texts : iterable of str
        The distinct texts of the column, by which one sees whether Excel has turned some around.
    turned : str
        ``keep`` where those days are right as they stand, ``swap`` where day and month are to be
        exchanged; empty where nobody has said, and then they are not read.

    Examples
    --------
    >>> read = day_reader("")
    >>> read("2020/6/1"), read("lundi 1er juin 2020"), read("01-Jun-2020 14:05")
    (datetime.date(2020, 6, 1), datetime.date(2020, 6, 1), datetime.date(2020, 6, 1))
    >>> read("01/06/2020")
    NoDay(code='undeclared_date', expected='%d/%m/%Y → 2020-06-01, %m/%d/%Y → 2020-01-06')
    >>> read("31 June 2020").expected
    '2020-06-01 … 2020-06-30'
    """
    listed = list(texts)
    swapping = turned == "swap" and not _has_late_day(listed)
    doubted = not turned and is_turned(listed)

    def read(text: str) -> date | NoDay:
        plain = _PLAIN.fullmatch(text)
        if plain is not None and not (swapping or doubted):
            try:
                return date.fromisoformat(plain[1])
            except ValueError:
                pass
        bare = " ".join(text.split())
        iso = _ISO.fullmatch(_TIME.sub("", bare))
        if iso is not None and (swapping or doubted):
            found = _calendar(iso[1], iso[3], iso[2])
            if swapping:
                return found
            return NoDay("turned_date", str(found) if isinstance(found, date) else "")
        return _read(bare, form)

    return read


def _read(text: str, form: str) -> date | NoDay:
    serial = _SERIAL.fullmatch(text)
    if serial is not None and form in _EPOCHS:
        return _EPOCHS[form] + timedelta(days=int(serial[1]))
    bare = _TIME.sub("", text)
    if form and form not in _EPOCHS:
        for words in dict.fromkeys((text, bare)):
            found = _declared(words, form)
            if found is not None:
                return found
    for understood in (_numbers, _worded):
        answer = understood(bare)
        if answer is not None:
            return answer
    if serial is not None:
        return NoDay("serial_date")
    if not form or form in _EPOCHS:
        several = _readings(bare)
        if several is not None:
            return several
    return NoDay("bad_date", _impossible(bare, form) or _shown(form))


def _calendar(year: str, month: str, day: str) -> date | NoDay:
    """A day of the calendar, or which days there are."""
    y, m, d = int(year), int(month), int(day)
    if y < 1:
        return NoDay("bad_date", str(_A_DAY))
    if not 1 <= m <= 12:
        return NoDay("bad_date", f"{y:04d}-01 … {y:04d}-12")
    last = monthrange(y, m)[1]
    if not 1 <= d <= last:
        return NoDay("bad_date", f"{y:04d}-{m:02d}-01 … {y:04d}-{m:02d}-{last}")
    return date(y, m, d)


def _numbers(text: str) -> date | NoDay | None:
    """The year first: nobody writes year, day, month."""
    match = _YEAR_FIRST.fullmatch(text)
    if match is not None:
        return _calendar(match[1], match[3], match[4])
    match = _COMPACT.fullmatch(text)
    if match is None:
        return None
    found = _calendar(match[1], match[2], match[3])
    # 20062020 is no day of 2006, but one of 2020 to whoever writes the day first.
    return None if isinstance(found, NoDay) and _COMPACT_LAST.fullmatch(text) and (
        _readings(text) is not None
    ) else found  # fmt: skip


def _worded(text: str) -> date | NoDay | None:
    """The month is a word; a weekday before it must be that day's."""
    tries: list[tuple[str, str]] = [("", text)]
    before = _WEEKDAY.fullmatch(_THE.sub("", text, count=1))
    if before is not None and normalise(before[1]) in DAYS:
        tries.append((before[1], before[2]))
    for weekday, rest in tries:
        bare = _THE.sub("", rest, count=1).strip(" .,")
        for match in filter(None, (pattern.fullmatch(bare) for pattern in _WORDED)):
            month, year = MONTHS.get(normalise(match["month"])), match["year"].lstrip("'’")
            if month is None:
                continue
            if len(year) == 2:
                return NoDay("undeclared_date", _short_year(match["day"], month, year, text))
            found = _calendar(year, str(month), match["day"])
            if isinstance(found, date) and weekday and found.weekday() != DAYS[normalise(weekday)]:
                right = weekday_named(found.weekday(), weekday)
                return NoDay("bad_date", text.replace(weekday, right, 1))
            return found
    return None


def _short_year(day: str, month: int, year: str, text: str) -> str:
    """How to declare a day such as ``01-Jun-20``."""
    shown = re.sub(r"[^\W\d_]{2,}\.?", lambda word: _month_sign(word[0]), text, count=1)
    shown = re.sub(r"\d+", "%d", shown, count=1)
    shown = re.sub(r"\d{2}(?!.*\d)", "%y", shown, count=1)
    found = _calendar(f"20{year}", str(month), day)
    return f"{shown} → {found}" if isinstance(found, date) else shown


def _month_sign(word: str) -> str:
    return "%b" if len(word.rstrip(".")) <= 4 else "%B"


def _declared(text: str, form: str) -> date | None:
    """By the mapping's own form; names of months and weekdays may be French."""
    for words in dict.fromkeys((text, english(text, form))):
        try:
            return datetime.strptime(words, form).date()
        except ValueError:
            continue
    return None


def _readings(text: str) -> NoDay | None:
    """Three numbers, year last or short: every way to read them, each with its form."""
    match = _YEAR_LAST.fullmatch(text) or _COMPACT_LAST.fullmatch(text)
    if match is None:
        return None
    first, mark, second, last = match.groups()
    short = len(last) == 2
    orders = [("%d", "%m", "%y" if short else "%Y"), ("%m", "%d", "%y" if short else "%Y")]
    if short:
        orders.append(("%y", "%m", "%d"))
    named: dict[str, date] = {}
    for order in orders:
        said = dict(zip((sign[1].lower() for sign in order), (first, second, last), strict=True))
        year = f"20{int(said['y']):02d}" if len(said["y"]) <= 2 else said["y"]
        found = _calendar(year, said["m"], said["d"])
        if isinstance(found, date):
            named[mark.join(order)] = found
    if not named:
        return None
    return NoDay("undeclared_date", ", ".join(f"{form} → {day}" for form, day in named.items()))


def _impossible(text: str, form: str) -> str:
    """For three numbers in the declared order that are no day: which days there are."""
    match = _YEAR_LAST.fullmatch(text)
    if match is None:
        return ""
    first, _, second, last = match.groups()
    year = f"20{last}" if len(last) == 2 else last
    day, month = (second, first) if form.find("%m") < form.find("%d") else (first, second)
    if form and form.find("%y") not in (-1, len(form) - 2):
        return ""
    if form and ("%Y" in form) != (len(last) == 4):
        return ""
    found = _calendar(year, month, day)
    return found.expected if isinstance(found, NoDay) else ""


def _shown(form: str) -> str:
    return _A_DAY.strftime(form) if form and form not in _EPOCHS else str(_A_DAY)


def is_turned(texts: Iterable[str]) -> bool:
    """Whether Excel seems to have read a column's days as month first, where it could.

    Then what it could not read stayed text, with days above 12, and what it could became real
    days, none of them above 12: half of a column is right, the other half turned around.

    Examples
    --------
    >>> is_turned(["2020-01-06", "2020-12-06", "25/06/2020"])
    True
    >>> is_turned(["2020-01-06", "2020-06-25", "25/06/2020"]), is_turned(["2020-01-06"])
    (False, False)
    """
    real, left = False, False
    for text in texts:
        bare = _TIME.sub("", " ".join(text.split()))
        iso, numbers = _ISO.fullmatch(bare), _YEAR_LAST.fullmatch(bare)
        if iso is not None:
            if int(iso[3]) > 12:
                return False
            real = True
        elif numbers is not None:
            if int(numbers[1]) <= 12:
                return False
            left = left or int(numbers[3]) <= 12
    return real and left


def _has_late_day(texts: Iterable[str]) -> bool:
    """Whether a real day lies after the twelfth: then the column was not turned."""
    found = (_ISO.fullmatch(_TIME.sub("", " ".join(text.split()))) for text in texts)
    return any(match is not None and int(match[3]) > 12 for match in found)


def is_date_format(form: str) -> bool:
    """Whether days written in a form can be read from it again.

    Examples
    --------
    >>> is_date_format("%d/%m/%Y"), is_date_format("DD/MM/YYYY"), is_date_format("%d/%m")
    (True, False, False)
    >>> is_date_format("excel1904")
    True
    """
    try:
        return form == "" or form in _EPOCHS or (
            datetime.strptime(_A_DAY.strftime(form), form).date() == _A_DAY
        )  # fmt: skip
    except (ValueError, re.error):
        # The second: a part that is named twice.
        return False
