"""Rows of made-up people for `surmesure bench --messages`: who they are, and what they did."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from catalog.configuration import Configuration
from configurator.storage.documents import configuration_document
from configurator.storage.tables import ScanRow
from customers.rights.consent import Consent, Said, Source
from customers.rights.purpose import Channel

BEGINS = datetime(2026, 11, 5, tzinfo=UTC)
"""The first day; winter begins in the month that follows."""


def word(  # noqa: PLR0913, PLR0917 - all of a word
    id_: str, one: str, at: datetime, purpose: str, channel: Channel, said: Said
) -> Consent:
    """A word of one, said aloud in the shop."""
    about = {"id": id_, "person": one, "purpose": purpose, "channel": channel, "said": said}
    shown = {"sentence": "as shown", "version": 1, "language": "en", "proof": "aloud"}
    return Consent(**about, at=at, source=Source.SHOP, **shown)  # type: ignore[arg-type]


def email(one: str) -> str:
    """His address."""
    return f"{one}@example.org"


def phone(one: str) -> str:
    """His number."""
    return f"06{int(one, 16) % 10**8:08}"


def customer_row(one: str, at: datetime) -> dict[str, object]:
    """Him."""
    how = {"email": email(one), "phone": phone(one), "revision": 1}
    return {"id": one, "name": f"Somebody {one}", **how, "created_at": at, "erased_at": None}


def account_row(one: str, at: datetime) -> dict[str, object]:
    """His account."""
    who = {"id": f"a {one}", "email": email(one), "name": "", "role": "customer"}
    more = {"password_hash": "", "customer": one, "disabled_at": None, "revision": 1}
    return who | more | {"created_at": at}


def measuring_row(one: str, days_ago: int) -> dict[str, object]:
    """A visit with the tape, so many days before the first."""
    at = BEGINS - timedelta(days_ago - 15)
    how = {"began_by": "", "sex": "", "units": "cm", "revision": 1, "draft": None}
    return {"id": f"v {one}", "customer": one, "began_at": at, **how}


def draft_row(one: str) -> dict[str, object]:
    """A design of his."""
    blank = configuration_document(Configuration(product="jeans", edition="1"))
    kept: dict[str, object] = {"configuration": blank, "body": {}, "start": {}}
    who = {"measured_at": None, "measured_by": "", "owner": None, "customer": one}
    at = BEGINS - timedelta(100)
    what = {"link": f"d {one}", "revision": 1, "product": "jeans", "edition": "1", "step": ""}
    return what | kept | who | {"created_at": at, "saved_at": at}


def order_row(one: str) -> dict[str, object]:
    """An order of his."""
    at = BEGINS - timedelta(100)
    what = {"number": f"o {one}", "draft": f"d {one}", "draft_revision": 1, "customer": one}
    price = {"product": "jeans", "currency": "EUR", "total_cents": 14_900, "revision": 1}
    when = {"promised_on": at.date(), "placed_at": at, "document": {}, "state": "queued"}
    return what | price | when


def scan_row(id_: str, number: str, what: str, at: datetime) -> ScanRow:
    """One scan of an order, or the word that it is cancelled."""
    is_word = what == "cancel"
    return ScanRow(
        scan_id=id_,
        order_number=number,
        station="" if is_word else what,
        direction="cancel" if is_word else "in",
        at=at,
        received_at=at,
        who="",
        note="",
        undoes="",
    )


def earning_row(one: str, day: int, cents: int) -> dict[str, object]:
    """What one purchase of his earned."""
    paid = {"cents": cents, "paid_cents": 2 * cents, "source": ""}
    return {"mark": f"{one} {day}", "person": one, "day": day, **paid}


def once(rows: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """Each of these once."""
    return list({row["mark"]: row for row in rows}.values())
