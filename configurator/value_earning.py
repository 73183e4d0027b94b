"""What an order earns: its price without tax, less the modules and the work that are in it.

The bill and the routing of an order are frozen; what a module costs is not, so it is asked on the
day of the order and kept with what was earned. Modules counted in mm cost by the metre.
"""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from catalog.product import Product
from configurator.accessories import piece_costs
from configurator.storage.value_intake import Earning
from customers.value.policy import Terms
from production.order import Order

MM_A_METRE = 1000
PERCENT = 100


def costs_of(product: Product) -> Mapping[str, float]:
    """What one unit (a piece, a mm) of each module or accessory costs in cents, by SKU."""
    modules = {
        one.sku: one.cost_cents / (MM_A_METRE if one.unit == "mm" else 1) for one in product.modules
    }
    return {**modules, **piece_costs(product)}


def earned(
    order: Order, person: str, costs: Mapping[str, float], terms: Terms, zone: ZoneInfo
) -> Earning:
    """What `order` of that person earns; a module nobody knows any more counts as free."""
    paid = round(order.total_cents * PERCENT / (PERCENT + order.tax_percent))
    modules = sum(line.quantity * costs.get(line.sku, 0) for line in order.bill)
    work = sum(step.minutes for step in order.routing) * terms.minute_cents
    beside = sum(costs.get(one.sku, 0) for one in order.add_ons)
    cents = paid - round(modules + beside + work)
    day = order.placed_at.astimezone(zone).date()
    return Earning(order.number, person, day, cents, paid, order.number)
