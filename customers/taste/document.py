"""What was learned as a document of plain values, to be kept in a file and read again."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, replace
from typing import Any

import numpy as np

from customers.dialogue.needs import Need
from customers.taste.classes import weighed
from customers.taste.curve import Curve
from customers.taste.learned import Learned
from customers.taste.loyalty import Loyalty
from rules.layers import Diagram

LAYOUT = 1


class OtherValues(Exception):
    """The document is of another edition: it speaks of values that the diagram has not."""


def learned_document(diagram: Diagram, learned: Learned, needs: Sequence[Need]) -> dict[str, Any]:
    """All of it; numbers keep every digit, and what follows from them is left out."""
    found, loyal = learned.classes, learned.loyalty
    return {
        "layout": LAYOUT,
        "values": [list(value) for value in diagram.values],
        "shares": found.shares.tolist(),
        "weight": found.weight.tolist(),
        "popular": learned.popular.tolist(),
        "segments": {key: shares.tolist() for key, shares in learned.segments.items()},
        "hold": dict(zip(diagram.options, loyal.hold.tolist(), strict=True)),
        "loyalty": [loyal.drift, loyal.slip, loyal.temper],
        "sure": astuple(learned.sure),
        "sure_of_new": astuple(learned.sure_of_new),
        "needs": {
            need.key: {
                one.key: [[*value, times] for value, times in one.likes.items()]
                for one in need.answers
            }
            for need in needs
        },
    }


def learned_from(diagram: Diagram, document: Mapping[str, Any]) -> Learned:
    """What `learned_document` wrote, wherever values stand in this diagram. Raises OtherValues."""
    place = {tuple(value): number for number, value in enumerate(document["values"])}
    if document["layout"] != LAYOUT or place.keys() != set(diagram.values):
        raise OtherValues
    order = [place[value] for value in diagram.values]
    weight = np.array(document["weight"])[order]
    hold = np.array([document["hold"][option] for option in diagram.options])
    return Learned(
        classes=weighed(diagram, np.array(document["shares"]), weight),
        popular=np.array(document["popular"])[order],
        segments={key: np.array(shares) for key, shares in document["segments"].items()},
        loyalty=Loyalty(hold, *document["loyalty"]),
        sure=Curve(*document["sure"]),
        sure_of_new=Curve(*document["sure_of_new"]),
    )


def needs_from(needs: Sequence[Need], document: Mapping[str, Any]) -> tuple[Need, ...]:
    """The questions with effects as learned; what was written since stays as its author has it."""
    moved: Mapping[str, Mapping[str, Any]] = document["needs"]
    return tuple(
        replace(
            need,
            answers=tuple(
                replace(one, likes={(option, value): times for option, value, times in its})
                if (its := moved.get(need.key, {}).get(one.key)) is not None
                else one
                for one in need.answers
            ),
        )
        for need in needs
    )
