"""The shape of `product.yaml`: what may stand where, checked by pydantic and shown by editors.

Only shapes are checked here; whether a name stands for something is asked in `references`.
"""

import json
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from catalog.product import Kind, RuleKind

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MOST = 999_999_999
"""No number of a product is larger, so that sums over all options stay exact everywhere."""

NAME: Final = r"^[a-z][a-z0-9_]{0,59}$"
VALUE_NAME: Final = r"^[+-]?[A-Za-z0-9_]{1,60}(-[A-Za-z0-9_]+)*$"
SKU: Final = r"^[A-Za-z0-9][A-Za-z0-9_./-]{0,59}$"
CSV_FILE: Final = r"^[A-Za-z0-9_-]{1,60}\.csv$"
LANGUAGE: Final = r"^[a-z]{2,3}$"
CURRENCY: Final = r"^[A-Z]{3}$"

IN_WORDS = {
    NAME: "must be a name: small letters, digits and _, a letter first",
    VALUE_NAME: "must be a name: letters, digits and _, with - between",
    SKU: "must be a SKU: letters, digits and _ . / -",
    CSV_FILE: "must be the plain name of a file, as name.csv",
    LANGUAGE: "must be a language code such as en or fr",
    CURRENCY: "must be a currency code such as EUR",
}
"""What each pattern asks for, for messages."""


class Quoted(str):
    """A text its author put in quotes, so never a number."""

    __slots__ = ()


def _whole(raw: object) -> object:
    """The whole number `raw` is written as. `1_000`, `1.0` and `"1"` are none."""
    if isinstance(raw, str) and not isinstance(raw, Quoted):
        digits = raw.removeprefix("-").removeprefix("+")
        if digits.isascii() and digits.isdigit():
            return int(raw) if len(digits) <= len(str(MOST)) else MOST + 1
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    raise PydanticCustomError("whole", "must be a whole number without quotes")


def _yes_or_no(raw: object) -> object:
    """What `true` and `false` without quotes mean."""
    if isinstance(raw, str) and not isinstance(raw, Quoted) and raw in ("true", "false"):
        return raw == "true"
    if isinstance(raw, bool):
        return raw
    raise PydanticCustomError("yes_or_no", "must be true or false")


Name = Annotated[str, StringConstraints(pattern=NAME)]
ValueName = Annotated[str, StringConstraints(pattern=VALUE_NAME)]
Sku = Annotated[str, StringConstraints(pattern=SKU)]
CsvFile = Annotated[str, StringConstraints(pattern=CSV_FILE)]
Language = Annotated[str, StringConstraints(pattern=LANGUAGE)]
Currency = Annotated[str, StringConstraints(pattern=CURRENCY)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
Texts = Annotated[dict[Language, Words], Field(json_schema_extra={"required": ["en"]})]
Whole = Annotated[int, BeforeValidator(_whole), Field(ge=-MOST, le=MOST)]
Amount = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=MOST)]
Weight = Annotated[int, BeforeValidator(_whole), Field(ge=1, le=100)]
Percent = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=100)]


