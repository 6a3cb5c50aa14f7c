"""`azalai form lint`: what breaks between phone and browser, and what spoils counts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from azalai.cli.options import language_option, option, verb
from azalai.cli.speech import speech


def source_of(form: str) -> Path | str:
    """A workbook or folder that is there; otherwise the name of a packaged form."""
    path = Path(form)
    return path if path.exists() or path.suffix or len(path.parts) > 1 else form


@verb(
    "form.lint",
    click.argument("form"),
    option("--mapping", key="form_mapping", type=click.Path(path_type=Path), metavar="FILE"),
    option("--file", "files", key="form_file", type=click.Path(path_type=Path), multiple=True,
           metavar="FILE"),
    language_option(),
)  # fmt: skip
def command(form: str, mapping: Path | None, files: tuple[Path, ...]) -> None:
    """Print the remarks; fail where one is an error."""
    from azalai.forms.building import build
    from azalai.forms.declaring import parsed
    from azalai.forms.linting import Severity, lint, said
    from azalai.forms.tables import MAPPING, packaged_folder, read_tables
    from azalai.model.errors import InputError

    text, source = speech(), source_of(form)
    tables = read_tables(source)
    folder = packaged_folder(source) if isinstance(source, str) else source
    beside = folder / MAPPING if folder.is_dir() else folder.with_suffix(".toml")
    chosen = mapping or (beside if beside.is_file() else None)
    given = {path.name: path.read_bytes() for path in files}
    if folder.is_dir():
        lists = [path for path in folder.glob("media/*.csv") if path.is_file()]
        given = {path.name: path.read_bytes() for path in lists} | given
    known = parsed(chosen.read_text(encoding="utf-8"), chosen.name) if chosen else None
    problem = None
    try:
        outline = build(tables, validate=False).outline
    except InputError as wrong:
        # The remarks may well say why it cannot be built.
        outline, problem = None, wrong
    found = lint(tables, given, known, outline)
    for remark in found:
        if chosen is not None and remark.sheet == MAPPING:
            remark = replace(remark, sheet=chosen.name)
        click.echo(f"{text.text(f'form.severity.{remark.severity}')} · {said(remark, text)}")
    if problem is not None:
        raise problem
    click.echo(text.text("cli.form.remarks", len(found)), err=True)
    errors = sum(remark.severity is Severity.ERROR for remark in found)
    if errors:
        raise InputError("form_has_errors", number=errors)
