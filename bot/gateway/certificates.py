"""Whom the machine trusts: its certificates, read once for all that speaks HTTP."""

import functools
import ssl

import httpx


@functools.cache
def trusted() -> ssl.SSLContext:
    """Return what checks a server's name; reading the certificates takes about 30 ms, longer than a turn."""
    return httpx.create_ssl_context()
