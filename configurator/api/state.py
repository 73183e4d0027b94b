"""A configuration as other programs are told it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from catalog.configuration import OWN, By
from catalog.product import Option
from catalog.text import Text
from configurator.web.desk import Desk, language
from configurator.web.number import number_field
from rules.rule import Recommend
from rules.soft import Advice, who_set
from rules.state import ValueState, own_values


def document(at: Desk) -> dict[str, Any]:
    """The state of the configuration on this desk, as `told.State` describes it.

    Put together by hand: a model of each of the values would take longer than the engine.
    """
    draft, state = at.draft, at.state
    teller = _Teller(at.advice, who_set(at.situation.choices, state, at.advice), language())
    return {
        "id": draft.link,
        "revision": draft.revision,
        "product": at.product.key,
        "edition": draft.configuration.edition,
        "choices": own_values(at.situation.choices),
        "engine": state.engine,
        "configurations": _digits(state.configurations),
        "complete": state.complete,
        "total_cents": state.total_cents,
        "cheapest_cents": state.cheapest_cents,
        "dearest_cents": state.dearest_cents,
        "ready_on": state.ready_on.isoformat() if state.ready_on else None,
        "currency": at.product.currency,
        "options": {
            option: {
                "values": {
                    value: _value(it) | teller.value(option, value) for value, it in values.items()
                },
                "hidden": teller.hidden(option),
                "numbers": _numbers(at.product.option(option), values),
            }
            for option, values in state.options.items()
        },
        "warnings": teller.warnings(),
    }


class _Teller:
    """Who set what, and what soft rules say, in one language."""

    def __init__(self, said: Advice, by: Mapping[tuple[str, str], By], language: str) -> None:
        self._said, self._by, self._language = said, by, language

    def warnings(self) -> list[dict[str, str]]:
        """What is worth knowing."""
        return [
            {"key": rule.key, "reason": rule.reason.in_(self._language)}
            for rule in self._said.warnings
        ]

    def hidden(self, option: str) -> str | None:
        """Why `option` need not be shown."""
        rule = self._said.hidden.get(option)
        return rule.reason.in_(self._language) if rule else None

    def value(self, option: str, value: str) -> dict[str, Any]:
        """What is said of one value."""
        by = self._by.get((option, value))
        rules = self._said.recommended.get((option, value), ())
        return {
            "by": by.value if by else None,
            "recommended": sum(rule.weight for rule in rules),
            "reasons": [reason.in_(self._language) for reason in self._reasons(option, by, rules)],
        }

    def _reasons(self, option: str, by: By | None, rules: Iterable[Recommend]) -> Iterator[Text]:
        suggestion = self._said.suggested.get(option)
        if by is By.RULE:
            yield from (rule.reason for rule in self._said.forced.get(option, ()))
        elif by not in OWN and by and suggestion and suggestion.reason:
            yield suggestion.reason
        yield from (rule.reason for rule in rules)


def _numbers(option: Option, states: Mapping[str, ValueState]) -> dict[str, Any] | None:
    """The numbers that are the values of `option`, if they are, and which of them stand."""
    its, field = option.numbers, number_field(option, states)
    if its is None or field is None:
        return None
    return {
        "from": its.low,
        "to": its.high,
        "step": its.step,
        "unit": its.unit,
        "least": field.least.amount if field.least else None,
        "most": field.most.amount if field.most else None,
        "written_out": option.wide is None,
    }


def _digits(count: int | None) -> str | None:
    """A count as text, since it may be too large for a number of JSON; a solver gives none."""
    return None if count is None else str(count)


def _value(it: ValueState) -> dict[str, Any]:
    return {
        "status": it.status.value,
        "changes": it.changes,
        "configurations": _digits(it.configurations),
        "price_delta_cents": it.price_delta_cents,
        "cheapest_cents": it.cheapest_cents,
        "dearest_cents": it.dearest_cents,
        "ready_on": it.ready_on.isoformat() if it.ready_on else None,
    }
