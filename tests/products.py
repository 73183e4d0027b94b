"""Small products to test with."""

from typing import Any

from catalog.product import Product
from catalog.text import Text


def some_product(key: str = "trousers", **other: Any) -> Product:
    """A product of which only `other` matters to a test."""
    usual: dict[str, Any] = {
        "name": Text(en=key.title()),
        "edition": "1",
        "currency": "EUR",
        "base_price_cents": 0,
        "tax_percent": 20,
        "base_lead_days": 21,
        "languages": ("en",),
        "options": (),
        "steps": (),
    }
    return Product(key=key, **(usual | other))
