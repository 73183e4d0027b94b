"""The shelves of the shop: every module and piece of the products on offer has one in the database.

From then on the shop's own count says what is in stock; the number in the product's files is only
what a new module begins with.
"""

from collections.abc import Mapping

from configurator.accessories import piece_units
from configurator.storage.database import Database
from configurator.storage.stock import add_shelves, stock_units
from rules.engine import Engine


def stock_shelves(database: Database, engines: Mapping[str, Engine]) -> None:
    """Give each module that has no shelf yet one, with as many units as its product's files say.

    The tables must be up to date. Looks first, so that a start without news writes nothing.
    """
    units = {
        module.sku: module.stock for engine in engines.values() for module in engine.product.modules
    }
    for engine in engines.values():
        units |= piece_units(engine.product)
    if not units:
        return
    with database.reading() as session:
        known = stock_units(session)
    if not known.keys() >= units.keys():
        with database.recording() as session:
            add_shelves(session, units)
