"""What an order is worth at once: terms ready to hand, and what it earned beside its product."""

from functools import lru_cache
from zoneinfo import ZoneInfo

from catalog.product import Product
from configurator.storage.orders import StoredOrder
from configurator.storage.value_anew import Earned
from configurator.value_earning import costs_of, earned
from customers.value.policy import FILE, BadPolicies, Terms, read_policies


def terms_now() -> Terms | None:
    """The terms in the file as it is now; None where it holds mistakes: nobody waits for that.

    The job of the night says what is wrong with it.
    """
    return _terms(FILE.stat().st_mtime_ns)


def order_earned(stored: StoredOrder, product: Product, zone: ZoneInfo) -> Earned | None:
    """What an order earns with what the modules of its `product` cost today; None without terms."""
    terms = terms_now()
    if terms is None:
        return None
    return Earned(earned(stored.order, stored.customer, costs_of(product), terms, zone), terms)


@lru_cache(maxsize=1)
def _terms(_changed_at: int) -> Terms | None:
    try:
        return read_policies().terms
    except BadPolicies:
        return None
