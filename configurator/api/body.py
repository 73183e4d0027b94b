"""The JSON body of a request, read strictly: what readers do not agree on is refused."""

import json
from typing import Any, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError

from configurator.api.problem import InvalidFields, Kind, Problem

Model = TypeVar("Model", bound=BaseModel)

MOST_DIGITS = 15
"""So many digits every reader of JSON keeps; no number here needs more."""


class _Refused(ValueError):
    """The text is JSON to some, but not to us."""


def read_body(model: type[Model]) -> Model:
    """The body of this request as a `model`. Raises Problem, InvalidFields."""
    if request.mimetype != "application/json":
        raise Problem(Kind.WrongMediaType)
    text = _text(request.get_data())
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        raise InvalidFields({_place(one["loc"]): one["msg"] for one in error.errors()}) from None


def read_no_body() -> None:
    """Make sure that a request which carries nothing carries nothing, or an empty object."""
    sent = request.get_data()
    if sent.strip() and json_value(_text(sent)) != {}:
        raise InvalidFields({"body": "Nothing is expected here."})


def _text(sent: bytes) -> str:
    """`sent` as text that holds one JSON value. Raises Problem."""
    try:
        text = sent.decode("utf-8")
        json_value(text)
    except UnicodeDecodeError:
        raise Problem(Kind.NotJson, "The body is not UTF-8.") from None
    except RecursionError:
        raise Problem(Kind.NotJson, "The body is nested too deeply.") from None
    except ValueError as error:
        raise Problem(Kind.NotJson, f"{error}.") from None
    return text


def json_value(text: str) -> Any:  # noqa: ANN401 - whatever the text says
    """The value `text` says. Raises ValueError, RecursionError."""
    value = json.loads(
        text,
        object_pairs_hook=_object,
        parse_int=_number,
        parse_float=_number,
        parse_constant=_constant,
    )
    try:
        # Halves of a character would pass here and fail wherever the text is kept.
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise _Refused("Half of a surrogate pair stands alone") from None
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _Refused(f"The field {twice!a} stands there twice")
    return found


def _number(text: str) -> float:
    digits = sum(character.isdigit() for character in text)
    if digits > MOST_DIGITS:
        raise _Refused(f"A number has more than {MOST_DIGITS} digits")
    return float(text)


def _constant(text: str) -> float:
    raise _Refused(f"{text} is no number in JSON")


def _place(loc: tuple[int | str, ...]) -> str:
    # Of a mapping pydantic says `key` where a key is wrong; the key itself stands before it.
    return ".".join(str(part) for part in loc if part != "[key]") or "body"
