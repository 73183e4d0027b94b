"""Documents: values of the domain as JSON, and their fingerprints."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any

from catalog.configuration import By, Choice, Choices, Configuration
from customers.body.start import Start
from customers.body.target import Way

# Made once: an import asks for a hundred thousand fingerprints.
_canonical = json.JSONEncoder(
    ensure_ascii=True, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


def fingerprint(document: object) -> str:
    """SHA-256 of `document` as JSON, the same whatever the order of its keys (64 hex digits)."""
    return hashlib.sha256(_canonical(document).encode("ascii")).hexdigest()


def secret_fingerprint(secret: str) -> str:
    """SHA-256 of a random secret, to look it up without keeping it (64 hex digits)."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def keyed_fingerprint(key: str, *words: str) -> str:
    """HMAC-SHA-256 of `words` (64 hex digits): who lacks the key cannot try out what they are."""
    return hmac.digest(key.encode(), json.dumps(words).encode(), "sha256").hex()


def configuration_document(configuration: Configuration) -> dict[str, Any]:
    """`choices`, `past` and `future` of a configuration; product and edition are columns.

    Fifty steps of undo repeat the same choices over and over, so each is written once under
    `taken` and meant by its place there: about 4 kB instead of 40 kB at every click.
    """
    states = (configuration.choices, *configuration.past, *configuration.future)
    taken = {choice: None for choices in states for choice in choices}
    place = {choice: number for number, choice in enumerate(taken)}

    def places(choices: Choices) -> list[int]:
        return [place[choice] for choice in choices]

    return {
        "taken": [
            [choice.option, choice.value, choice.by.value, *choice.because] for choice in taken
        ],
        "choices": places(configuration.choices),
        "past": [places(choices) for choices in configuration.past],
        "future": [places(choices) for choices in configuration.future],
    }


def configuration_from(product: str, edition: str, document: Mapping[str, Any]) -> Configuration:
    """The configuration that `configuration_document` wrote."""
    taken = [
        Choice(option, value, By(by), tuple(because))
        for option, value, by, *because in document["taken"]
    ]

    def choices(places: Sequence[int]) -> Choices:
        return tuple(taken[place] for place in places)

    return Configuration(
        product=product,
        edition=edition,
        choices=choices(document["choices"]),
        past=tuple(map(choices, document["past"])),
        future=tuple(map(choices, document["future"])),
    )


def start_document(start: Start) -> dict[str, Any]:
    """From what a pair is tailored."""
    kept, mm = dict(start.kept), dict(start.mm)
    return {"way": start.way.value, "block": start.block, "mm": mm, "kept": kept}


def start_from(document: Mapping[str, Any]) -> Start:
    """The start that `start_document` wrote; of an older draft, which has none, the body."""
    if not document:
        return Start()
    return Start(Way(document["way"]), document["block"], document["mm"], document["kept"])
