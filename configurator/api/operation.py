"""Operations: what a route takes and gives, said beside it and told in the OpenAPI document."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel

from configurator.api.problem import Kind

View = TypeVar("View", bound=Callable[..., Any])

JSON = "application/json"
PDF = "application/pdf"
_MARK = "operation"


@dataclass(frozen=True, slots=True)
class Operation:
    """What a route takes and gives.

    `gives` is the model of the answer in `status`, None for nothing, or PDF; it is `listed` when
    there are many. `also` are other good answers by status. `refuses` are the problems of
    its own; those that any request may end in need not be named. `headers` are those it reads,
    with whether it cannot do without; `queries` what may stand behind the question mark.
    """

    name: str
    status: int
    gives: type[BaseModel] | str | None
    takes: type[BaseModel] | None = None
    also: Mapping[int, type[BaseModel]] = field(default_factory=dict)
    listed: bool = False
    headers: tuple[tuple[str, bool], ...] = ()
    queries: tuple[str, ...] = ()
    answer_headers: tuple[str, ...] = ()
    refuses: tuple[Kind, ...] = ()

    def __call__(self, view: View) -> View:
        """`view`, declared to be this operation."""
        vars(view)[_MARK] = self
        return view


def operation_of(view: Callable[..., Any]) -> Operation | None:
    """What `view` was declared to be, if anything."""
    found: Operation | None = vars(view).get(_MARK)
    return found
