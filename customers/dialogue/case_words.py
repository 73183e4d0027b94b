"""The words of messages about cases, promises and visits, from one file that people edit."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter
from ruamel.yaml import YAML

from customers.dialogue.texts import Wording

FILE = Path(__file__).parent / "case_words.yaml"
NAMES = ("what", "way")
"""Keys of names in the file; the others are of messages."""


@dataclass(frozen=True, slots=True)
class CaseWords:
    """Sentences by message and language; what was promised, and ways to meet, by language."""

    texts: Mapping[str, Mapping[str, Wording]]
    what: Mapping[str, Mapping[str, str]]
    way: Mapping[str, Mapping[str, str]]


@cache
def case_words() -> CaseWords:
    """The words as they are delivered. Raises pydantic.ValidationError."""
    tree = YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))
    names = TypeAdapter(dict[str, dict[str, str]])
    what, way = (names.validate_python(tree.pop(name)) for name in NAMES)
    return CaseWords(TypeAdapter(dict[str, dict[str, Wording]]).validate_python(tree), what, way)
