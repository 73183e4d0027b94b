"""What a solver is asked to find."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

Named = tuple[str, str]
"""An option and one of its values."""


@dataclass(frozen=True, slots=True)
class Wide:
    """What is asked of an option with very many values: one within `pieces`, and what it costs.

    Places from 0 in the author's order. A piece is the first and last place in it and what any of
    it costs; a value costs `slope` times its place besides.
    """

    slope: int
    pieces: Sequence[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A configuration: the one with the least sum of `costs`, or any if there are none.

    It has no value of `without`, and at least one of `one_of` if there are any. `hint` says where
    to look first.
    """

    without: Collection[Named] = ()
    one_of: Collection[Named] = ()
    costs: Mapping[Named, int] = field(default_factory=dict)
    hint: Collection[Named] = ()
    wide: Mapping[str, Wide] = field(default_factory=dict)
