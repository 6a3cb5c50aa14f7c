"""`azalai records`: the groups of a month as a flat table, for analysis inside the mission."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.options import (
    check_free,
    language_option,
    month_of,
    open_folder,
    option,
    verb,
    workspace_option,
)
from azalai.cli.speech import speech

FORMS = ("csv", "parquet", "xlsx")
FIELDS = ("public", "restricted", "confidential")


@verb(
    "records",
    click.argument("month"),
    option("--names", type=click.Choice(("ours", "dtm")), default="ours"),
    option("--format", "form", key="format", type=click.Choice(FORMS), default="csv"),
    option("--fields", "asked", type=click.Choice(FIELDS), default="public"),
    option(
        "--output",
        key="records_output",
        type=click.Path(path_type=Path),
        metavar="FILE",
        required=True,
    ),
    option("--force", is_flag=True),
    workspace_option(),
    language_option(),
)
def command(
    month: str,
    names: str,
    form: str,
    asked: str,
    output: Path,
    force: bool,
    workspace: Path | None,
) -> None:
    """Write the records of a month; what leaves is said, for it is private data."""
    from azalai.model.flows import Sensitivity
    from azalai.workspace.flat import Names, as_file, flat

    check_free(output, force)
    table = flat(open_folder(workspace), month_of(month), Names(names), Sensitivity(asked))
    output.write_bytes(as_file(table, form))
    text = speech()
    click.echo(text.text("cli.records.written", table.num_rows, path=str(output)), err=True)
    click.echo(text.text("cli.severity.warning") + text.text("cli.records.private"), err=True)
