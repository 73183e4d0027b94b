"""What counts by day: the settings ready to hand, what an order earned, and one customer anew."""

from functools import lru_cache
from zoneinfo import ZoneInfo

from catalog.product import Product
from configurator.storage.orders import StoredOrder
from configurator.storage.value_intake import Earning
from configurator.value_earning import costs_of, earned
from customers.value.policy import FILE, BadPolicies, Policies, Terms, read_policies


def terms_now() -> Terms | None:
    """The terms in the file as it is now; None where it holds mistakes."""
    policies = policies_now()
    return policies.terms if policies else None


def policies_now() -> Policies | None:
    """All that is in the file now; None where it holds mistakes: nobody waits for that.

    The job of the night says what is wrong with it.
    """
    return _policies(FILE.stat().st_mtime_ns)


def order_earned(stored: StoredOrder, product: Product, zone: ZoneInfo) -> Earning | None:
    """What an order earns with what the modules of its `product` cost today; None without terms."""
    terms = terms_now()
    if terms is None:
        return None
    return earned(stored.order, stored.customer, costs_of(product), terms, zone)


@lru_cache(maxsize=1)
def _policies(_changed_at: int) -> Policies | None:
    try:
        return read_policies()
    except BadPolicies:
        return None
