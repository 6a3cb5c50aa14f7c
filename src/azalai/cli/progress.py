"""What is being done, while it takes time: a bar on a terminal, a line a step elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from azalai.cli.speech import speech

Step = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


@contextmanager
def progress() -> Iterator[Step]:
    """A progress display on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        said: set[str] = set()

        def line(text: str, done: int, total: int) -> None:
            if text not in said:
                said.add(text)
                console.print(f"{text} …", highlight=False)

        yield line
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console) as bar:
        tasks: dict[str, int] = {}

        def advance(text: str, done: int, total: int) -> None:
            if text not in tasks:
                tasks[text] = bar.add_task(text, total=total)
            bar.update(tasks[text], completed=done, total=total)  # type: ignore[arg-type]

        yield advance


@contextmanager
def bulletin_progress() -> Iterator[Step]:
    """The same for a bulletin, which tells the language it is at."""
    text = speech()
    with progress() as step:
        yield lambda lang, done, total: step(
            text.text("cli.bulletin.step", language=lang), done, total
        )


def say_written(paths: Iterable[Path]) -> None:
    """A line for each file that was written."""
    for path in paths:
        click.echo(speech().text("cli.written", path=str(path)))
