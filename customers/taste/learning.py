"""Learning what people like from what they ordered."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

import numpy as np

from customers.taste.classes import classes, popularity
from customers.taste.curve import SURE, curve
from customers.taste.learned import Learned
from customers.taste.loyalty import loyalty
from customers.taste.made import Made, by_customer, numbered
from customers.taste.person import Known, taste_of
from rules.layers import Diagram
from rules.likely import mixed
from rules.passes import Floats

NUMBERS = (1, 4, 8, 16, 24)
"""So many classes are tried."""

HELD_OUT = 10
"""Of so many customers one is held out to judge by."""

TRIED_ROUNDS = 25
ENOUGH = 0.002
"""More classes must say so much more of each option, in nats, to be worth their time."""

SEGMENT_BELIEVED = 20.0
"""So many orders of a segment are worth what is known of everybody."""

TRIED = 240
"""So many orders show how sure to be."""

KNOWN_OF = 4
"""Of so many options none, one or more are known when they are tried."""


def learned(diagram: Diagram, made: Sequence[Made], seed: int) -> Learned:
    """The same for the same orders and seed."""
    rows = numbered(diagram, made)
    found = classes(diagram, rows, _number(diagram, made, seed), seed)
    posterior = found.posterior(rows)
    segments = dict[str, Floats]()
    for segment in sorted({one.segment for one in made} - {""}):
        mine = np.array([one.segment == segment for one in made])
        counts = posterior[mine].sum(axis=0) + SEGMENT_BELIEVED * found.shares
        segments[segment] = counts / counts.sum()
    taste = Learned(found, popularity(diagram, rows), segments, loyalty(diagram, found, made))
    sure, sure_of_new = (
        curve(*_tried(diagram, taste, made, seed, again=again)) for again in (True, False)
    )
    return replace(taste, sure=sure, sure_of_new=sure_of_new)


def _tried(
    diagram: Diagram, taste: Learned, made: Sequence[Made], seed: int, *, again: bool
) -> tuple[Floats, Floats]:
    """How likely the likeliest values were said to be, and whether they were right (1 or 0).

    Of some orders of people who had ordered before, or of first ones, while up to three of four
    options were known.
    """
    people = [orders for orders in by_customer(made).values() if len(orders) > again]
    drawn = sorted(people, key=lambda orders: _drawn(f"{seed} tried {orders[0].customer}"))
    said, right = list[float](), list[float]()
    for number, orders in enumerate(drawn[:TRIED]):
        *before, now = orders if again else orders[:1]
        taken = taste_of(diagram, taste, Known(now.segment, before))
        known = {
            option: value
            for option, value in now.values.items()
            if _drawn(f"{seed} told {number} {option}") % KNOWN_OF < number % KNOWN_OF
        }
        each = mixed(diagram, known, taken).each
        for option in now.values.keys() - known.keys():
            numbers = diagram.numbers(option)
            best = numbers.start + int(each[numbers.start : numbers.stop].argmax())
            if each[best] < SURE:
                said.append(float(each[best]))
                right.append(float(diagram.values[best][1] == now.values[option]))
    return np.array(said), np.array(right)


def _number(diagram: Diagram, made: Sequence[Made], seed: int) -> int:
    """How many classes foretell best what customers chose who were held out."""
    out = np.array([_drawn(f"{seed} {one.customer}") % HELD_OUT == 0 for one in made])
    if out.all() or not out.any():
        return NUMBERS[0]
    rows = numbered(diagram, made)
    best, most = NUMBERS[0], -np.inf
    for number in NUMBERS:
        if number * 4 > len(rows):
            break
        found = classes(diagram, rows[~out], number, seed, TRIED_ROUNDS)
        each = found.log_likelihood(rows[out]) + np.log(found.shares)
        said = float(np.logaddexp.reduce(each, axis=1).mean()) / rows.shape[1]
        if said > most + ENOUGH:
            best, most = number, said
    return best


def _drawn(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:8])