class Shape(BaseModel):
    """What all entries share: no unknown keys, and docstrings that editors show."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class FilesShape(Shape):
    """The spreadsheets of the product, each a .csv file in the same folder."""

    modules: CsvFile = ""
    """Modules by SKU."""
    operations: CsvFile = ""
    """What the workshop does, in order."""
    blocks: CsvFile = ""
    """Standard pattern sizes in mm."""
    adjustments: CsvFile = ""
    """Values of the size options that alter a block."""
    points: CsvFile = ""
    """Points of measure."""
    ease: CsvFile = ""
    """Ease in mm by fit and point of measure."""
    shrinkage: CsvFile = ""
    """Shrinkage in thousandths by cloth and wash."""


class ValueShape(Shape):
    """One answer to an option."""

    name: Texts
    """What people read, by language."""
    benefit: Texts = {}
    """One line that says what it is good for; design options need it."""
    price_cents: Whole = 0
    """Surcharge in cents, tax included; may be negative."""
    attributes: dict[Name, Whole] = {}
    """Whole numbers that rules and formulas speak of."""
    modules: tuple[Sku, ...] = ()
    """SKUs of the modules it needs."""
    look: dict[Name, Words] = {}
    """How the picture draws it."""


class RangeShape(Shape):
    """Whole numbers to choose from."""

    from_: Annotated[Amount, Field(alias="from")]
    """The least."""
    to: Amount
    """The greatest, a whole number of steps further."""
    step: Annotated[Amount, Field(ge=1)] = 1
    """From one to the next."""
    unit: Annotated[str, StringConstraints(max_length=20)] = ""
    """What they count, as people read it: mm."""
    price_cents: Whole = 0
    """Surcharge of each step beyond the least, in cents, tax included; may be negative."""


class GroupShape(Shape):
    """How many of some optional options have a value."""

    of: Annotated[tuple[Name, ...], Field(min_length=1)]
    """The optional options."""
    at_least: Amount | None = None
    """So many or more."""
    at_most: Amount | None = None
    """So many or fewer."""
    exactly: Amount | None = None
    """So many."""
    reason: Texts
    """Why, as customers read it, by language."""


class OptionShape(Shape):
    """One question."""

    kind: Kind = Kind.DESIGN
    """Who sets it: people (design), tailoring (size), the body (measured) or rules (derived)."""
    name: Texts
    """What people read, by language."""
    values: dict[ValueName, ValueShape] = {}
    """The answers, in the order they are shown; those of sizes may come from spreadsheets."""
    range: RangeShape | None = None
    """Numbers in place of values."""
    optional: Annotated[bool, BeforeValidator(_yes_or_no)] = False
    """Whether it may stay without a value: then it also has the value `none`."""


class StepShape(Shape):
    """A page of the configurator."""

    key: Name
    """Its name in addresses."""
    name: Texts
    """What people read, by language."""
    options: Annotated[tuple[Name, ...], Field(min_length=1)]
    """The design options asked together, in order."""


class RuleShape(Shape):
    """What every configuration must honour, or with another kind than must: advice."""

    kind: RuleKind = RuleKind.MUST
    """must: every configuration honours it. warn: told while it is broken. recommend, default: a \
claim about one option (a default: `option = value`), perhaps after `claim requires`. hide: the \
options it hides are out of sight while it is true and rules leave them one value."""
    says: Words
    """The sentence, in the rule language."""
    weight: Weight = 1
    """Of a recommendation: how strong it is."""
    hides: tuple[Name, ...] = ()
    """Of a rule that hides: the design options."""
    reason: Texts
    """Why, as customers read it, by language."""


class ProductShape(Shape):
    """A product of Surmesure: what can be made, and the rules of what goes together."""

    product: Name
    """Its name in addresses."""
    edition: Words
    """Which state of the catalog this is; orders remember it."""
    name: Texts
    """What people read, by language."""
    currency: Currency
    """Currency of all prices."""
    base_price_cents: Amount
    """Price before surcharges in cents, tax included."""
    tax_percent: Percent
    """Tax contained in all prices."""
    base_lead_days: Amount
    """Days from order to ready when every module is in stock."""
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    """Every text must have each of them; en is one."""
    files: FilesShape = FilesShape()
    """Spreadsheets beside this file."""
    block: Name = ""
    """The size option whose values are the blocks."""
    steps: Annotated[tuple[StepShape, ...], Field(min_length=1)]
    """Pages of the configurator, in order."""
    options: Annotated[dict[Name, OptionShape], Field(min_length=1)]
    """Questions, in order."""
    rules: dict[Name, RuleShape] = {}
    """Rules, in order."""
    groups: dict[Name, GroupShape] = {}
    """How many of some optional options are taken; each is a rule by its name."""


def published_schema() -> str:
    """The JSON Schema of `product.yaml` as `library/product.schema.json` holds it."""
    schema = {"$schema": DIALECT} | ProductShape.model_json_schema()
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
