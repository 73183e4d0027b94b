"""What people need, asked in plain words: "Do you cycle?" rather than which seat seam.

Written beside a product in `questions.yaml`, by its author:

    cycles:
      asks: {en: Do you cycle?, fr: Roulez-vous à vélo ?}
      answers:
        yes:
          says: {en: "Yes, often", fr: "Oui, souvent"}
          likes: {fit: {relaxed: 3, skinny: 0.3}, cloth: {stretch_12: 2}}
        no:
          says: {en: No, fr: Non}

`likes` is how many times likelier the answer makes a value; what is not named stays as it is. With
`seconds` under a question its author says how long it takes, in place of what is usual.
"""

from dataclasses import dataclass
from pathlib import Path

from catalog.product import Product
from catalog.text import Text
from catalog.tree import Entry
from customers.taste.authored import Authored, Written, read_authored
from customers.taste.person import Times

FILE = "questions.yaml"
KEYS = ("asks", "answers", "seconds")
ANSWER_KEYS = ("says", "likes")
LEAST_TIMES, MOST_TIMES = 0.01, 100.0
MOST_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a question about a need, and how many times likelier it makes values."""

    key: str
    says: Text
    likes: Times


@dataclass(frozen=True, slots=True)
class Need:
    """A question about what it is for; `seconds` to answer it, None if as long as usual."""

    key: str
    asks: Text
    answers: tuple[Answer, ...]
    seconds: float | None = None

    def answer(self, key: str) -> Answer | None:
        """The answer called `key`, if there is one."""
        return next((one for one in self.answers if one.key == key), None)


def read_needs(path: Path, product: Product) -> Written[Need]:
    """The questions beside the product file at `path`; without such a file there are none."""
    return read_authored(path.parent / FILE, _Reader(product))


class _Reader(Authored[Need]):
    """Reads the tree of the file, and keeps the mistakes met on the way."""

    def one(self, entry: Entry) -> Need:
        """One question; one with a mistake is only good to be counted."""
        parts = self.parts(entry, KEYS, ("asks", "answers"))
        answers = self.entries(parts["answers"].node) if "answers" in parts else ()
        if "answers" in parts and len(answers) < 2:  # noqa: PLR2004 - one leaves nothing to say
            self.blame(parts["answers"].key.place, "a question needs two answers or more")
        seconds = parts.get("seconds")
        return Need(
            key=entry.key.text,
            asks=self.text(parts.get("asks")),
            answers=tuple(map(self._answer, answers)),
            seconds=self.number(seconds, 0.1, MOST_SECONDS) if seconds else None,
        )

    def _answer(self, entry: Entry) -> Answer:
        parts, likes = self.parts(entry, ANSWER_KEYS, ("says",)), dict[tuple[str, str], float]()
        for of in self.entries(parts["likes"].node) if "likes" in parts else ():
            option = self.option(of)
            for one in self.entries(of.node) if option else ():
                if option and self.has(option, one.key):
                    times = self.number(one, LEAST_TIMES, MOST_TIMES)
                    likes[option.key, one.key.text] = times
        return Answer(entry.key.text, self.text(parts.get("says")), likes)
