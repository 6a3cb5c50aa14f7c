"""Small multiples of stocks over time: a plot for each line, all on the same days."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from azalai.drawing.lettered import Lettering
from azalai.drawing.lettering import text_width, wrapped
from azalai.drawing.scales import Calendar, Persons
from azalai.drawing.stock_model import Mark, StockLine, StockTexts, Stretches
from azalai.drawing.stock_plot import StockPlot, flag_rows, looks
from azalai.drawing.stock_series import ROW, drawn, ends, key_rows
from azalai.drawing.style import INK, MUTED, Spec

__all__ = ["stock_multiples"]


def stock_multiples(
    lines: Sequence[StockLine],
    texts: StockTexts,
    *,
    marks: Sequence[Mark] = (),
    columns: int = 3,
    shared: bool = False,
    first: datetime.date | None = None,
    last: datetime.date | None = None,
    longest: int = 45,
    stepped: bool = False,
    width: float = 505,
    panel: float = 92,
) -> Spec:
    """A small plot for each line, all on the same days.

    Parameters
    ----------
    marks : sequence of Mark
        Those without a line stand in every panel.
    shared : bool
        One axis of persons for all panels, so that heights compare; else each has its own, and
        the page must say so.
    panel : float
        Height of a panel with its title, in pixels.
    """
    wide = width - 4
    begin, end = ends(lines, first, last)
    lines = [line.between(begin, end) for line in lines]
    tallest = max((value for line in lines for _, value in line.known), default=0)
    gaps = any(Stretches.of(line.points, longest).gaps for line in lines)
    rows = -(-len(lines) // columns)
    each = (wide - 1 - 12 * (columns - 1)) / columns
    whole = StockPlot(Calendar(begin, end, 0, wide), Persons.upto(1, 0, 1), texts.lang)
    key = key_rows(whole, texts, [m for m in marks if begin <= m.day <= end], gaps, wide)
    axis_room = max(
        Persons.upto(tallest if shared else max((v for _, v in line.known), default=0),
                     0, panel - 30, most=2).width(texts.lang)
        for line in lines
    )  # fmt: skip
    raised = 0
    for line in lines:
        days = Calendar(begin, end, axis_room, each - 3)
        raised = max(raised, flag_rows(days, [m for m in marks if m.line in ("", line.name)]))
    titles = [
        wrapped(line.name, 9.5, (each - text_width(line.last_text, 9) - 6) / 1.08) for line in lines
    ]
    title = 12.0 * max(map(len, titles), default=1)
    panel += title - 12
    for index, line in enumerate(lines):
        row, column = divmod(index, columns)
        left = column * (each + 12)
        top = key + row * panel
        own = [mark for mark in marks if mark.line in ("", line.name)]
        days = Calendar(begin, end, left + axis_room, left + each - 3)
        upper = top + title + 2 + max(6.0, raised * ROW + 2)
        most = tallest if shared else max((value for _, value in line.known), default=0)
        lowest = index + columns >= len(lines)
        plot = StockPlot(
            days,
            Persons.upto(most, upper, top + panel - 11, most=2),
            texts.lang,
            whole.layers,
            whole.words,
            whole.boxes,
        )
        look = looks([line])[0]
        plot.ground(texts.months, numbers=bool(line.known), names=lowest)
        plot.marks(own, upper - 2)
        plot.line(line, look, longest=longest, stepped=stepped)
        colour = look.text if line.population else INK
        for part, text in enumerate(titles[index]):
            plot.words.append(Lettering(left, top + 6 + 12 * part, text, 9.5, 600, colour))
        if line.last_text:
            plot.words.append(Lettering(left + each, top + 6, line.last_text, 9, 400, MUTED, "end"))
    return drawn(whole, texts, width, key + rows * panel + 20 + 4)
