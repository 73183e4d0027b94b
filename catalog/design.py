"""A starting design: choices its author put together, to look at, to wish for and to begin with."""

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.problems import Place
from catalog.text import Text


@dataclass(frozen=True, slots=True)
class StartingDesign:
    """A ready-made beginning: `choices` are values by design option, perhaps not of all.

    `says` is the sentence beneath its name; `place` is where its author wrote it.
    """

    key: str
    name: Text
    says: Text
    choices: Mapping[str, str]
    place: Place
