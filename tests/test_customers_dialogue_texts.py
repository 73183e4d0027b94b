"""What messages say: in every language the same facts, and nobody is pressed."""

import re

import pytest

from customers.dialogue.follow_up import follow_ups
from customers.dialogue.texts import Wording, framed, named, words, written

LANGUAGES = ("en", "fr", "ar")
KNOWN = frozenset({
    *("name", "shop", "since", "saved", "choices", "number", "product", "garment", "price", "day"),
    *("bought", "measured", "told"),
})  # fmt: skip
ALWAYS = {"name", "shop"}
PRESSES = re.compile(
    r"hurry|last chance|don't miss|act now|running out|while stocks? last|limited time|expires"
    r"|dépêchez|vite|dernière chance|ne manquez pas|stock limité|plus que \d|expire"
    r"|أسرع|آخر فرصة|لا تفوت|كمية محدودة|ينتهي العرض|سارع",
    re.IGNORECASE,
)


def sentences(its: Wording) -> tuple[str, ...]:
    return (*its.subject, *its.body, its.act)


def test_every_follow_up_speaks_every_language() -> None:
    assert words().texts.keys() == follow_ups().keys()
    assert {tuple(sorted(one)) for one in words().texts.values()} == {tuple(sorted(LANGUAGES))}
    assert words().frame.keys() == set(LANGUAGES)


@pytest.mark.parametrize("key", words().texts)
def test_each_language_tells_the_same_facts_and_more_than_the_name(key: str) -> None:
    told = {
        language: [named(one) for one in sentences(its)]
        for language, its in words().texts[key].items()
    }
    assert told["en"] == told["fr"] == told["ar"]
    facts = frozenset[str]().union(*told["en"])
    assert facts <= KNOWN
    assert facts - ALWAYS, "only the name varies"
    for its in words().texts[key].values():
        assert not named(its.subject[-1]), "the last subject must need no fact"
        assert any(named(one) <= ALWAYS for one in its.body) or key in {
            *("order_received", "in_work", "ready", "complaint")
        }


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_pressed(language: str) -> None:
    for its in words().texts.values():
        for one in sentences(its[language]):
            assert not PRESSES.search(one), one
    assert PRESSES.search("Dépêchez-vous")


def test_a_sentence_whose_fact_is_missing_is_left_out() -> None:
    wording = Wording(("Of {day}", "Hello"), ("It is {day}.", "Come by."), "Open")
    facts = {"name": "Anna", "shop": "The shop", "day": ""}
    texts = written(wording, "en", facts, "/me")

    assert (texts.subject, texts.link, texts.act) == ("Hello", "/me", "Open")
    assert texts.body == "Dear Anna,\n\nCome by.\n\nWith kind regards,\nThe shop"
    assert written(wording, "en", {**facts, "day": "Monday"}).subject == "Of Monday"
    assert framed((), "fr", {"shop": "Ici"}).startswith("Bonjour,")


def test_what_is_in_a_fact_is_never_read_as_one() -> None:
    wording = Wording(("For {name}",), ("Hello {name}.",), "Open")
    texts = written(wording, "en", {"name": "{shop} {0}", "shop": "Us"})

    assert texts.subject == "For {shop} {0}"
