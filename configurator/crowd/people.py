"""Made-up people and their households: who they truly are."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from random import Random

from configurator.crowd.names import LANDS, NAMES, Culture, Land
from customers.identity.folding import folded

SIZES, OF_SIZE = (1, 2, 3, 4, 5, 6), (38, 30, 13, 12, 5, 2)
"""How many customers a household has, and how many of a hundred households have so many."""

CULTURES = {
    Culture.FRENCH: 45,
    Culture.MOROCCAN: 25,
    Culture.SENEGALESE: 12,
    Culture.ENGLISH: 18,
}
"""Of a hundred households."""

AWAY = 0.3
"""Of Moroccan and Senegalese households so many live in France."""

OWN_NAME = 0.45
"""So many grown-ups keep a surname of their own beside their partner's."""

TWINS = 0.03
ONE_PHONE, ONE_MAILBOX = 0.12, 0.12
"""So many households share a telephone, and a mail address."""

BORN_FIRST, BORN_LAST = date(1938, 1, 1), date(2007, 12, 31)
MAIL_HOMES = ("example.com", "example.org", "example.net", "mail.example")


@dataclass(frozen=True, slots=True)
class MadePerson:
    """A made-up person as he truly is; `given` and `surname` hold all their usual spellings.

    `phone` is without country and leading zero.
    """

    number: int
    household: int
    culture: Culture
    land: Culture
    is_woman: bool
    given: tuple[str, ...]
    surname: tuple[str, ...]
    born: date
    house: str
    street: str
    postcode: str
    town: str
    phone: str
    email: str


def lot(seed: int, what: str) -> Random:
    """Chance that is the same again for the same seed and purpose."""
    return Random(f"{seed} {what}")  # noqa: S311 - people to test with, no secrets


def people(count: int, seed: int) -> Iterator[MadePerson]:
    """So many people, one household after the other; fewer are the first of more."""
    return islice(_people(seed), count)


def _people(seed: int) -> Iterator[MadePerson]:
    number = household = 0
    while True:
        chance = lot(seed, f"household {household}")
        (size,) = chance.choices(SIZES, OF_SIZE)
        yield from _household(chance, household, size, number)
        household, number = household + 1, number + size


def _household(chance: Random, household: int, size: int, number: int) -> Sequence[MadePerson]:
    (culture,) = chance.choices(tuple(CULTURES), tuple(CULTURES.values()))
    is_away = culture in {Culture.MOROCCAN, Culture.SENEGALESE} and chance.random() < AWAY
    first = _first(chance, household, number, culture, Culture.FRENCH if is_away else culture)
    found = [first]
    one_phone, one_mailbox = chance.random() < ONE_PHONE, chance.random() < ONE_MAILBOX
    for place in range(1, size):
        other = _member(chance, found, place)
        found.append(
            replace(
                other,
                phone=first.phone if one_phone else other.phone,
                email=first.email if one_mailbox else other.email,
            )
        )
    return found


def _first(
    chance: Random, household: int, number: int, culture: Culture, land: Culture
) -> MadePerson:
    home = LANDS[land]
    postcode, town = place_in(chance, home)
    surname = _frequent(chance, NAMES[culture].surnames)
    street = chance.choice(home.streets)
    blank = MadePerson(
        number=number,
        household=household,
        culture=culture,
        land=land,
        is_woman=False,
        given=(),
        surname=surname,
        born=BORN_FIRST,
        house=str(1 + int(chance.random() ** 2 * 180)),
        street=street,
        postcode=postcode,
        town=town,
        phone="",
        email="",
    )
    return _person(chance, blank, _born(chance, BORN_FIRST, date(1998, 12, 31)), ())


def place_in(chance: Random, home: Land) -> tuple[str, str]:
    """A postcode and its town; the larger the town, the more live there."""
    (town,) = chance.choices(home.towns, [2 + districts for _, _, districts in home.towns])
    code, name, districts = town
    if districts:
        return f"{int(code) + chance.randrange(districts):05d}", name
    letters = "".join(chance.choices("ABDEFGHJLNPQRSTUWXYZ", k=2))
    return f"{code} {chance.randrange(1, 10)}{letters}", name


def _member(chance: Random, found: Sequence[MadePerson], place: int) -> MadePerson:
    """The partner comes second, then the children; some are twins."""
    first, last, taken = found[0], found[-1], [one.given for one in found]
    blank = replace(first, number=first.number + place)
    if place == 1:
        if chance.random() < OWN_NAME:
            blank = replace(blank, surname=_frequent(chance, NAMES[first.culture].surnames))
        days = timedelta(chance.randrange(-4000, 4000))
        return _person(chance, blank, min(max(first.born + days, BORN_FIRST), BORN_LAST), taken)
    if place > 2 and chance.random() < TWINS:  # noqa: PLR2004 - the first two are the parents
        return _person(chance, blank, last.born, taken)
    return _person(chance, blank, _born(chance, first.born + timedelta(22 * 365), BORN_LAST), taken)


def _person(
    chance: Random, blank: MadePerson, born: date, taken: Collection[tuple[str, ...]]
) -> MadePerson:
    """The person with a sex, a given name nobody at home has, a phone and a mailbox."""
    is_woman = chance.random() < 0.5  # noqa: PLR2004 - as many women as men
    names = NAMES[blank.culture]
    given = _frequent(chance, names.women if is_woman else names.men)
    while given in taken:
        given = _frequent(chance, names.women if is_woman else names.men)
    home = LANDS[blank.land]
    more = home.digits - len(home.range)
    phone = f"{home.range}{chance.randrange(10**more):0{more}d}"
    one = replace(blank, is_woman=is_woman, given=given, born=born, phone=phone)
    return replace(one, email=_email(chance, one))


def _born(chance: Random, earliest: date, latest: date) -> date:
    # Who is too young for children of that age has small ones, however improbable.
    earliest = min(earliest, latest - timedelta(4 * 365))
    return earliest + timedelta(chance.randrange((latest - earliest).days))


def _frequent(chance: Random, names: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """One of the names; the first are the more frequent, as in any telephone book."""
    return tuple(names[int(len(names) * chance.random() ** 1.7)])


def _email(chance: Random, one: MadePerson) -> str:
    given, surname = (
        "".join(letter for letter in folded(spelled[0]) if letter.isascii() and letter.isalnum())
        for spelled in (one.given, one.surname)
    )
    box = chance.choice(
        (
            f"{given}.{surname}{one.born.year % 100:02d}",
            f"{given[0]}{surname}{chance.randrange(1000)}",
            f"{given}{chance.randrange(10000)}",
            f"{surname}.{given}{chance.randrange(100)}",
        )
    )
    return f"{box}@{chance.choice(MAIL_HOMES)}"
