"""Amounts of money as people type them, and the currency of the shop."""

import re

from configurator.web.desk import workshop

EURO, CENTS = "EUR", 100


def read_cents(typed: str) -> int | None:
    """What `12.50` or `12,5` is in cents; None for what is no amount."""
    found = re.fullmatch(r"([0-9]{1,6})(?:[.,]([0-9]{1,2}))?", typed.strip())
    return int(found[1]) * CENTS + int((found[2] or "").ljust(2, "0")) if found else None


def currency() -> str:
    """Of the shop: all its products are sold in one."""
    return next((one.product.currency for one in workshop().engines.values()), EURO)
