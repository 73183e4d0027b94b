"""Operations: what the workshop does to make the garment."""

from dataclasses import dataclass

from catalog.text import Sentence, Text


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of the routing. `when` is a condition of the rule language; None means always.

    `number` orders the work; `station` is one of cutting, sewing, washing, finishing, check.
    """

    number: int
    name: Text
    station: str
    machine: str
    minutes: int
    when: Sentence | None
