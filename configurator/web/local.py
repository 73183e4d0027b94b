"""Where a page may send somebody on to: only to places of our own."""

from urllib.parse import urlsplit

from flask import url_for


def local(address: str) -> str:
    r"""`address` if it is a path of ours, else home.

    Browsers read `//host`, `/\host` and paths with control characters as other sites.
    """
    parts = urlsplit(address) if address.isprintable() and "\\" not in address else None
    ours = parts and not parts.scheme and not parts.netloc and parts.path.startswith("/")
    return address if ours and not address.startswith("//") else url_for("home.show")
