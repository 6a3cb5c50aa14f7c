"""`azalai figures template`: an empty ledger that explains its columns."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.options import check_free, language_option, option, verb
from azalai.cli.speech import help_text, speech


@verb(
    "figures.template",
    click.argument("file", type=click.Path(path_type=Path), metavar=help_text("metavar.FILE")),
    option("--force", is_flag=True),
    language_option(),
)
def command(file: Path, force: bool) -> None:
    """Write the columns; explain them on a second sheet, or on the screen."""
    from azalai.model.errors import InputError
    from azalai.workspace.ledger import SUFFIXES, book_of, csv_of

    check_free(file, force)
    if file.suffix.lower() not in SUFFIXES:
        raise InputError("ledger_suffix", path=str(file))
    text, rows = speech(), _explained()
    if file.suffix.lower() == ".xlsx":
        sheets = text.text("cli.figures.sheet"), text.text("cli.figures.explained")
        file.write_bytes(book_of((), sheets[0], rows, sheets[1]))
    else:
        file.write_bytes(csv_of(()).encode())
        for column, meaning, words in rows[1:]:
            click.echo(f"{column:<16} {meaning}{f' [{words}]' if words else ''}")
    click.echo(text.text("cli.written", path=str(file)))


def _explained() -> list[tuple[str, str, str]]:
    """Column, meaning, and the words it may hold with what they mean."""
    from azalai.model.figures import Category, Quantifier, Role, Statistic
    from azalai.wording.figures import word
    from azalai.workspace.ledger import COLUMNS, POPULATIONS, UNITS

    text = speech()
    words: dict[str, tuple[str, tuple[str, ...]]] = {
        "category": ("figure", tuple(Category)),
        "statistic": ("statistic", tuple(Statistic)),
        "quantifier": ("quantifier", tuple(Quantifier)),
        "role": ("role", tuple(Role)),
        "direction": ("direction", ("in", "out", "total")),
        "population": ("population", POPULATIONS),
        "unit": ("unit", UNITS),
    }
    rows = [tuple(text.text(f"cli.figures.{name}") for name in ("column", "meaning", "words"))]
    for column in COLUMNS:
        dimension, codes = words.get(column, ("", ()))
        said = ", ".join(f"{code} ({word(text, dimension, code)})" for code in codes)
        rows.append((column, text.text(f"term.figure_column.{column}"), said))
    return [(column, meaning, said) for column, meaning, said in rows]
