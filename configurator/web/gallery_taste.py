"""The order of the gallery: what somebody would like most comes first; for strangers as written."""

from collections.abc import Sequence

import numpy as np

from configurator.web import sessions
from configurator.web.desk import empty_desk
from configurator.web.gallery_cards import Shown
from configurator.web.tasted import tasted


def in_order(product_key: str, designs: Sequence[Shown]) -> list[Shown]:
    """The designs as who asks would like them, by how likely their values are with him."""
    of = tasted(empty_desk(product_key)) if sessions.account() else None
    if of is None or not of.is_personal:
        return list(designs)
    choices = {one.key: one.choices for one in of.at.product.designs}
    liked = {
        key: float(np.mean([of.likely.each[of.diagram.number(*value)] for value in its.items()]))
        for key, its in choices.items()
        if its
    }
    return sorted(designs, key=lambda one: -liked.get(one.key, 0.0))
