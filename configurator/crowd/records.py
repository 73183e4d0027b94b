"""What sources wrote down of made-up people: several records of some, with slips and gaps."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from random import Random

from configurator.crowd.names import LANDS
from configurator.crowd.people import MAIL_HOMES, MadePerson, lot, place_in
from configurator.crowd.slips import slipped, unaccented
from customers.identity.record import Record

TIMES, OF_TIMES = (1, 2, 3, 4), (78, 16, 4.5, 1.5)
"""By how many records a person is known, and how many of a hundred people by so many."""

MEDIA, OF_MEDIA = ("web", "shop", "phone", "import"), (40, 30, 15, 15)

MISSING: Mapping[str, float] = {
    "given_name": 0.02,
    "birth_date": 0.28,
    "street": 0.3,
    "postcode": 0.25,
    "town": 0.15,
    "phone": 0.26,
    "email": 0.26,
}
"""How often a source does not ask; of phone and mail at least one is there, or else the street."""

SLIPS: Mapping[str, float] = {
    "given_name": 0.04,
    "surname": 0.05,
    "street": 0.06,
    "town": 0.03,
    "phone": 0.015,
    "email": 0.015,
    "birth_date": 0.015,
    "postcode": 0.015,
}
"""How often a field is mistyped."""

OTHER_SPELLING, NO_ACCENTS, SWAPPED_NAMES, INITIAL, NEW_SURNAME = 0.3, 0.3, 0.02, 0.015, 0.02
DAY_FOR_MONTH, MOVED, NEW_PHONE, SECOND_MAILBOX, SHOPS_OWN = 0.015, 0.08, 0.08, 0.12, 0.02
SHOPS_PHONE = "+33 7 00 00 00 00"
"""What clerks type when a customer gives no number."""


@dataclass(frozen=True, slots=True)
class MadeRecord:
    """One record of person number `person`, and the medium it came by."""

    person: int
    medium: str
    record: Record


def records(people: Iterable[MadePerson], seed: int) -> Iterator[MadeRecord]:
    """All records of the people, one person after the other. Ids are `r<person>-<place>`."""
    for one in people:
        chance = lot(seed, f"records {one.number}")
        (times,) = chance.choices(TIMES, OF_TIMES)
        for place in range(times):
            (medium,) = chance.choices(MEDIA, OF_MEDIA)
            yield MadeRecord(
                one.number, medium, _record(chance, one, f"r{one.number}-{place}", medium)
            )


def _record(chance: Random, one: MadePerson, id_: str, medium: str) -> Record:
    said = _said(chance, one, medium)
    asked = [name for name, rare in MISSING.items() if chance.random() >= rare]
    asked.append("surname")
    if not {"phone", "email", "street"} & set(asked):
        asked.append(chance.choice(("phone", "email")))
    if medium == "shop" and chance.random() < SHOPS_OWN:
        said["phone"] = SHOPS_PHONE
    written = {
        field.name: slipped(chance, said[field.name])
        if chance.random() < SLIPS[field.name]
        else said[field.name]
        for field in fields(Record)[1:]
        if field.name in asked
    }
    return Record(id_, **written)


def _said(chance: Random, one: MadePerson, medium: str) -> dict[str, str]:
    """All fields as this source would write them, before slips."""
    given, surname = (_spelled(chance, spellings) for spellings in (one.given, one.surname))
    if one.is_woman and chance.random() < NEW_SURNAME:
        surname = f"{surname}-{chance.choice(('Martin', 'Diop', 'Alaoui', 'Smith', 'Roux'))}"
    if chance.random() < INITIAL:
        given = f"{given[0]}."
    if chance.random() < SWAPPED_NAMES:
        given, surname = surname, given
    home = LANDS[one.land]
    postcode, town, street = one.postcode, one.town, f"{one.house} {one.street}"
    if chance.random() < MOVED:
        postcode, town = place_in(chance, home)
        street = f"{chance.randrange(1, 200)} {chance.choice(home.streets)}"
    return {
        "given_name": given,
        "surname": surname,
        "birth_date": _date(chance, one.born, medium),
        "street": _abbreviated(chance, street),
        "postcode": postcode,
        "town": unaccented(town) if chance.random() < NO_ACCENTS else town,
        "phone": _phone(chance, one),
        "email": _mail(chance, one),
    }


def _spelled(chance: Random, spellings: tuple[str, ...]) -> str:
    """Mostly the first spelling, sometimes one of the others, often without accents."""
    is_other = chance.random() < OTHER_SPELLING
    name = chance.choice(spellings) if is_other else spellings[0]
    return unaccented(name) if chance.random() < NO_ACCENTS else name


def _date(chance: Random, born: date, medium: str) -> str:
    year, month, day = f"{born.year}", f"{born.month:02d}", f"{born.day:02d}"
    if chance.random() < DAY_FOR_MONTH:
        month, day = day, month
    return f"{year}-{month}-{day}" if medium in {"web", "import"} else f"{day}/{month}/{year}"


def _abbreviated(chance: Random, street: str) -> str:
    for long, short in (("avenue", "av."), ("boulevard", "bd"), ("Road", "Rd"), ("Street", "St")):
        if long in street and chance.random() < 0.4:  # noqa: PLR2004 - a habit of some
            return street.replace(long, short)
    return street


def _phone(chance: Random, one: MadePerson) -> str:
    """The number, now and then another, as people write numbers."""
    home, number = LANDS[one.land], one.phone
    if chance.random() < NEW_PHONE:
        more = home.digits - len(home.range)
        number = f"{home.range}{chance.randrange(10**more):0{more}d}"
    way = chance.randrange(4)
    apart = " ".join(number[place : place + 3] for place in range(0, len(number), 3))
    return (
        f"{home.at_home}{number}",
        f"+{home.country} {apart}",
        f"00{home.country}{number}",
        f"{home.at_home}{apart.replace(' ', '.')}",
    )[way]


def _mail(chance: Random, one: MadePerson) -> str:
    if chance.random() < SECOND_MAILBOX:
        box = one.email.partition("@")[0]
        return f"{box[: chance.randrange(3, 9)]}{chance.randrange(100)}@{chance.choice(MAIL_HOMES)}"
    return one.email.title() if chance.random() < 0.05 else one.email  # noqa: PLR2004 - a habit
