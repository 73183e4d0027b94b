"""Texts authors write: for people in several languages, and for the rule language."""

from dataclasses import dataclass

from catalog.problems import Place


class Text(dict[str, str]):
    """One text in several languages, by language code; `en` is always there."""

    def in_(self, language: str) -> str:
        """The text in `language`, else in English."""
        return self.get(language) or self["en"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text of the rule language as its author wrote it, and where it starts."""

    text: str
    place: Place
