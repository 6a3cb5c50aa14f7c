"""The plot of a series: slots for its bars, its axis, the names of its months, its key."""

from __future__ import annotations

from collections.abc import Sequence

from azalai.drawing.lettered import Lettering, pixel, text_layers
from azalai.drawing.lettering import text_width, wrapped
from azalai.drawing.marks import Bar, KeyEntry, Style, bar_layers, bar_mark, key
from azalai.drawing.mercator import XY
from azalai.drawing.series_model import MonthValue, SeriesTexts
from azalai.drawing.style import BAND, DIRECTION_COLOURS, MUTED, RULE, Spec, finished, number

ORDER = ("in", "out", "unknown")


class Plot:
    """Places of a series' parts: slots for its bars, its axis, its key above."""

    def __init__(
        self,
        width: float,
        height: float,
        tallest: float,
        slots: int,
        texts: SeriesTexts,
        entries: Sequence[KeyEntry],
        *,
        foot: float,
        rise: float = 0,
    ) -> None:
        self.texts = texts
        self.top = nice_top(tallest)
        self.axis = text_width(number(int(self.top), texts.lang), 9.5) + 8
        self.wide = width - self.axis - 4
        self.slots = max(slots, 1)
        self.step = self.wide / self.slots
        self.gap = min(6.0, max(0.8, self.step * 0.18))
        legend = key(entries, left=-self.axis, top=0, width=width, lead=texts.unit)
        self.rise = rise
        self.tall = max(46.0, height - foot - legend.height - 7 - rise)
        shift = -legend.height - 5 - rise
        self.key_bars = [
            Bar(b.left, b.top + shift, b.right, b.bottom + shift, b.colour, b.style)
            for b in legend.bars
        ]
        self.key_texts = [
            Lettering(t.x, t.y + shift, t.text, t.size, t.weight, t.colour, t.anchor)
            for t in legend.texts
        ]

    def edge(self, index: int) -> float:
        return index * self.step

    def slot(self, index: int) -> tuple[float, float]:
        return index * self.step + self.gap / 2, (index + 1) * self.step - self.gap / 2

    def at(self, slots: float) -> float:
        """The place of a moment, in slots since the first: a day stands inside its month."""
        return min(max(slots, 0), self.slots) * self.step

    def height_of(self, value: float) -> float:
        return self.tall * (1 - value / self.top)

    def stack(
        self,
        left: float,
        right: float,
        parts: dict[str, float] | dict[str, int],
        status: str,
        period: str,
    ) -> list[Spec]:
        """Rows of data for one bar, incoming at its foot."""
        rows, low = [], 0.0
        for direction in ORDER:
            value = parts.get(direction, 0)
            if value:
                rows.append(
                    {
                        "period": period,
                        "direction": direction,
                        "status": status,
                        "x": left,
                        "x2": right,
                        "from": low,
                        "to": low + value,
                    }
                )
                low += value
        return rows

    def stack_layers(self, rows: list[Spec], styles: dict[str, Style]) -> list[Spec]:
        layers = []
        for status, style in styles.items():
            for direction in ORDER:
                values = [r for r in rows if r["status"] == status and r["direction"] == direction]
                if values:
                    layers.append(
                        {
                            "data": {"values": values},
                            "mark": bar_mark(DIRECTION_COLOURS[direction], style),
                            "encoding": {
                                "x": pixel("x"),
                                "x2": {"field": "x2"},
                                "y": self._y("from"),
                                "y2": {"field": "to"},
                            },
                        }
                    )
        return layers

    def _y(self, field: str) -> Spec:
        ticks = {"values": [self.top * part / 2 for part in range(3)]}
        if self.tall >= 70:
            ticks = {"values": [self.top * part / 4 for part in range(5)]}
        if any(value != int(value) for value in ticks["values"]):
            ticks = {"values": [0, self.top]}
        return {
            "field": field,
            "type": "quantitative",
            "scale": {"domain": [0, self.top], "nice": False},
            "axis": {
                "title": None,
                "format": ",d",
                "domain": False,
                "ticks": False,
                "labelFontSize": 9.5,
                "labelColor": MUTED,
                **ticks,
            },
        }

    def month_labels(self, months: Sequence[MonthValue]) -> list[Lettering]:
        """Names of months where they fit, always with the Januaries; years under them."""
        widest = max((text_width(month.label, 9.5) for month in months), default=0) + 8
        stride = next((n for n in (1, 2, 3, 6) if n * self.step >= widest), 0)
        words = []
        for index, value in enumerate(months):
            if stride and (value.month.number - 1) % stride == 0:
                middle = self.edge(index) + self.step / 2
                words.append(Lettering(middle, self.tall + 9, value.label, 9.5, anchor="middle"))
        years = sorted({value.month.year for value in months})
        yearly = -(-(text_width("2000", 9.5) + 4) // (12 * self.step))
        for year in years:
            # In decades of months every second or fifth year is named.
            if len(years) > 2 and year % int(yearly):
                continue
            inside = [i for i, value in enumerate(months) if value.month.year == year]
            left, right = self.edge(inside[0]), self.edge(inside[-1] + 1)
            if right - left >= text_width(str(year), 9.5) + 2 or yearly > 1:
                middle = (left + right) / 2
                words.append(
                    Lettering(middle, self.tall + 21, str(year), 9.5, 600, MUTED, "middle")
                )
        return words

    def year_rules(self, months: Sequence[MonthValue]) -> list[tuple[XY, XY]]:
        """Short rules under the axis where a year begins, so that names have their reach."""
        return [
            ((self.edge(index), self.tall + 2), (self.edge(index), self.tall + 26))
            for index, value in enumerate(months)
            if index and value.month.number == 1
        ]

    def captions(self, notes: list[tuple[int, str]]) -> list[Lettering]:
        words, y = [], self.tall + 38.0
        for label, text in notes:
            words.append(Lettering(-self.axis, y, str(label), 9.5, 600, BAND))
            for line in wrapped(text, 9.5, self.wide + self.axis - 14):
                words.append(Lettering(14 - self.axis, y, line, 9.5))
                y += 13
        return words

    def drawn(self, layers: list[Spec]) -> Spec:
        """The spec: an empty stack first, so that the axis stands even without data."""
        floor = {
            "data": {"values": [{"from": 0}]},
            "mark": {"type": "rule", "color": RULE},
            "encoding": {"y": self._y("from")},
        }
        key_layers = [*bar_layers(self.key_bars), *text_layers(self.key_texts)]
        return finished(
            {
                "width": self.wide,
                "height": self.tall,
                "layer": [floor, *layers, *key_layers],
            },
            self.texts.lang,
        )


def nice_top(value: float) -> float:
    """A round number not below the value, to end an axis at.

    Examples
    --------
    >>> nice_top(414), nice_top(1), nice_top(0), nice_top(2161)
    (500, 1, 1, 2400)
    """
    if value <= 1:
        return 1
    power = 1
    while power * 10 < value:
        power *= 10
    for factor in (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10):
        top = factor * power
        if top >= value and top == int(top):
            return int(top)
    return 10 * power
