"""Addresses and numbers of people as they lie in the tables: sealed, and still to be looked up.

The same text is sealed to the same noise (AES-SIV, RFC 5297, from the library `cryptography`), so
that "whose is this address" is answered by an index as before; that two rows hold the same text is
all a copy of the database tells. What is typed while searching is found by marks: keyed hashes of
its parts (BLAKE2b). One key of the shop, which lies in the store of keys, opens them all; unlike
keys of persons a process keeps it, since it is destroyed for nobody.
"""

import base64
import hashlib
from collections.abc import Callable
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from sqlalchemy import JSON, Connection, Dialect, String
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator, TypeEngine

from configurator.storage.seal import BrokenSeal

CONTACTS = "contacts of all"
"""Under this name the key stands among those of persons."""

SEALED = "\u00a7"
"""What begins so is sealed; nothing else is read by its key."""

MARK_BYTES = 12
IN_ORDERS = ("email", "phone")
_BOUND_TO = [b"contact"]


class ContactSeal:
    """Seals, opens and marks under the key that `asked` gives when it is first needed."""

    def __init__(self, asked: Callable[[], str]) -> None:
        self._asked = asked

    def seal(self, text: str) -> str:
        """`text` sealed; nothing stays nothing."""
        if not text:
            return text
        return SEALED + base64.b64encode(self._cipher.encrypt(text.encode(), _BOUND_TO)).decode()

    def open(self, stored: str) -> str:
        """What `seal` closed; what lies open as it is. Raises BrokenSeal."""
        if not stored.startswith(SEALED):
            return stored
        try:
            return self._cipher.decrypt(base64.b64decode(stored[1:]), _BOUND_TO).decode()
        except InvalidTag as error:
            raise BrokenSeal(CONTACTS) from error

    def mark(self, text: str) -> str:
        """The mark of `text`, by which it is looked up and never read."""
        digest = hashlib.blake2b(text.encode(), key=self._marking, digest_size=MARK_BYTES).digest()
        return SEALED + base64.b64encode(digest).decode()

    @cached_property
    def _cipher(self) -> AESSIV:
        return AESSIV(_derived(self._key, b"seal"))

    @cached_property
    def _marking(self) -> bytes:
        return _derived(self._key, b"mark")

    @cached_property
    def _key(self) -> bytes:
        return base64.b64decode(self._asked())


_SEALS: WeakKeyDictionary[Dialect, ContactSeal] = WeakKeyDictionary()
"""The seal of each database. A type of column is told nothing of it but its dialect."""


def seal_by(dialect: Dialect, seal: ContactSeal) -> None:
    """Have columns of SealedText of the database with this dialect sealed by `seal`."""
    _SEALS[dialect] = seal


def seal_of(connection: Connection) -> ContactSeal:
    """By what the contacts of this database are sealed."""
    return _SEALS[connection.dialect]


class SealedText(TypeDecorator[str]):
    """Text that lies sealed. It is compared with whole texts only: nothing begins or holds."""

    impl = String
    cache_ok = True

    @property
    def python_type(self) -> type[str]:
        """What it is in Python."""
        return str

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ANN401 - given by the base class
        """The text as the database is given it."""
        return _SEALS[dialect].seal(value) if value else value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:  # noqa: ANN401 - the same
        """The text as we are given it."""
        return _SEALS[dialect].open(value) if value else value


class OrderDocument(TypeDecorator[dict[str, Any]]):
    """The document of an order, in which the address and number of its person lie sealed."""

    impl = JSON
    cache_ok = True

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:  # noqa: ANN401 - given by the base class
        """What a part of it is compared as: as of any JSON."""
        return self.impl_instance.coerce_compared_value(op, value)

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> Any:  # noqa: ANN401 - the same
        """The document as the database is given it."""
        return value and with_contacts(value, _SEALS[dialect].seal)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> dict[str, Any] | None:  # noqa: ANN401 - the same
        """The document as we are given it."""
        return value and with_contacts(value, _SEALS[dialect].open)


def with_contacts(document: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """The document of an order with the address and number of its person changed so."""
    person = document.get("person")
    if not person:
        return document
    return document | {"person": person | {key: change(person[key]) for key in IN_ORDERS}}


def _derived(key: bytes, purpose: bytes) -> bytes:
    return hashlib.blake2b(purpose, key=key, digest_size=64).digest()
