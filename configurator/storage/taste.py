"""What people said of their taste, kept in the log, and what they ordered, to learn from."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog.configuration import Configuration
from configurator.storage.documents import configuration_from
from configurator.storage.events import opened, tell
from configurator.storage.one_person import all_of
from configurator.storage.tables import AccountRow, DraftRow, OrderRow
from configurator.storage.tables_identity import EventRow, PersonRow
from configurator.storage.tables_value import MembershipRow
from customers.dialogue.answered import Answers, answers_from, answers_in, reused, word_of
from customers.identity.event import Event, Kind, Medium, Source, Telling
from customers.identity.fields import BLAMED, TASTE
from customers.taste.made import Made
from production.tracking import State

NEED = "need"
"""The family of segments that say what somebody needs."""

MOST_LEARNED = 20_000
"""So many orders, the newest, are learned from."""

MOST_VIEWED = 5
"""So many designs that somebody looked at say something of him, the newest."""

SURE = 80
"""What somebody says of his taste is so today."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order that stands: who had it made, the draft it came from, what is worn, and when."""

    number: str
    made: Made
    configuration: Configuration
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer (or, with an empty `value`, a skip) to the question `key` about a product.

    `id` makes it happen once; `by` is an account of the shop, empty for the customer himself.
    """

    id: str
    person: str
    product: str
    key: str
    value: str
    by: str
    at: datetime


def tell_answer(session: Session, said: Answered) -> None:
    """Tell the log; sealed, for an answer may say a lot."""
    telling = Telling(TASTE, word_of(said.key, said.value), Source.PERSON, SURE)
    event = Event(
        id=f"taste {said.person} {said.id}",
        person=said.person,
        kind=Kind.ANSWERED,
        at=said.at,
        told_at=said.at,
        medium=Medium.SHOP if said.by else Medium.WEB,
        adviser=said.by,
        line=said.product,
        tellings=(telling,),
    )
    tell(session, event)


def answers_of(session: Session, person: str, product: str) -> dict[str, str]:
    """What the person answered about a product anywhere: told to the log, or in drafts of his."""
    accounts = select(AccountRow.id).where(AccountRow.customer.in_(all_of(person)))
    his = DraftRow.customer.in_(all_of(person)) | DraftRow.owner.in_(accounts)
    columns = DraftRow.product, DraftRow.edition, DraftRow.configuration
    drafts = select(*columns).where(his, DraftRow.product == product).order_by(DraftRow.saved_at)
    found = dict[str, str]()
    for row in session.execute(drafts):
        found |= _needs_in(configuration_from(*row))
    return found | answers_from(word for word, _ in told_of(session, person, product))


def told_of(session: Session, person: str, product: str) -> tuple[tuple[str, datetime], ...]:
    """The same as words of the log with when each was told, the oldest first."""
    about = EventRow.kind == Kind.ANSWERED, EventRow.line == product
    query = select(EventRow).where(EventRow.person.in_(all_of(person)), *about)
    events = opened(session, session.scalars(query.order_by(EventRow.id)).all())
    return tuple(
        (one.value, event.at) for event in events for one in event.tellings if one.key == TASTE
    )


def orders_made(
    session: Session, product: str, person: str = "", but: Iterable[str] = ()
) -> tuple[Ordered, ...]:
    """Orders of a product that stand, the oldest first: of all, or of one `person`.

    Those of persons named in `but` are left out.
    """
    leader, left_out = PersonRow.leader, frozenset(but)
    columns = OrderRow.number, OrderRow.customer, OrderRow.document, OrderRow.placed_at
    query = select(*columns, DraftRow.edition, DraftRow.configuration, leader)
    query = query.join(DraftRow, DraftRow.link == OrderRow.draft)
    query = query.outerjoin(PersonRow, PersonRow.id == OrderRow.customer)
    query = query.where(OrderRow.product == product, OrderRow.state != State.CANCELLED)
    if person:
        query = query.where(OrderRow.customer.in_(all_of(person)))
    rows = session.execute(query.order_by(OrderRow.id.desc()).limit(MOST_LEARNED)).all()
    segments = segments_of(session, person)
    count = defaultdict[str, int](int)
    found = []
    for number, customer, document, at, edition, configuration, known_as in reversed(rows):
        whose = known_as or customer
        if whose in left_out or customer in left_out:
            continue
        count[whose] += 1
        values = {one["option"]: one["value"] for one in document["lines"]}
        made = Made(whose, segments.get(whose, ""), count[whose], values)
        its = configuration_from(product, edition, configuration)
        found.append(Ordered(number, made, its, at))
    return tuple(found)


def viewed_by(session: Session, person: str, product: str) -> tuple[str, ...]:
    """The keys of the starting designs the person looked at last, the newest first, each once."""
    his = EventRow.person.in_(all_of(person)), EventRow.kind == Kind.VIEWED
    last = func.max(EventRow.at)
    query = select(EventRow.document).where(*his, EventRow.line == product)
    query = query.group_by(EventRow.document).order_by(last.desc(), EventRow.document)
    return tuple(session.scalars(query.limit(MOST_VIEWED)))


def answers_used_again(session: Session, person: str) -> int:
    """How often the person was spared a question, since an answer was known already."""
    query = select(EventRow).where(EventRow.person.in_(all_of(person)))
    events = session.scalars(query.where(EventRow.kind == Kind.ANSWERED, EventRow.line != "")).all()
    told = defaultdict[str, list[datetime]](list)
    for event in opened(session, events):
        told[event.line] += [event.at for one in event.tellings if one.key == TASTE]
    return sum(
        reused(instants, [one.placed_at for one in orders_made(session, product, person)])
        for product, instants in told.items()
    )


def segments_of(session: Session, person: str = "") -> Mapping[str, str]:
    """The need segment of everybody, or of one person, by the id under which each is known."""
    query = select(MembershipRow.person, MembershipRow.segment)
    query = query.where(MembershipRow.family == NEED)
    if person:
        query = query.where(MembershipRow.person.in_(all_of(person)))
    return {row.person: row.segment for row in session.execute(query)}


def blamed(session: Session, product: str) -> tuple[tuple[str, str], ...]:
    """Of what people complained or brought back: number of the order and the option, in turn."""
    kinds = EventRow.kind.in_((Kind.COMPLAINED, Kind.RETURNED)), EventRow.line == product
    rows = session.scalars(select(EventRow).where(*kinds).order_by(EventRow.id)).all()
    return tuple(_blamed(opened(session, rows)))


def _blamed(events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    for event in events:
        for one in event.tellings:
            if one.key == BLAMED:
                yield event.document, one.value


def _needs_in(made: Configuration) -> Answers:
    """Answers about needs; that a question about an option was skipped holds for its draft only."""
    return {key: value for key, value in answers_in(made).items() if " " in key}
