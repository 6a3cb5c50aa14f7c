"""Where a request comes from, as far as we can trust what it says."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings


def address_of(environ: Mapping[str, Any]) -> str:
    """The address that throttling counts for, from a request's WSGI environment.

    Behind a proxy that we were told to trust it is the last one of ``X-Forwarded-For``, which the
    proxy itself wrote; otherwise the peer's. Nothing that a client writes changes it. Of an IPv6
    address only the network counts: a household has 2**64 of them.

    Examples
    --------
    >>> address_of({"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": "198.51.100.1"})
    '203.0.113.9'
    >>> address_of({"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6"})
    '2001:db8:1:2::'
    """
    said = str(environ.get("REMOTE_ADDR", ""))
    if settings.TRUST_PROXY:
        said = str(environ.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip() or said
    try:
        address = ip_address(said.partition("%")[0])
    except ValueError:
        return said[:64]
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(IPv6Address(int(address) >> 64 << 64))
    return str(address)


def from_elsewhere(environ: Mapping[str, Any]) -> bool:
    """Whether a page of another site has a browser send this.

    A browser that once was given a Basic password adds it to whatever any page has it post, and no
    form token stands in the way there. Programs say nothing of the kind.

    Examples
    --------
    >>> from_elsewhere({"HTTP_HOST": "flows.example.org"})
    False
    >>> from_elsewhere({"HTTP_HOST": "flows.example.org", "HTTP_SEC_FETCH_SITE": "cross-site"})
    True
    >>> from_elsewhere({"HTTP_HOST": "flows.example.org", "HTTP_ORIGIN": "https://evil.example"})
    True
    """
    if str(environ.get("HTTP_SEC_FETCH_SITE", "none")) not in ("none", "same-origin"):
        return True
    origin = str(environ.get("HTTP_ORIGIN", ""))
    if not origin:
        return False
    own = {str(environ.get("HTTP_HOST", "")) or str(environ.get("SERVER_NAME", ""))}
    if settings.PUBLIC_URL:
        own.add(urlsplit(settings.PUBLIC_URL).netloc)
    try:
        return urlsplit(origin).netloc not in own
    except ValueError:
        return True
