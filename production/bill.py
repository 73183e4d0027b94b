"""The bill of modules: what goes into one garment, and how much of it."""

from collections.abc import Iterable, Mapping
from math import ceil

from catalog.module import Module
from catalog.product import Product
from customers.body.target import Target
from production.order import BillLine
from rules.check import number
from rules.rule import RuleBook


def modules_taken(product: Product, values: Mapping[str, str]) -> tuple[Module, ...]:
    """The modules the values taken need, each once, by bin and then SKU: the way to fetch them."""
    taken = (product.option(option).value(value) for option, value in values.items())
    skus = {sku for value in taken for sku in value.modules}
    return tuple(sorted(map(product.module, skus), key=lambda one: (one.bin, one.sku)))


def bill(
    book: RuleBook, values: Mapping[str, str], targets: Iterable[Target]
) -> tuple[BillLine, ...]:
    """The bill of one garment: quantities rounded up, modules of which none goes left out.

    A formula gives the quantity for the whole garment, so a module that several values need is
    listed once. Points of measure in formulas are as cut, before the cloth shrinks.

    Args:
        book: the product with its formulas.
        values: the value taken for every option, sizes included.
        targets: the points of measure.
    """
    measures_mm = {target.point.key: target.cut_mm for target in targets}
    lines = []
    for module in modules_taken(book.product, values):
        quantity = ceil(number(book.quantities[module.sku], book.product, values, measures_mm))
        if quantity > 0:
            lines.append(BillLine(module.sku, module.name, quantity, module.unit, module.bin))
    return tuple(lines)
