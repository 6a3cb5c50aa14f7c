"""HTTP Basic: a name and a password in a request's header."""

from __future__ import annotations

import base64
import binascii


def name_and_password(header: str) -> tuple[str, str]:
    """What an ``Authorization`` header shows; two empty texts where it shows none.

    Examples
    --------
    >>> name_and_password("Basic YXdhOnM6M2NyZXQ=")
    ('awa', 's:3cret')
    >>> name_and_password("Bearer YXdh"), name_and_password("Basic ?")
    (('', ''), ('', ''))
    """
    scheme, _, shown = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        said = base64.b64decode(shown.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return "", ""
    name, _, password = said.partition(":")
    return name.replace("\0", ""), password
