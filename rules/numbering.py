"""The values of a product under numbers, those of options with very many of them too."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from catalog.product import Amounts, Product
from rules.asked import Named, Wide
from rules.layers import FREE, NEVER, Flags, Longs, Numbered


class Names(Sequence[Named]):
    """Option and value by number; nothing is written out."""

    def __init__(self, product: Product) -> None:
        self._options = product.options
        self.first = np.cumsum([0, *(len(option.values) for option in product.options)])
        self._starts = self.first.tolist()

    def __len__(self) -> int:
        """How many values there are."""
        return int(self._starts[-1])

    def __getitem__(self, number):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN204 - below
        """The option and the value of that number."""
        if isinstance(number, slice):
            return tuple(self[one] for one in range(len(self))[number])
        layer = bisect_right(self._starts, number) - 1
        option = self._options[layer]
        return option.key, option.values[number - self._starts[layer]].key


class Numbering(Numbered):
    """The values of a `product`; `wide` are the numbers of options with very many, `plain` others.

    Facts and choices are taken by number, and what may not stand beside them is told by flags.
    `behind` holds the values of a wide option that are no numbers; `nothing` costs nothing.
    """

    def __init__(self, product: Product) -> None:
        self.product = product
        self.options = tuple(option.key for option in product.options)
        self._of = {option.key: option for option in product.options}
        names = Names(product)
        self.values, self.first_value = names, names.first.astype(np.int32)
        many = {option.key: option.wide for option in product.options if option.wide}
        every = {key: self.numbers(key) for key in many}
        self.wide = {key: slice(numbers.start, numbers.stop) for key, numbers in every.items()}
        self.behind = {key: values.first for key, values in many.items()}
        is_plain = np.ones(len(names), dtype=np.bool_)
        for part in self.wide.values():
            is_plain[part] = False
        self.plain: Longs = np.flatnonzero(is_plain)
        self.nothing: Longs = np.zeros(len(names), dtype=np.int64)

    def number(self, option: str, value: str) -> int:
        """The number of a value."""
        values = self._of[option].values
        if not isinstance(values, Amounts):
            return self._plain_numbers[option, value]
        place = values.place(value)
        if place is None:
            raise KeyError((option, value))
        return int(self.first_value[self.layer(option)]) + place

    @cached_property
    def _plain_numbers(self) -> dict[Named, int]:
        return {self.values[number]: number for number in self.plain.tolist()}

    def taken(self, values: Mapping[str, str]) -> Longs:
        """`values` by option as numbers by layer, FREE where none is taken."""
        taken = np.full(len(self.options), FREE, dtype=np.int64)
        for option, value in values.items():
            if option in self._of and self._of[option].has(value):
                taken[self.layer(option)] = self.number(option, value)
        return taken

    def against(self, taken: Longs) -> Flags:
        """The values that cannot stand beside those that are `taken`."""
        flags = np.zeros(len(self.values), dtype=np.bool_)
        for layer in np.flatnonzero(taken != FREE):
            flags[self.first_value[layer] : self.first_value[layer + 1]] = True
            flags[taken[layer]] = False
        return flags


def asked_of(cost: Longs, shut: Flags) -> Wide:
    """What is asked of an option whose values cost so much, by place, but for those `shut`.

    Costs are mostly a line with a few exceptions: what is left without its slope is the same over
    long pieces.
    """
    slope = _slope(cost) if cost.any() else 0
    rest = cost - slope * np.arange(len(cost)) if slope else cost
    rest = np.where(shut, NEVER, rest) if shut.any() else rest
    if not rest.any():  # As mostly: nobody needs to look for where it changes.
        return Wide(slope, [(0, len(rest) - 1, 0)])
    ends = np.concatenate([np.flatnonzero(np.diff(rest)), [len(rest) - 1]]).tolist()
    firsts = [0, *(end + 1 for end in ends[:-1])]
    pieces = [
        (first, end, int(rest[first]))
        for first, end in zip(firsts, ends, strict=True)
        if rest[first] < NEVER
    ]
    return Wide(slope, pieces)


def _slope(cost: Longs) -> int:
    """What one place more costs on the longest line."""
    steps = np.diff(cost)
    if not len(steps):
        return 0
    starts = np.concatenate([[0], np.flatnonzero(np.diff(steps)) + 1])
    longest = int(np.argmax(np.diff(np.concatenate([starts, [len(steps)]]))))
    return int(steps[starts[longest]])
