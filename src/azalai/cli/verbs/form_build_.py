"""`azalai form build`: from the tables of a form to what phones run."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.options import check_free, language_option, option, verb
from azalai.cli.speech import speech
from azalai.cli.verbs.form_lint_ import source_of
from azalai.model.errors import InputError

_ENDINGS = (".xml", ".xlsx")


@verb(
    "form.build",
    click.argument("form"),
    option("--output", key="form_output", type=click.Path(path_type=Path), metavar="FILE"),
    option("--validate/--no-validate", key="form_validate", default=None),
    option("--force", is_flag=True),
    language_option(),
)
def command(form: str, output: Path | None, validate: bool | None, force: bool) -> None:
    """Write the XForm, or the workbook where the file named ends in .xlsx."""
    from azalai.forms.building import build
    from azalai.forms.tables import read_tables, workbook_of

    text = speech()
    if output is not None:
        if output.suffix.lower() not in _ENDINGS:
            raise InputError("form_output", path=str(output))
        check_free(output, force)
    tables = read_tables(source_of(form))
    made = build(tables, validate=validate)
    if output is None:
        click.echo(made.xform, nl=not made.xform.endswith("\n"))
    elif output.suffix.lower() == ".xlsx":
        output.write_bytes(workbook_of(tables))
    else:
        output.write_text(made.xform, encoding="utf-8", newline="")
    if output is not None:
        click.echo(text.text("cli.written", path=str(output)), err=True)
    said = text.text(
        "cli.form.built", form=made.outline.form_id, version=made.outline.version,
        title=made.outline.title, languages=", ".join(made.outline.languages) or "–",
    )  # fmt: skip
    click.echo("  " + said, err=True)
    if made.outline.files:
        files = ", ".join(made.outline.files)
        click.echo("  " + text.text("cli.form.files", files=files), err=True)
    for warning in made.warnings:
        click.echo("  " + text.text("cli.severity.warning") + warning, err=True)
    if made.validated:
        click.echo("  " + text.text("cli.form.validated"), err=True)
    elif validate is None:
        said = text.text("cli.form.no_java")
        click.echo("  " + text.text("cli.severity.warning") + said, err=True)
