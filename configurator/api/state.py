"""A configuration as other programs are told it."""

from typing import Any

from configurator.web.desk import Desk
from rules.state import ValueState, own_values


def document(at: Desk) -> dict[str, Any]:
    """The state of the configuration on this desk, as `told.State` describes it.

    Put together by hand: a model of each of the values would take longer than the engine.
    """
    draft, state = at.draft, at.state
    return {
        "id": draft.link,
        "revision": draft.revision,
        "product": at.product.key,
        "edition": draft.configuration.edition,
        "choices": own_values(at.situation.choices),
        "configurations": str(state.configurations),
        "complete": state.complete,
        "total_cents": state.total_cents,
        "cheapest_cents": state.cheapest_cents,
        "dearest_cents": state.dearest_cents,
        "ready_on": state.ready_on.isoformat() if state.ready_on else None,
        "currency": at.product.currency,
        "options": {
            option: {"values": {value: _value(it) for value, it in values.items()}}
            for option, values in state.options.items()
        },
    }


def _value(it: ValueState) -> dict[str, Any]:
    return {
        "status": it.status.value,
        "changes": it.changes,
        "configurations": str(it.configurations),
        "price_delta_cents": it.price_delta_cents,
        "cheapest_cents": it.cheapest_cents,
        "dearest_cents": it.dearest_cents,
        "ready_on": it.ready_on.isoformat() if it.ready_on else None,
    }
