"""What a campaign writes: texts with gaps, filled with what is known of one person.

A gap is `{garment}`, or `{garment|your jeans}` with the words for whom nothing is known of that.
There is a fixed list of gaps, each under the purpose that must not be refused to fill it; nothing
else of a text is understood, so that no text can do anything.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

LANGUAGES = ("en", "fr", "ar")
_GAP = re.compile(r"\{([^{}]*)\}|[{}]")

Known = Mapping[str, str]
"""What is known of one person, by the key of a gap; what is not known is not in it."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What may stand in a text, and the `purpose` it is known for; empty: for the message itself.

    `is_about` what only this person has, more than a name. What not everybody has needs other
    words beside it.
    """

    key: str
    purpose: str = ""
    is_about: bool = False


GAPS: Mapping[str, Gap] = {
    one.key: one
    for one in (
        Gap("name"),
        Gap("garment", "taste", is_about=True),
        Gap("fit", "taste", is_about=True),
        Gap("cloth", "taste", is_about=True),
        Gap("wash", "taste", is_about=True),
        Gap("need", "taste", is_about=True),
        Gap("measured", "measurements", is_about=True),
        Gap("shop"),
        Gap("offer"),
        Gap("code"),
        Gap("until"),
    )
}


@dataclass(frozen=True, slots=True)
class Words:
    """A message in one language; an empty one is none."""

    subject: str = ""
    body: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether both are written."""
        return bool(self.subject.strip() and self.body.strip())

    def parts(self) -> Iterator[tuple[str, str]]:
        """Each part by its name."""
        yield "subject", self.subject
        yield "body", self.body


def gaps_in(text: str) -> tuple[str, ...]:
    """The keys of the gaps of a text, known or not, in order; a loose brace as it is."""
    return tuple(_key(found) for found in _GAP.finditer(text))


def unknown_in(text: str) -> tuple[str, ...]:
    """What of a text looks like a gap and is none, as it is written."""
    return tuple(one[0] for one in _GAP.finditer(text) if _key(one) not in GAPS)


def without_other_words(text: str) -> tuple[str, ...]:
    """Gaps that not everybody fills and that have no other words beside them, as written."""
    return tuple(
        one[0]
        for one in _GAP.finditer(text)
        if (gap := GAPS.get(_key(one))) and gap.is_about and not _instead(one).strip()
    )


def keys_of(words: Words) -> frozenset[str]:
    """All gaps of a message."""
    return frozenset(gaps_in(words.subject)) | frozenset(gaps_in(words.body))


def about_person(keys: Iterable[str]) -> frozenset[str]:
    """Those of some gaps that tell more of a person than his name."""
    return frozenset(key for key in keys if key in GAPS and GAPS[key].is_about)


def says_something(words: Words, known: Known) -> bool:
    """Whether the message has more to say to this person than his name."""
    return bool(about_person(keys_of(words)) & known.keys())


def filled(text: str, known: Known) -> str:
    """A text for one person; what is not known of him is told in the other words."""
    return _GAP.sub(lambda one: known.get(_key(one)) or _instead(one), text)


def written_to(words: Words, known: Known) -> Words:
    """A message for one person."""
    return Words(filled(words.subject, known), filled(words.body, known))


def _key(found: re.Match[str]) -> str:
    return (found[1] or found[0]).partition("|")[0].strip()


def _instead(found: re.Match[str]) -> str:
    return (found[1] or "").partition("|")[2].strip()
