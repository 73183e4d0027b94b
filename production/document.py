"""Orders as JSON documents, the form in which they are kept for years."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache, partial
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from production.order import Order, RoutingStep

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
    return {"format": FORMAT, **written(order)}


def from_document(document: Mapping[str, Any]) -> Order:
    """The order that `to_document` wrote, equal to it in every part. Raises UnreadableOrder."""
    parts = {key: document[key] for key in document if key != "format"}
    order = _read(Order, document, parts, "order")
    assert isinstance(order, Order)
    return order


def routing_in(document: Mapping[str, Any]) -> tuple[RoutingStep, ...]:
    """The routing alone of the order in `document`: all it takes to follow it. Raises as above."""
    routing = _read(tuple[RoutingStep, ...], document, document.get("routing"), "order.routing")
    assert isinstance(routing, tuple)
    return routing


def _read(kind: Any, document: Mapping[str, Any], part: object, place: str) -> object:  # noqa: ANN401 - any type hint
    if document.get("format") != FORMAT:
        raise UnreadableOrder("format")
    try:
        return _reader(kind)(part)
    except _Unfit as error:
        raise UnreadableOrder(f"{place}{error.place}") from None


def written(part: object) -> Any:  # noqa: ANN401 - Whatever JSON knows.
    """A part of an order, or of what stands beside it, in what JSON knows."""
    match part:
        case date():
            return part.isoformat()
        case StrEnum():
            return part.value
        case tuple():
            return [written(one) for one in part]
        case Mapping():
            return {key: written(one) for key, one in part.items()}
        case _ if is_dataclass(part):
            return {one.name: written(getattr(part, one.name)) for one in fields(part)}
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
    return _reader_of_one(kind)


def _reader_of_one(kind: type) -> Reader:
    if issubclass(kind, date):
        return partial(_dated, kind)
    if issubclass(kind, StrEnum):
        return partial(_worded, {str(one): one for one in kind})
    if issubclass(kind, dict):
        return partial(_mapped, kind)
    return partial(_single, kind)


def _optional(read: Reader, written: object) -> object:
    return None if written is None else read(written)


def _several(read: Reader, written: object) -> object:
    if not isinstance(written, list | tuple):
        raise _Unfit
    parts: list[object] = []
    try:
        parts.extend(map(read, written))
    except _Unfit as error:
        raise _Unfit(f"[{len(parts)}]{error.place}") from None
    return tuple(parts)


def _keyed(read: Reader, written: object) -> object:
    if not isinstance(written, Mapping):
        raise _Unfit
    return _each(dict.fromkeys(written, read), written)


def _record(kind: Any, readers: Mapping[str, Reader], written: object) -> object:  # noqa: ANN401 - any dataclass
    if not isinstance(written, Mapping) or not _needed(kind) <= written.keys() <= readers.keys():
        raise _Unfit
    return kind(**_each(readers, written))


def _each(readers: Mapping[str, Reader], written: Mapping[str, object]) -> dict[str, object]:
    parts: dict[str, object] = {}
    name = ""
    try:
        for name, part in written.items():
            parts[name] = readers[name](part)
    except _Unfit as error:
        raise _Unfit(f".{name}{error.place}") from None
    return parts


@cache
def _needed(kind: Any) -> frozenset[str]:  # noqa: ANN401 - any dataclass
    """What must be written of `kind`: older documents lack what came later, with a default."""
    return frozenset(one.name for one in fields(kind) if one.default is MISSING)


def _dated(kind: type[date], written: object) -> object:
    if not isinstance(written, str):
        return _single(kind, written)
    try:
        return kind.fromisoformat(written)
    except ValueError as error:
        raise _Unfit from error


def _worded(words: Mapping[str, StrEnum], written: object) -> StrEnum:
    if not isinstance(written, str) or written not in words:
        raise _Unfit
    return words[written]


def _mapped(kind: type[dict[Any, Any]], written: object) -> object:
    if not isinstance(written, Mapping):
        raise _Unfit
    return kind(written)


def _single(kind: type, written: object) -> object:
    if type(written) is kind:
        return written
    raise _Unfit
