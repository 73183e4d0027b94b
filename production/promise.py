"""Promises: when a garment is ready, and when it must be cut for that."""

from collections.abc import Mapping
from datetime import date, timedelta

from catalog.module import lead_days
from catalog.product import Product
from production.bill import modules_taken

DAYS_FROM_CUTTING = 14
"""Sewing, washing, finishing and check, with a few days in hand."""

SUNDAY = 6
A_DAY = timedelta(days=1)


def longest_lead_days(product: Product, values: Mapping[str, str], stock: Mapping[str, int]) -> int:
    """Days until the last module of `values` has come in; 0 when all lie there.

    Args:
        product: what is made.
        values: the value taken for each option.
        stock: units on the shelf by SKU.
    """
    return max((lead_days(one, stock) for one in modules_taken(product, values)), default=0)


def ready_on(product: Product, longest_lead_days: int, today: date) -> date:
    """The day a garment ordered `today` is ready: after base lead and longest lead of modules."""
    return today + timedelta(days=product.base_lead_days + longest_lead_days)


def cut_by(promised_on: date, today: date) -> date:
    """The last day to cut: two weeks before the promise, a Saturday rather than a Sunday.

    Never before tomorrow (Monday, where tomorrow is Sunday): a garment sold today waits for its
    papers to be printed.
    """
    latest = promised_on - timedelta(days=DAYS_FROM_CUTTING)
    if latest.weekday() == SUNDAY:
        latest -= A_DAY
    earliest = today + A_DAY
    if earliest.weekday() == SUNDAY:
        earliest += A_DAY
    return max(latest, earliest)
