"""What is known of a customer's body: written down as it is taken, and copied into drafts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from catalog.product import Product
from configurator.storage.customers import MeasurementTaken
from configurator.storage.drafts import Draft
from configurator.web.measure_form import Typed
from configurator.web.measure_words import Units
from customers.body.measurement import asked
from customers.body.reading import How

TAPE, TOLD = "tape", "told"
"""How a measurement was taken: by the shop, or as the customer told it."""

AT_HOME = frozenset({TOLD, How.SELF.value})
"""How customers measure without us."""

HIMSELF = "customer"
"""Who measured, when it was nobody of the shop."""


def taken(
    product: Product, draft: Draft, typed: Typed | None, customer: str
) -> Sequence[MeasurementTaken]:
    """The measurements of `draft` as facts about `customer`, with what was typed if known."""
    assert draft.measured_at is not None
    by, how = (draft.measured_by, TAPE) if draft.measured_by else (HIMSELF, TOLD)
    blank = MeasurementTaken(customer, "", 0, "", "", by, draft.measured_at, how)
    return written(product, draft.body_mm, typed, blank)


def written(
    product: Product, amounts: Mapping[str, int], typed: Typed | None, blank: MeasurementTaken
) -> Sequence[MeasurementTaken]:
    """`amounts` (mm, weight: hg) by key, each on a copy of `blank`."""
    units, texts = (typed.units, typed.texts) if typed else (Units.METRIC, {})
    return [
        replace(
            blank,
            key=one.key,
            amount=amounts[one.key],
            text_typed=texts.get(one.key, ""),
            unit_typed=units.of(one).value,
        )
        for one in asked(product)
        if one.key in amounts
    ]


def measured(draft: Draft, product: Product, known: Mapping[str, MeasurementTaken]) -> Draft:
    """`draft` with what is `known` of the body, dated by the oldest of it; as it is if too little.

    The draft has one day for all its measurements: none may look younger than it is.
    """
    wanted = {one.key: known[one.key] for one in asked(product) if one.key in known}
    missing = [one.key for one in asked(product) if one.required and one.key not in known]
    if missing or not wanted:
        return draft
    oldest = min(wanted.values(), key=_instant)
    return replace(
        draft,
        body_mm={key: one.amount for key, one in wanted.items()},
        measured_at=oldest.measured_at,
        measured_by="" if oldest.how in AT_HOME else oldest.measured_by,
    )


def _instant(one: MeasurementTaken) -> datetime:
    return one.measured_at
