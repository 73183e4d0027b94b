"""The form that measurements are typed into: what stands in it, what was refused, what is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import request

from catalog.product import Product
from configurator.web.measure_words import (
    HOW,
    NAMES,
    Units,
    amount_in,
    doubt,
    unit_name,
    why_not,
)
from customers.body.facts import facts
from customers.body.measurement import Measurement, Refusal, asked, read_all


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, in which units, and the unusual amounts a person said are right."""

    units: Units = Units.METRIC
    texts: Mapping[str, str] = field(default_factory=dict)
    sure: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of it: amounts in mm (weight: hg), refusals and unusual amounts, by key."""

    amounts: Mapping[str, int]
    refusals: Mapping[str, Refusal]
    unusual: Mapping[str, int]

    @property
    def stands(self) -> bool:
        """Whether all of it can be saved."""
        return not self.refusals and not self.unusual


@dataclass(frozen=True, slots=True)
class Field:
    """One measurement on the page. `sure` is what ticking its box says; empty: not asked.

    `known` tells the last one on record, where the field stays empty for a new one.
    """

    key: str
    name: str
    how: str
    unit: str
    text: str
    required: bool
    wrong: str = ""
    doubt: str = ""
    sure: str = ""
    confirmed: bool = False
    known: str = ""


NOTHING_READ = Reading({}, {}, {})


def typed() -> Typed:
    """What the form of this request holds. Unknown units count as cm."""
    units = request.form.get("units", "")
    return Typed(
        units=Units(units) if units in set(Units) else Units.METRIC,
        texts=request.form.to_dict(),
        sure=frozenset(request.form.getlist("sure")),
    )


def reading(product: Product, form: Typed) -> Reading:
    """What the strict reading, the limits of the product and the usual ranges make of `form`."""
    wanted = asked(product)
    amounts, refusals = read_all(wanted, form.texts, form.units.length, form.units.weight)
    too_large = facts(product, amounts)
    if isinstance(too_large, Refusal):
        refusals[too_large.measurement] = too_large
    unusual = {
        one.key: amounts[one.key]
        for one in wanted
        if one.key in amounts and one.key not in refusals and not one.is_usual(amounts[one.key])
    }
    unsure = {key: it for key, it in unusual.items() if _sure(key, it) not in form.sure}
    return Reading(amounts, refusals, unsure)


def fields(product: Product, form: Typed, found: Reading = NOTHING_READ) -> Sequence[Field]:
    """The measurements of `product` with what was typed and what is to be said about it."""
    return [_field(one, form, found) for one in asked(product)]


def retyped(product: Product, amounts: Mapping[str, int], units: Units = Units.METRIC) -> Typed:
    """The form as somebody would have to fill it for these amounts."""
    texts = {
        one.key: amount_in(amounts[one.key], units.of(one), one)
        for one in asked(product)
        if one.key in amounts
    }
    return Typed(units, texts, frozenset(_sure(key, it) for key, it in amounts.items()))


def _field(one: Measurement, form: Typed, found: Reading) -> Field:
    unit, refusal = form.units.of(one), found.refusals.get(one.key)
    amount = found.amounts.get(one.key)
    asks = amount is not None and not refusal and not one.is_usual(amount)
    return Field(
        key=one.key,
        name=str(NAMES[one.key]),
        how=str(HOW[one.key]),
        unit=unit_name(unit),
        text=form.texts.get(one.key, ""),
        required=one.required,
        wrong=why_not(refusal, one, unit) if refusal else "",
        doubt=doubt(amount, one, unit) if asks and amount is not None else "",
        sure=_sure(one.key, amount) if asks and amount is not None else "",
        confirmed=asks and one.key not in found.unusual,
    )


def _sure(key: str, amount: int) -> str:
    """What a person says yes to: this amount, not whatever will be typed next."""
    return f"{key}={amount}"
