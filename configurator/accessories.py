"""The accessories of products, read from beside them whenever their author changed the file."""

from collections.abc import Mapping
from pathlib import Path

from catalog.product import Product
from customers.taste.accessories import FILE, read_accessories
from customers.taste.accessory import Accessory

_read: dict[tuple[Path, int], tuple[Accessory, ...]] = {}
"""What a file said when it was changed at that instant; a product lies in one file alone."""


def file_of(product: Product) -> Path | None:
    """The file of the product; None for one that was never in a file."""
    return next((Path(rule.sentence.place.file) for rule in product.rules), None)


def accessories_of(product: Product) -> tuple[Accessory, ...]:
    """In the author's order; none while the file holds mistakes, which its author is told of."""
    path = file_of(product)
    file = path.with_name(FILE) if path else None
    if path is None or file is None or not file.is_file():
        return ()
    key = file, file.stat().st_mtime_ns
    if key not in _read:
        found, problems, _ = read_accessories(path, product)
        _read[key] = () if problems else found
    return _read[key]


def piece_costs(product: Product) -> Mapping[str, float]:
    """What each piece beside a product costs us in cents, by SKU."""
    return {piece.sku: one.cost_cents for one in accessories_of(product) for piece in one.pieces}


def piece_units(product: Product) -> Mapping[str, int]:
    """With how many units the shelf of each piece begins, by SKU."""
    return {piece.sku: piece.stock for one in accessories_of(product) for piece in one.pieces}
