"""Facts: what the body says to the rules, as values of the measured options."""

from collections.abc import Mapping

from catalog.product import Kind, Option, Product, Value
from customers.body.measurement import Code, Refusal


def facts(product: Product, body_mm: Mapping[str, int]) -> dict[str, str] | Refusal:
    """The value of each measured option whose measurement `<option>_mm` is in `body_mm`.

    Values of measured options are classes: attribute `mm` is the most a class holds. The smallest
    class that holds the measurement is taken, so a rule that stands for it stands for the body.
    A body larger than the largest class gives a refusal that names the measurement.
    """
    found = {}
    for option in product.of_kind(Kind.MEASURED):
        key = f"{option.key}_mm"
        if key not in body_mm:
            continue
        value = _class(option, body_mm[key])
        if value is None:
            most = max(_most_mm(value) for value in option.values)
            return Refusal(Code.OUTSIDE, most=most, measurement=key)
        found[option.key] = value.key
    return found


def _class(option: Option, measured_mm: int) -> Value | None:
    holding = [value for value in option.values if _most_mm(value) >= measured_mm]
    return min(holding, key=_most_mm, default=None)


def _most_mm(value: Value) -> int:
    return value.attributes["mm"]
