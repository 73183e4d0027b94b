"""The shape of product.yaml: the schema published for editors is the one files are read by."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from catalog.schema import IN_WORDS, ProductShape, Quoted, Shape, published_schema

LIBRARY = Path(__file__).parents[1] / "catalog" / "library"
PUBLISHED = LIBRARY / "product.schema.json"


def product(**changes: object) -> dict[str, object]:
    """A product of the right shape, but for `changes`."""
    return {
        "product": "cup",
        "edition": "1",
        "name": {"en": "Cup"},
        "currency": "EUR",
        "base_price_cents": "900",
        "tax_percent": "20",
        "base_lead_days": "2",
        "languages": ["en"],
        "steps": [{"key": "all", "name": {"en": "All"}, "options": ["glaze"]}],
        "options": {"glaze": {"name": {"en": "Glaze"}}},
        **changes,
    }


def test_the_published_schema_is_that_of_the_models() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == published_schema(), (
        "write it again: python -c 'from catalog.schema import published_schema as s; "
        f'print(s(), end="")\' > {PUBLISHED}'
    )


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*/product.yaml")), ids=str)
def test_editors_find_the_schema_from_each_product(path: Path) -> None:
    first, _ = path.read_text(encoding="utf-8").split("\n", 1)
    mark = "# yaml-language-server: $schema="
    assert first.startswith(mark)
    assert (path.parent / first.removeprefix(mark)).resolve() == PUBLISHED


def test_editors_are_told_what_each_key_means() -> None:
    schema = json.loads(published_schema())
    shapes = [schema, *schema["$defs"].values()]
    keys = [key for shape in shapes for key in shape.get("properties", {}).values()]
    assert len(keys) > 30
    assert all(key.get("description") for key in keys)


def test_editors_refuse_unknown_keys() -> None:
    schema = json.loads(published_schema())
    shapes: list[dict[str, Any]] = [schema, *schema["$defs"].values()]
    assert all(shape["additionalProperties"] is False for shape in shapes if "properties" in shape)


def test_every_pattern_is_put_in_words_for_messages() -> None:
    assert set(patterns(json.loads(published_schema()))) <= IN_WORDS.keys()


def patterns(node: object) -> Iterator[str]:
    """All patterns in a JSON Schema."""
    if isinstance(node, dict):
        yield from [node["pattern"]] if "pattern" in node else []
        yield from node.get("patternProperties", ())
    if isinstance(node, dict | list):
        for child in node.values() if isinstance(node, dict) else node:
            yield from patterns(child)


def test_no_entry_takes_keys_it_does_not_know() -> None:
    assert all(shape.model_config["extra"] == "forbid" for shape in Shape.__subclasses__())


@pytest.mark.parametrize(
    ("written", "number"), [("5", 5), ("-5", -5), ("+5", 5), ("007", 7), (5, 5), ("0", 0)]
)
def test_a_whole_number_is_read(written: object, number: int) -> None:
    values = {"a": {"name": {"en": "A"}, "price_cents": written}}
    shape = ProductShape.model_validate(
        product(options={"glaze": {"name": {"en": "G"}, "values": values}})
    )
    assert shape.options["glaze"].values["a"].price_cents == number


@pytest.mark.parametrize(
    "written",
    [
        *(
            "1.0",
            "1,0",
            "1_000",
            "0x10",
            "1e3",
            "",
            "-",
            "--1",
            "-+1",
            "five",
            "٣",
            "²",
            " 1",
            "nan",
        ),
        *(Quoted("5"), True, None, 1.5, [5], "9" * 10, "9" * 10_000),
    ],
    ids=lambda written: repr(written)[:20],
)
def test_anything_else_is_no_whole_number(written: object) -> None:
    with pytest.raises(ValidationError):
        ProductShape.model_validate(product(base_price_cents=written))


def test_what_an_author_leaves_out_has_a_meaning() -> None:
    shape = ProductShape.model_validate(product())
    assert (shape.files.modules, shape.block, shape.rules) == ("", "", {})
    assert shape.options["glaze"].kind == "design"
