"""What the night does for needs and segments, and a segmentation that a manager waits for."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from catalog.product import Product
from configurator.products import LIBRARY
from configurator.storage.database import Database
from configurator.storage.events import batched
from configurator.storage.one_person import leader_of
from configurator.storage.segment_rows import model_of
from configurator.storage.segments import get_segmentation, in_force, keep_found, segments_in
from configurator.storage.traits import (
    PURPOSES,
    Asking,
    everybody,
    forget_traits,
    put_member,
    put_members,
    put_support,
    put_traits,
    read_people,
    seen,
)
from customers.dialogue.needs import Need, read_needs
from customers.needs.coding import met
from customers.needs.criteria import Criteria, shipped, with_products
from customers.needs.segmentation import Family, Made, People, Rules, made
from customers.needs.traits import traits_of
from rules.read import read_product
from rules.scope import options_of


@cache
def authored() -> tuple[Criteria, Sequence[Need]]:
    """All criteria, those of the products among them, and all questions about needs; read once."""
    products, needs = list[Product](), dict[str, Need]()
    for path in sorted(LIBRARY.glob("*/product.yaml")):
        book, _, _ = read_product(path)
        if book is not None:
            products.append(book.product)
            needs |= {one.key: one for one in read_needs(path, book.product)[0]}
    return with_products(shipped(), products, needs.values()), tuple(needs.values())


def sort_everybody(database: Database, now: datetime) -> int:
    """Draw everybody's traits anew and sort all by what is in force; how many are known.

    What changes is written bit by bit, and no transaction is long.
    """
    criteria, needs = authored()
    with database.reading() as session:
        asking, persons = Asking(session, criteria, needs, now), everybody(session)
    support, known = Counter[str](), 0
    for some in batched(persons):
        with database.reading() as session:
            found = list(seen(session, some, asking))
        traits = {person: (traits_of(one, criteria), wants) for person, one, wants in found}
        support.update(want.need for _, _, wants in found for want in wants)
        known += len(found)
        with database.recording() as session:
            put_traits(session, some, traits, asking.today)
    with database.recording() as session:
        forget_traits(session, asking.today)
        put_support(session, support, known, now)
    for family in Family:
        sort_family(database, family, now)
    return known


def sort_family(database: Database, family: Family, now: datetime) -> int:
    """Put everybody into the segments in force of a family; how many that changes."""
    criteria, _ = authored()
    with database.reading() as session:
        current = in_force(session).get(family)
        people = read_people(session, family, now)
        segments = segments_in(session, current.id) if current else ()
    members: Mapping[str, str] = {}
    if current and people.ids:
        model = model_of(current, criteria, met(people.traits, criteria.all))
        places = model.places(people.traits)
        members = {
            person: segments[place].id
            for person, place in zip(people.ids, places, strict=True)
            if 0 <= place < len(segments)
        }
    with database.recording() as session:
        return put_members(session, family, members)


def sort_one(database: Database, person: str, now: datetime) -> None:
    """The same for one person, right after something changed what is known of him."""
    criteria, needs = authored()
    with database.reading() as session:
        who, asking = leader_of(session, person), Asking(session, criteria, needs, now)
        found = {
            one: (traits_of(of, criteria), wants) for one, of, wants in seen(session, [who], asking)
        }
        current = in_force(session)
        segments = {family: segments_in(session, one.id) for family, one in current.items()}
    places = dict.fromkeys(current, -1)
    if found:
        traits = found[who][0]
        for family, one in current.items():
            if not asking.refuses(who, PURPOSES[family]):
                model = model_of(one, criteria, met([traits], criteria.all))
                (places[family],) = model.places([traits])
    with database.recording() as session:
        put_traits(session, [who], found, asking.today)
        for family, place in places.items():
            its = segments[family][place].id if 0 <= place < len(segments[family]) else ""
            put_member(session, family, who, its)


def make_segmentation(database: Database, id_: str, now: datetime) -> None:
    """Make and judge what a manager asked for; he decides whether it is saved. Raises NotThere."""
    criteria, _ = authored()
    with database.reading() as session:
        wanted = get_segmentation(session, id_)
        people = read_people(session, wanted.asked.family, now)
    if not people.ids:
        sort_everybody(database, now)
        with database.reading() as session:
            people = read_people(session, wanted.asked.family, now)
    found = made(wanted.asked, people, criteria)
    with database.recording() as session:
        keep_found(session, id_, found, _met(found, people, criteria), now)


def _met(found: object, people: People, criteria: Criteria) -> Mapping[str, Sequence[str]]:
    """The values its rules were read with, so that they mean the same when nobody has them."""
    if not isinstance(found, Made) or not isinstance(found.model, Rules):
        return {}
    about = {key for one in found.model.claimed for key in options_of(one.claim)}
    values = met(people.traits, criteria.all)
    return {key: some for key, some in values.items() if key in about}
