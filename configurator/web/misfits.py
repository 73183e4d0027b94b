"""The manager's page about pairs that did not fit, and where they come from."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from flask import Blueprint, Response
from flask_babel import gettext as _

from configurator.misfit_rates import Rate, by_block, by_cloth, by_measurer, by_zone
from configurator.storage.accounts import Role
from configurator.storage.fit import worn_since
from configurator.web.access import only_for
from configurator.web.desk import language, workshop
from configurator.web.fit_words import ZONE_WORDS
from configurator.web.render import render
from customers.body.feedback import Felt, Zone
from customers.body.fitting import CLOTH
from production.work_order import block_label

blueprint = Blueprint("misfits", __name__, url_prefix="/misfits")

LOOKED_BACK = timedelta(days=365)
MOST_LINES = 20

Named = tuple[str, Rate]


@blueprint.get("")
@only_for(Role.MANAGER, Role.ADMIN)
def show() -> Response:
    """Rates of the last twelve months by zone, block, cloth and by who measured, worst first."""
    with workshop().database.reading() as session:
        pairs = worn_since(session, workshop().now() - LOOKED_BACK)
    missed = sum(any(felt is not Felt.RIGHT for felt in one.felt.values()) for one in pairs)
    return render(
        "fit/misfits.html",
        "fit/misfits.html",
        whole=Rate("", missed, len(pairs)) if pairs else None,
        parts=[
            ("zone", _("By zone"), _named(by_zone(pairs), lambda key: str(ZONE_WORDS[Zone(key)]))),
            ("block", _("By block"), _named(by_block(pairs), block_label)),
            ("cloth", _("By cloth"), _named(by_cloth(pairs), _cloth)),
            ("clerk", _("By who measured"), _named(by_measurer(pairs), _measurer)),
        ],
    )


def _named(rates: Sequence[Rate], name: Callable[[str], str]) -> list[Named]:
    return [(name(one.name), one) for one in rates[:MOST_LINES]]


def _cloth(key: str) -> str:
    """The cloth as any of our products calls it."""
    for engine in workshop().engines.values():
        for option in engine.product.options:
            for value in option.values if option.key == CLOTH else ():
                if value.key == key:
                    return value.name.in_(language())
    return key


def _measurer(name: str) -> str:
    return name or str(_("the customer himself"))
