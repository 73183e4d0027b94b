"""Rows of files as facts: each read whole, or all that is wrong in it named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from customers.identity.event import Event, Kind, Source, Telling
from customers.identity.fields import SHELF_LIFE, Who
from customers.identity.folding import digits, folded
from customers.identity.mapping import Import
from customers.identity.written import TwoAmounts, cents, day, instant

LONGEST, LONGEST_NOTE = 200, 2000
FEWEST_DIGITS = 6
NAMES = ("name", "given_name", "surname", "organisation_name")
REACHED_BY = ("customer", "reference", "card", "email", "phone")
"""Fields that name one person; a name alone does not."""

KINDS = {
    Import.CONTACTS: Kind.WELCOMED,
    Import.ORDERS: Kind.BOUGHT,
    Import.INVOICES: Kind.INVOICED,
    Import.COMPLAINTS: Kind.COMPLAINED,
}
SURE = {Source.IMPORT: 50, Source.DOCUMENT: 60}
"""How sure a field of a file is: nobody of the shop saw it typed."""


class Why(StrEnum):
    """What can be wrong with a row."""

    CELLS = "cells"
    LETTERS = "letters"
    LONG = "long"
    EMPTY = "empty"
    DATE = "date"
    AHEAD = "ahead"
    AMOUNT = "amount"
    TWO_AMOUNTS = "two_amounts"
    EMAIL = "email"
    PHONE = "phone"
    NOBODY = "nobody"
    NO_CUSTOMER = "no_customer"
    ERASED = "erased"
    TWICE = "twice"
    CHANGED = "changed"
    NOT_READ = "not_read"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in the line (of the file, from 1), at which field; `other` is another line."""

    line: int
    field: str
    why: Why
    other: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What one row tells: `fields` of the person, and the deed if it tells one.

    `document` is the number of the paper; of a contact its reference, empty if it has none.
    """

    line: int
    kind: Import
    fields: Mapping[str, str]
    document: str
    at: datetime | None
    cents: int | None = None
    currency: str = ""
    product: str = ""
    shop: str = ""
    division: str = ""
    note: str = ""

    @property
    def name(self) -> str:
        """What the person is called, or else known by."""
        own = self.fields.get("name") or " ".join(
            self.fields[one] for one in NAMES[1:3] if one in self.fields
        )
        known = (self.fields.get(key, "") for key in ("organisation_name", "email", "phone"))
        return own or next(filter(None, known), self.fields.get("reference", ""))

    @property
    def who(self) -> tuple[str, ...]:
        """By what rows of one file are of one person: its reference, else address and name.

        Empty where only all of the row is its own.
        """
        if reference := self.fields.get("reference"):
            return ("reference", reference)
        name = folded(self.name)
        if email := self.fields.get("email"):
            return ("email", folded(email), name)
        if phone := self.fields.get("phone"):
            return ("phone", digits(phone), name)
        return ("card", card, name) if (card := self.fields.get("card")) else ()

    @property
    def content(self) -> tuple[str, ...]:
        """All the row says, in one order."""
        at = self.at.isoformat() if self.at else ""
        deed = (at, f"{self.cents}", self.currency, self.product, self.shop, self.division)
        return (*deed, self.note, *(f"{key} {self.fields[key]}" for key in sorted(self.fields)))

    def event(self, id_: str, person: str, kind: Kind, by: str, now: datetime) -> Event:
        """What the log is told of the row."""
        source = Source.IMPORT if self.kind is Import.CONTACTS else Source.DOCUMENT
        told = {"name": self.name} | dict(self.fields)
        return Event(
            id=id_,
            person=person,
            kind=kind,
            at=self.at or now,
            told_at=now,
            shop=self.shop,
            adviser=by,
            division=self.division,
            line=self.product,
            document=self.document,
            tellings=tuple(
                Telling(key, text, source, SURE[source])
                for key, text in told.items()
                if key in SHELF_LIFE and text
            ),
            note=" ".join(filter(None, [self._amount, self.note])),
        )

    @property
    def _amount(self) -> str:
        return "" if self.cents is None else f"{self.cents / 100:.2f} {self.currency}".rstrip()


def read_row(
    line: int, cells: Mapping[str, str], kind: Import, now: datetime, zone: tzinfo
) -> Told | tuple[Problem, ...]:
    """What a row tells, from its cells by field; or all that is wrong with it."""
    said = {key: " ".join(text.split()) for key, text in cells.items()}
    said = {key: text for key, text in said.items() if text}
    wrong = [Problem(line, field, why) for field, why in _wrong(said, kind, now, zone)]
    if wrong:
        return tuple(wrong)
    if born := said.get("birth_date"):
        said["birth_date"] = day(born) or born
    if said.get("kind") not in set(Who):
        said.pop("kind", None)  # Other programs call many things so.
    deed = {"document", "date", "amount", "currency", "line", "shop", "division", "note"}
    is_contact = kind is Import.CONTACTS
    return Told(
        line,
        kind,
        {key: text for key, text in said.items() if key not in deed},
        document=said.get("reference" if is_contact else "document", ""),
        at=instant(said["date"], zone) if "date" in said else None,
        cents=cents(said["amount"]) if "amount" in said else None,
        currency=said.get("currency", "").upper(),
        product=said.get("line", ""),
        shop=said.get("shop", ""),
        division=said.get("division", ""),
        note=said.get("note", ""),
    )


def _wrong(
    said: Mapping[str, str], kind: Import, now: datetime, zone: tzinfo
) -> Iterator[tuple[str, Why]]:
    for field, text in said.items():
        if len(text) > (LONGEST_NOTE if field == "note" else LONGEST):
            yield field, Why.LONG
        elif not text.isprintable():
            yield field, Why.LETTERS
    if kind is Import.CONTACTS:
        if not set(said) & {*NAMES, *REACHED_BY}:
            yield "name", Why.EMPTY
    else:
        yield from ((field, Why.EMPTY) for field in ("document", "date") if field not in said)
        if not set(said) & set(REACHED_BY):
            yield "reference", Why.NOBODY
    yield from _misread(said, now, zone)


def _misread(said: Mapping[str, str], now: datetime, zone: tzinfo) -> Iterator[tuple[str, Why]]:
    if "date" in said:
        at = instant(said["date"], zone)
        if at is None or at.year < 1900:  # noqa: PLR2004 - a slip, or a spreadsheet's zero
            yield "date", Why.DATE
        elif at.date() > now.astimezone(zone).date():
            yield "date", Why.AHEAD
    if "birth_date" in said and day(said["birth_date"]) is None:
        yield "birth_date", Why.DATE
    if "amount" in said:
        try:
            if cents(said["amount"]) is None:
                yield "amount", Why.AMOUNT
        except TwoAmounts:
            yield "amount", Why.TWO_AMOUNTS
    if "email" in said and not _is_address(said["email"]):
        yield "email", Why.EMAIL
    if "phone" in said and len(digits(said["phone"])) < FEWEST_DIGITS:
        yield "phone", Why.PHONE


def _is_address(text: str) -> bool:
    box, _, home = text.partition("@")
    return bool(box) and "." in home and " " not in text and "@" not in home
