"""Values of the domain out of a YAML text that people edit."""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

Kind = TypeVar("Kind")
MISTAKES = (YAMLError, ValidationError, ValueError, AttributeError, TypeError)


def read_as(
    kind: type[Kind],
    text: str,
    refusal: type[Exception],
    arranged: Callable[[Any], Any] = lambda tree: tree,
) -> Kind:
    """What `text` says, as a `kind`, its tree `arranged` before.

    Raises `refusal` with the words of every mistake.
    """
    try:
        tree = YAML(typ="safe", pure=True).load(text)
        return TypeAdapter(kind).validate_python(arranged(tree))
    except MISTAKES as error:
        raise refusal(str(error)) from error
