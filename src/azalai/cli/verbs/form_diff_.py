"""`azalai form diff`: what changed between two versions of a form, and what that means."""

from __future__ import annotations

from pathlib import Path

import click

from azalai.cli.options import language_option, option, verb
from azalai.cli.speech import speech
from azalai.cli.verbs.form_lint_ import source_of


@verb(
    "form.diff",
    click.argument("before"),
    click.argument("after"),
    option("--mapping", key="form_mapping", type=click.Path(path_type=Path), metavar="FILE"),
    language_option(),
)
def command(before: str, after: str, mapping: Path | None) -> None:
    """Print the changes, the gravest first."""
    from azalai.forms.building import build
    from azalai.forms.declaring import parsed
    from azalai.forms.diffing import diff, said
    from azalai.forms.tables import read_tables

    text = speech()
    known = parsed(mapping.read_text(encoding="utf-8"), mapping.name) if mapping else None
    versions = []
    for form in (before, after):
        tables = read_tables(source_of(form))
        versions.append((tables, build(tables, validate=False).outline))
    found = diff(versions[0], versions[1], known)
    for change in found:
        click.echo(said(change, text))
    click.echo(text.text("cli.form.changes", len(found)), err=True)
