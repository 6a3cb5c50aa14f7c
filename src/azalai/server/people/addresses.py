"""Where a request comes from, as far as we can trust what it says."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address
from typing import Any

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
