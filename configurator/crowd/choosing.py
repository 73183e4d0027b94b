"""How the crowd chooses: by what goes with what, and not always as it says.

Everybody has a style of a few traits, leaning to the need he comes with, and quirks of his own. He
takes, of what still can be, the value of each option that suits his style and what he has taken
already. From order to order style and quirks drift, and a fifth of his answers contradict them. No
model of taste shares anything with this.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.product import Kind
from rules.layers import Diagram
from rules.passes import held, possible

Floats = NDArray[np.float64]

NEEDS = ("work", "comfort", "style", "occasion", "bicycle")
TRAITS = 5
MOST_ORDERS = 6


@dataclass(frozen=True, slots=True)
class Chosen:
    """One order of somebody: `segment` is the need he named, empty where he named none."""

    customer: str
    segment: str
    order: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Manners:
    """How much each thing weighs in the crowd's choices, and how often it contradicts itself."""

    style: float = 2.0
    quirks: float = 1.0
    pairs: float = 0.5
    drift: float = 0.1
    noise: float = 0.15
    contradicts: float = 0.2
    names_need: float = 0.6


class Choosers:
    """A crowd of one seed that chooses of one product."""

    def __init__(self, diagram: Diagram, seed: int, manners: Manners | None = None) -> None:
        self._diagram, self._manners = diagram, manners or Manners()
        self._chance = np.random.default_rng(seed)
        self._layers = [layer for layer, kind in enumerate(diagram.kinds) if kind is Kind.DESIGN]
        self._order = self._chance.permutation(self._layers).tolist()
        count = len(diagram.values)
        self._liked = self._normal(count) * 0.7
        self._suits = self._normal(count, TRAITS) / np.sqrt(TRAITS)
        self._needs = self._normal(len(NEEDS), TRAITS) * 1.5
        self._together = self._pairs(count)

    def orders(self, people: int, least: int, most: int, name: str) -> Iterator[Chosen]:
        """All orders of so many people, each of whom has `least` to `most`."""
        for number in range(people):
            need = int(self._chance.integers(len(NEEDS)))
            style = self._needs[need] + self._normal(TRAITS) * 0.8
            quirks = self._normal(len(self._diagram.values)) * self._manners.quirks
            named = NEEDS[need] if self._chance.random() < self._manners.names_need else ""
            for order in range(1, int(self._chance.integers(least, most + 1)) + 1):
                yield Chosen(f"{name}{number}", named, order, self._chosen(style, quirks))
                style = style + self._normal(TRAITS) * self._manners.drift
                moved = self._normal(len(quirks)) * self._manners.quirks * self._manners.drift
                quirks = quirks + moved

    def _chosen(self, style: Floats, quirks: Floats) -> dict[str, str]:
        """What he would have, and then a fifth of it contradicted where rules let him."""
        suits = self._liked + self._suits @ style * self._manners.style + quirks
        taken = dict[str, str]()
        for layer in self._order:
            left = self._left(taken, layer)
            noise = self._chance.gumbel(size=len(left)) * self._manners.noise
            best = left[int(np.argmax(suits[left] + noise))]
            self._take(taken, best)
            suits = suits + self._together[best]
        for layer in self._order:
            if self._chance.random() < self._manners.contradicts:
                option = self._diagram.options[layer]
                said = self._diagram.number(option, taken[option])
                if others := [one for one in self._left(taken, layer) if one != said]:
                    self._take(taken, int(self._chance.choice(others)))
        return taken

    def _left(self, taken: Mapping[str, str], layer: int) -> list[int]:
        """The values of an option that stand with what is taken of others."""
        stands = possible(self._diagram, held(self._diagram, taken, {}))
        first, end = self._diagram.first_value[layer : layer + 2].tolist()
        return [number for number in range(first, end) if stands[number]]

    def _take(self, taken: dict[str, str], number: int) -> None:
        option, value = self._diagram.values[number]
        taken[option] = value

    def _pairs(self, count: int) -> Floats:
        """What each value adds to each other: most pairs of options do not care."""
        together = np.zeros((count, count))
        first = self._diagram.first_value.tolist()
        for place, one in enumerate(self._layers):
            for other in self._layers[:place]:
                if self._chance.random() < 0.15:  # noqa: PLR2004 - of seven pairs one
                    rows, columns = slice(*first[one : one + 2]), slice(*first[other : other + 2])
                    shape = together[rows, columns].shape
                    together[rows, columns] = self._normal(*shape) * self._manners.pairs
        return together + together.T

    def _normal(self, *shape: int) -> Floats:
        return self._chance.normal(size=shape)
