"""The customers of the demo shop on record, measured by its staff before the four weeks began."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.numbers import format_decimal

from catalog.product import Product
from configurator.demo_consents import words
from configurator.demo_people import BY, PEOPLE, Sample, customers, derived
from configurator.settings import Settings
from configurator.storage.accounts import Role
from configurator.storage.cards import issue_card
from configurator.storage.consents import note_consent
from configurator.storage.customers import (
    Customer,
    MeasurementTaken,
    create_customer,
    find_customer,
    record_measurements,
)
from configurator.storage.database import Database
from configurator.web.known_body import TAPE, written
from configurator.web.measure_form import Typed

_, MEASURER = PEOPLE[Role.STAFF]
AT_ONCE = 3
"""So many customers are written in one transaction, which keeps it short."""

TWICE = 4
"""Of so many one was measured before, a year earlier."""

A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Known:
    """A customer on record, the sample he is, and when he was measured."""

    sample: Sample
    customer: Customer
    measured_at: datetime


def customer_id(settings: Settings, place: int) -> str:
    """The id of the customer at that place of the demo's."""
    return derived(settings.secret_key, f"customer {place}")


def known_customers(
    settings: Settings, database: Database, product: Product, began: datetime
) -> Sequence[Known]:
    """All of them, put on record unless they are."""
    found = [_known(settings, place, one, began) for place, one in enumerate(customers())]
    for first in range(0, len(found), AT_ONCE):
        some = found[first : first + AT_ONCE]
        with database.recording() as session:
            for place, one in enumerate(some, start=first):
                if find_customer(session, one.customer.id) is None:
                    create_customer(session, one.customer, BY)
                    record_measurements(session, list(_measurements(one, place, product)))
                    seed = derived(settings.secret_key, f"card {place}")
                    issue_card(session, one.customer.id, seed, BY, one.measured_at)
                    for word in words(one.customer.id, place, one.measured_at):
                        note_consent(session, word)
    return found


def _known(settings: Settings, place: int, sample: Sample, began: datetime) -> Known:
    created_at = began - timedelta(days=2 + place * 17 % 180, hours=7, minutes=place * 7)
    person = Customer(
        customer_id(settings, place), sample.name, sample.email, sample.phone, created_at
    )
    return Known(sample, person, created_at + timedelta(minutes=20))


def _measurements(one: Known, place: int, product: Product) -> Iterator[MeasurementTaken]:
    if place % TWICE == TWICE - 1:
        # Girths change, legs do not.
        thinner = {
            key: mm - (0 if key == "inseam_mm" else 5 * (1 + place % 3))
            for key, mm in one.sample.amounts.items()
        }
        yield from _taken(one, product, thinner, one.measured_at - A_YEAR)
    yield from _taken(one, product, one.sample.amounts, one.measured_at)


def _taken(
    one: Known, product: Product, amounts: Mapping[str, int], at: datetime
) -> Sequence[MeasurementTaken]:
    texts = {key: format_decimal(mm / 10, "0.#", locale="en") for key, mm in amounts.items()}
    blank = MeasurementTaken(one.customer.id, "", 0, "", "", MEASURER, at, TAPE)
    return written(product, amounts, Typed(texts=texts), blank)
