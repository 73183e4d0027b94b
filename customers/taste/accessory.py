"""Accessories: what is offered beside a garment, and only with one that it goes with."""

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.product import Product
from catalog.text import Text
from rules.check import holds, number
from rules.rule import Formula, Term


@dataclass(frozen=True, slots=True)
class Piece:
    """One accessory as it lies on a shelf, by its SKU; `bin` says where.

    Of those that hang on a measure it is for garments of `from_mm` and more. `stock` is what its
    shelf begins with.
    """

    sku: str
    name: Text
    stock: int
    bin: str
    from_mm: int = 0


@dataclass(frozen=True, slots=True)
class Accessory:
    """Something sold beside a garment: one of its `pieces`, or the same garment once more.

    It goes with a garment of which the claim `when` is true. The piece is the last one that begins
    at no more than `measure`, of the finished garment. An accessory with `another` is no piece: it
    is the same garment with another value of that option. Prices include tax, of a piece alone.
    """

    key: str
    name: Text
    why: Text
    when: Formula
    pieces: tuple[Piece, ...] = ()
    measure: Term | None = None
    upto_mm: int = 0
    price_cents: int = 0
    cost_cents: int = 0
    another: str = ""


def goes_with(one: Accessory, product: Product, values: Mapping[str, str]) -> bool:
    """Whether it goes with a garment of these values, which must be complete."""
    return holds(one.when, product, values)


def piece_for(
    one: Accessory, product: Product, values: Mapping[str, str], finished_mm: Mapping[str, int]
) -> Piece | None:
    """The piece for a garment that goes with it; None where none is long enough or too long."""
    if one.measure is None:
        return next(iter(one.pieces), None)
    mm = number(one.measure, product, values, finished_mm)
    begun = [piece for piece in one.pieces if piece.from_mm <= mm]
    return begun[-1] if begun and mm <= one.upto_mm else None
