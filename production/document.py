"""Orders as JSON documents, the form in which they are kept for years."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache, partial
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from production.order import Order

FORMAT = 1
"""Rises whenever documents kept so far would read differently."""

Document = dict[str, Any]


class UnreadableOrder(Exception):
    """A kept document is not an order: it was damaged, or a newer program wrote it."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"the document is no order: look at {path}")


def to_document(order: Order) -> Document:
    """`order` in what JSON knows; dates and instants as ISO 8601 texts."""
    return {"format": FORMAT, **_written(order)}


def from_document(document: Mapping[str, Any]) -> Order:
    """The order that `to_document` wrote, equal to it in every part. Raises UnreadableOrder."""
    if document.get("format") != FORMAT:
        raise UnreadableOrder("format")
    try:
        order = _reader(Order)({key: document[key] for key in document if key != "format"})
    except _Unfit as error:
        raise UnreadableOrder(f"order{error.place}") from None
    assert isinstance(order, Order)
    return order


def _written(part: object) -> Any:  # noqa: ANN401 - Whatever JSON knows.
    match part:
        case date():
            return part.isoformat()
        case StrEnum():
            return part.value
        case tuple():
            return [_written(one) for one in part]
        case Mapping():
            return {key: _written(one) for key, one in part.items()}
        case _ if is_dataclass(part):
            return {one.name: _written(getattr(part, one.name)) for one in fields(part)}
        case _:
            return part


Reader = Callable[[object], object]


class _Unfit(Exception):
    """What is written at `place` is not of its kind."""

    def __init__(self, place: str = "") -> None:
        self.place = place
        super().__init__(place)


@cache
def _reader(kind: Any) -> Reader:  # noqa: ANN401 - Any type hint.
    """Reads what is written of `kind`; made once, since lists read hundreds of orders."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return partial(_optional, _reader(inner[0]))
    if origin is tuple:
        return partial(_several, _reader(inner[0]))
    if origin is Mapping:
        return partial(_keyed, _reader(inner[1]))
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return partial(_record, kind, {name: _reader(hints[name]) for name in hints})
    return partial(_single, kind)


def _optional(read: Reader, written: object) -> object:
    return None if written is None else read(written)


def _several(read: Reader, written: object) -> object:
    if not isinstance(written, list | tuple):
        raise _Unfit
    return tuple(_at(read, one, f"[{place}]") for place, one in enumerate(written))


def _keyed(read: Reader, written: object) -> object:
    if not isinstance(written, Mapping):
        raise _Unfit
    return {key: _at(read, one, f".{key}") for key, one in written.items()}


def _record(kind: Any, readers: Mapping[str, Reader], written: object) -> object:  # noqa: ANN401 - any dataclass
    if not isinstance(written, Mapping) or not _needed(kind) <= written.keys() <= readers.keys():
        raise _Unfit
    parts = {name: _at(readers[name], part, f".{name}") for name, part in written.items()}
    return kind(**parts)


@cache
def _needed(kind: Any) -> frozenset[str]:  # noqa: ANN401 - any dataclass
    """What must be written of `kind`: older documents lack what came later, with a default."""
    return frozenset(one.name for one in fields(kind) if one.default is MISSING)


def _at(read: Reader, written: object, place: str) -> object:
    try:
        return read(written)
    except _Unfit as error:
        raise _Unfit(place + error.place) from None


def _single(kind: type, written: object) -> object:
    if issubclass(kind, date) and isinstance(written, str):
        try:
            return kind.fromisoformat(written)
        except ValueError as error:
            raise _Unfit from error
    if issubclass(kind, StrEnum) and isinstance(written, str) and written in set(kind):
        return kind(written)
    if issubclass(kind, dict) and isinstance(written, Mapping):
        return kind(written)
    if type(written) is kind:
        return written
    raise _Unfit
