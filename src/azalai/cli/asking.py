"""What nobody else may see: from the environment, typed unseen, or piped in."""

from __future__ import annotations

import os
import sys

import click

from azalai.cli.speech import speech
from azalai.model.errors import AzalaiError


def asked_secret(variable: str, key: str, new: bool = False) -> str:
    """A secret from the environment, typed unseen, or the first line of what is piped in.

    Never from the command line: there everybody on the machine could read it.

    Raises
    ------
    AzalaiError
        ``secret_missing`` where there is nobody to ask.
    """
    given = os.environ.get(variable, "")
    if given:
        return given
    if not sys.stdin.isatty():
        line = sys.stdin.readline().rstrip("\r\n")
        if not line:
            raise AzalaiError("secret_missing", variable=variable)
        return line
    text = speech()
    asked: str = click.prompt(
        text.text(key), hide_input=True, confirmation_prompt=new, err=True,
        prompt_suffix=text.text("server.colon") + " ",
    )  # fmt: skip
    return asked
