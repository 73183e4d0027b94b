"""What a message says: its texts are sentences with facts in them, written for each follow-up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass as checked
from ruamel.yaml import YAML

FILE = Path(__file__).parent / "words.yaml"
STRICT = ConfigDict(extra="forbid")

Facts = Mapping[str, str]
"""What is known and may be told, as it reads in the language of the message, by name."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What a message says in one language: `body` is plain text, paragraphs between empty lines.

    `link` is the path of the place of ours it leads to, empty if none; `act` are the words on it.
    """

    language: str
    subject: str
    body: str
    link: str = ""
    act: str = ""


@checked(frozen=True, slots=True, config=STRICT)
class Wording:
    """The sentences of one message in one language; see the head of `words.yaml`."""

    subject: tuple[str, ...]
    body: tuple[str, ...]
    act: str


@checked(frozen=True, slots=True, config=STRICT)
class Frame:
    """What stands around every message in one language.

    `stop` stands before the address that says no to more like it, `service` in its place where
    the message serves what he waits for.
    """

    hello: str
    hello_nobody: str
    bye: str
    stop: str
    service: str


@checked(frozen=True, slots=True, config=STRICT)
class Words:
    """All that our own messages say, by key and language."""

    frame: Mapping[str, Frame]
    texts: Mapping[str, Mapping[str, Wording]]


@cache
def words() -> Words:
    """The words as they are delivered. Raises pydantic.ValidationError."""
    tree = YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))
    return TypeAdapter(Words).validate_python(tree)


def written(wording: Wording, language: str, facts: Facts, link: str = "") -> Texts:
    """`wording` with its facts, between hello and goodbye; `facts` name at least the shop.

    What names a fact that is missing is left out.
    """
    said = [one.format(**facts) for one in wording.body if _is_known(one, facts)]
    subject = next(one for one in (*wording.subject, wording.subject[-1]) if _is_known(one, facts))
    body = framed(said, language, facts)
    return Texts(language, subject.format(**facts), body, link, wording.act)


def framed(said: Sequence[str], language: str, facts: Facts) -> str:
    """Paragraphs between hello and goodbye, as every message has them."""
    frame = words().frame[language]
    hello = frame.hello if facts.get("name") else frame.hello_nobody
    return "\n\n".join((hello.format(**facts), *said, frame.bye.format(**facts)))


def named(sentence: str) -> frozenset[str]:
    """The facts that a sentence names."""
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name)


def _is_known(sentence: str, facts: Facts) -> bool:
    return all(facts.get(name) for name in named(sentence))
