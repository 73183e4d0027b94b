"""Who sends our letters: a mail server, as one setting names it."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from customers.rights.register import register

SUBMISSION, WRAPPED = 587, 465
"""The usual ports: RFC 6409, and RFC 8314 for TLS from the first byte."""

HERE = {"localhost", "127.0.0.1", "::1"}

_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)+")
"""What a header can hold as it stands: no quotes, no brackets, no second address (RFC 5322)."""


class BadSmtp(Exception):
    """The setting names no mail server we can send by."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server; `is_wrapped` if it speaks TLS from the first byte, else STARTTLS is asked for.

    Only a server on this very machine (`is_here`) may go without.
    """

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    is_wrapped: bool = False

    @property
    def is_here(self) -> bool:
        """Whether it is on this machine."""
        return self.host in HERE

    @classmethod
    def at(cls, address: str, sender: str, country: str = "") -> "Smtp":
        """The server at `smtp[s]://user:password@host:port`, sending from `sender`.

        User and password are written as in any address, `%40` for `@`. Letters leave the shop by
        it: unless it is on this machine, it must stand in a `country` of the register.
        Raises BadSmtp.
        """
        wanted = "smtp://user:password@host:port or smtps://..., with SURMESURE_SMTP_FROM"
        try:
            parts = urlsplit(address)
            port = parts.port
        except ValueError as error:
            raise BadSmtp(wanted) from error
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or not is_mailable(sender):
            raise BadSmtp(wanted)
        is_wrapped, allowed = parts.scheme == "smtps", register().countries
        if parts.hostname not in HERE and country not in allowed:
            said = f"SURMESURE_SMTP_COUNTRY must say where it stands, one of {sorted(allowed)}"
            raise BadSmtp(said)
        return cls(
            parts.hostname,
            port or (WRAPPED if is_wrapped else SUBMISSION),
            sender,
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            is_wrapped,
        )


def is_mailable(address: str) -> bool:
    """Whether a letter can be sent to `address`: one plain address and nothing else."""
    return bool(_ADDRESS.fullmatch(address)) and ".." not in address
