"""What the forms of the configure page send, checked before anything is done with it."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import abort, request

from catalog.configuration import By, Choice
from catalog.product import Kind, Option, Product
from configurator.web.desk import has

_LONGEST_KEY = 64
_LONGEST_REVISION = 9


@dataclass(frozen=True, slots=True)
class Form:
    """What every form carries: the revision it was drawn from, its own key, the step shown."""

    revision: int
    key: str
    step: str


def read_form() -> Form:
    """The form of this request. A form that is not ours ends the request as bad (400)."""
    revision, key = request.form.get("revision", ""), request.form.get("key", "")
    whole = revision.isascii() and revision.isdigit() and len(revision) <= _LONGEST_REVISION
    if not whole or not 0 < len(key) <= _LONGEST_KEY:
        abort(HTTPStatus.BAD_REQUEST)
    return Form(int(revision), key, request.form.get("step", ""))


class OffRange(Exception):
    """Something was typed that is none of the numbers `option` may be."""

    def __init__(self, option: Option) -> None:
        self.option = option
        super().__init__(f"no number of {option.key}")


def read_choice(product: Product, by: By) -> Choice:
    """The value taken with this request; one that nobody may choose ends it as bad (400).

    Raises OffRange where it was typed.
    """
    choice = Choice(request.form.get("option", ""), request.form.get("value", "").strip(), by)
    if not choosable(product, choice):
        for option in product.of_kind(Kind.DESIGN):
            if option.key == choice.option and option.numbers:
                raise OffRange(option)
        abort(HTTPStatus.BAD_REQUEST)
    return choice


def read_way(product: Product, named: str) -> dict[str, str]:
    """The values by option that choices shall change to, as `sheet.way_of` names them.

    Empty where that names no values people may take.
    """
    pairs = [one.partition(".") for one in named.split(" ") if one]
    known = all(choosable(product, Choice(option, value)) for option, _, value in pairs)
    return {option: value for option, _, value in pairs} if known else {}


def choosable(product: Product, choice: Choice) -> bool:
    """Whether people may take this value: sizes, measures and derived options are not theirs."""
    return has(product, choice) and product.option(choice.option).kind is Kind.DESIGN
