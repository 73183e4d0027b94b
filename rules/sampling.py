"""Configurations drawn at random, each as likely as any other; the same ones for the same seed."""

from collections.abc import Iterator
from hashlib import sha256
from itertools import count

from rules.layers import Designs, Diagram
from rules.passes import Held

BITS = 256
"""What one hash gives."""


def drawn(diagram: Diagram, what: Held, seed: int) -> Iterator[dict[str, str]]:
    """Designs with the own choices of `what`, each with one of its sizes, without end.

    Every design is drawn evenly, however often it was drawn before. Nothing comes when no design
    has the own choices.
    """
    designs = Designs(diagram, what.own, what.facts)
    yield from map(designs.nth, _numbers(designs.number, seed))


def _numbers(below: int, seed: int) -> Iterator[int]:
    """Whole numbers from 0, evenly: too large ones are passed over, so that none comes more often.

    Hashes of seed and place: chance that no machine and no version changes.
    """
    bits = (below - 1).bit_length()
    for place in count() if below else ():
        hashes = (sha256(f"{seed} {place} {part}".encode()) for part in range(-(-bits // BITS)))
        number = int.from_bytes(b"".join(one.digest() for one in hashes)) >> (-bits % BITS)
        if number < below:
            yield number
