"""Orders as JSON documents, the form in which they are kept for years."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
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
    order = _record(Order, {key: document[key] for key in document if key != "format"}, "order")
    assert isinstance(order, Order)
    return order


def _written(part: object) -> Any:  # noqa: ANN401 - Whatever JSON knows.
    match part:
        case date():
            return part.isoformat()
        case tuple():
            return [_written(one) for one in part]
        case Mapping():
            return {key: _written(one) for key, one in part.items()}
        case _ if is_dataclass(part):
            return {one.name: _written(getattr(part, one.name)) for one in fields(part)}
        case _:
            return part


def _record(kind: Any, written: object, path: str) -> object:  # noqa: ANN401 - Any dataclass.
    hints = get_type_hints(kind)
    if not isinstance(written, Mapping) or written.keys() != hints.keys():
        raise UnreadableOrder(path)
    return kind(**{name: _part(hints[name], written[name], f"{path}.{name}") for name in hints})


def _part(kind: Any, written: object, path: str) -> object:  # noqa: ANN401 - Any type hint.
    origin, inner = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return None if written is None else _part(inner[0], written, path)
    if origin is tuple and isinstance(written, Sequence) and not isinstance(written, str):
        return tuple(_part(inner[0], one, f"{path}[{i}]") for i, one in enumerate(written))
    if origin is Mapping and isinstance(written, Mapping):
        return {key: _part(inner[1], one, f"{path}.{key}") for key, one in written.items()}
    if is_dataclass(kind):
        return _record(kind, written, path)
    return _single(kind, written, path)


def _single(kind: type, written: object, path: str) -> object:
    if issubclass(kind, date) and isinstance(written, str):
        try:
            return kind.fromisoformat(written)
        except ValueError as error:
            raise UnreadableOrder(path) from error
    if issubclass(kind, dict) and isinstance(written, Mapping):
        return kind(written)
    if type(written) is kind:
        return written
    raise UnreadableOrder(path)
