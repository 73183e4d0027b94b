"""Rows of a file put on record: each once, on the person it is certainly about, else a new one.

Nobody is merged from a file. Who shares an address or a number with somebody known becomes a
customer of his own and is proposed to people as perhaps the same.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage.bulk import among, insert_all
from configurator.storage.customers import Customer, put_customers
from configurator.storage.dialect import hold, make_room
from configurator.storage.documents import keyed_fingerprint
from configurator.storage.events import batched, tell
from configurator.storage.folding import folded
from configurator.storage.on_record import customers_there
from configurator.storage.pairs import Brought, folded_contact, keep_contacts
from configurator.storage.recognised import erased_among, names_among, who_proved
from configurator.storage.suppression import Contact, suppressed
from configurator.storage.tables_identity import EventRow
from configurator.storage.tables_imports import ImportedRow
from customers.identity.event import Event, Kind
from customers.identity.fields import CONTACT
from customers.identity.imported import KINDS, Problem, Told, Why
from customers.identity.mapping import Import

MARK_DIGITS = 40


@dataclass(frozen=True, slots=True)
class Taking:
    """Who takes in which file, and with which keys its rows are marked, the newest first.

    Marks are keyed: without the key nobody can try out what an erased row may have said.
    """

    source: str
    by: str
    now: datetime
    keys: Sequence[str]
    new_id: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Marked:
    """A row with its marks, by the newest key: of itself, its content and its person."""

    told: Told
    own: str
    content: str
    who: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done: for whom, whether he is new, whether what we knew changes."""

    row: Marked
    person: str
    is_new: bool
    changes: bool = False


@dataclass(slots=True)
class Seen:
    """What earlier rows of the file were, as far as the database does not know it yet."""

    rows: dict[str, tuple[str, int]] = field(default_factory=dict)
    persons: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plans:
    """What is to be done, how many rows were known, and what cannot be done.

    `kept` are the rows found in the database, by mark.
    """

    new: Sequence[Plan]
    known: int
    problems: Sequence[Problem]
    kept: Mapping[str, ImportedRow]


def marked(told: Sequence[Told], taking: Taking) -> Mapping[str, Sequence[Marked]]:
    """The rows with their marks by each key: made before the transaction, which others wait for."""
    return {key: [_marked(one, key) for one in told] for key in taking.keys}


def planned(
    session: Session, marks: Mapping[str, Sequence[Marked]], taking: Taking, seen: Seen
) -> Plans:
    """What taking these rows in would do; only looks. `seen` is added to."""
    told = [one.told for one in marks[taking.keys[0]]]
    asked = {mark for rows in marks.values() for one in rows for mark in (one.own, one.who)}
    kept = _kept(session, asked)
    ours = _ours(session, told)
    persons = _Persons(session, told, taking, kept, seen)
    new, problems, known = list[Plan](), list[Problem](), 0
    for place, row in enumerate(marks[taking.keys[0]]):
        all_marks = [marks[key][place] for key in taking.keys]
        before = next((kept[one.own] for one in all_marks if one.own in kept), None)
        twin = seen.rows.get(row.own)
        same = twin is not None and twin[0] == row.content
        same = same or (before is not None and before.content in {one.content for one in all_marks})
        if same or row.told.document in ours:
            known += 1
            continue
        is_contact = row.told.kind is Import.CONTACTS
        if (twin or before) and not is_contact:
            why = Why.TWICE if twin else Why.CHANGED
            problems.append(Problem(row.told.line, "document", why, twin[1] if twin else 0))
            continue
        person, is_new, wrong = persons.of(row, [one.who for one in all_marks])
        if wrong:
            problems.append(wrong)
            continue
        seen.rows[row.own] = row.content, row.told.line
        new.append(Plan(row, person, is_new, changes=is_contact and not is_new))
    return Plans(new, known, problems, kept)


def carry_out(session: Session, agreed: Plans, taking: Taking) -> None:
    """Do what was planned in this same transaction."""
    plans = agreed.new
    fresh = [one for one in plans if one.is_new]
    made = [_customer(one, taking.now) for one in fresh]
    put_customers(session, made, taking.by)
    keep_contacts(
        session,
        (
            Brought(one.person, key, one.row.told.fields[key], taking.now)
            for one in plans
            for key in CONTACT
            if key in one.row.told.fields
        ),
    )
    tell(session, *(event for one in plans for event in _events(one, taking)))
    rows = {str(row["mark"]): row for one in plans for row in _rows(one, taking)}
    for mark in rows.keys() & agreed.kept.keys():
        old, row = agreed.kept[mark], rows.pop(mark)
        if row["content"]:
            old.content, old.event = row["content"], row["event"]
    insert_all(session, ImportedRow, list(rows.values()))


def hold_imports(session: Session) -> None:
    """Have everybody else who takes rows in wait: both could make the same person."""
    hold(session, "import")
    make_room(session)


class _Persons:
    """Whom each row is about."""

    def __init__(
        self,
        session: Session,
        told: Sequence[Told],
        taking: Taking,
        kept: Mapping[str, ImportedRow],
        seen: Seen,
    ) -> None:
        self._taking, self._kept, self._seen = taking, kept, seen
        named = {one.fields["customer"] for one in told if "customer" in one.fields}
        self._there = customers_there(session, named)
        self._proved = who_proved(session, told)
        self._names = names_among(session, {one for many in self._proved.values() for one in many})
        possible = {*named, *self._names, *(row.person for row in kept.values())}
        self._erased = erased_among(session, possible)
        self._suppressed = suppressed(session, {one for row in told for one in _contacts(row)})

    def of(self, row: Marked, marks: Sequence[str]) -> tuple[str, bool, Problem | None]:
        """The person, whether he is new, and why he cannot be had."""
        line = row.told.line
        if named := row.told.fields.get("customer"):
            if named not in self._there:
                return "", False, Problem(line, "customer", Why.NO_CUSTOMER)
            person = named
        else:
            person = self._known(row, marks)
        if person in self._erased:
            return "", False, Problem(line, "reference", Why.ERASED)
        if person:
            self._seen.persons[row.who] = person
            return person, False, None
        for kind, value in _contacts(row.told):
            if (kind, value) in self._suppressed:
                return "", False, Problem(line, kind, Why.ERASED)
        self._seen.persons[row.who] = made = self._taking.new_id()
        return made, True, None

    def _known(self, row: Marked, marks: Sequence[str]) -> str:
        before = (self._kept[mark].person for mark in marks if mark in self._kept)
        known = self._seen.persons.get(row.who) or next(before, "")
        return known or self._certain(row.told)

    def _certain(self, told: Told) -> str:
        """Who alone has proved an address, number or card of the row, unless the names differ."""
        if not self._proved:
            return ""
        ways = (
            (key, folded_contact(key, told.fields[key])) for key in told.fields.keys() & CONTACT
        )
        found = {who for way in ways for who in self._proved.get(way, ())}
        if len(found) != 1:
            return ""
        (one,) = found
        said = folded(told.fields.get("name", "") or _own_name(told))
        return one if not said or sorted(said.split()) == sorted(self._names[one].split()) else ""


def _contacts(told: Told) -> list[Contact]:
    return [(key, told.fields[key]) for key in sorted(told.fields.keys() & CONTACT)]


def _own_name(told: Told) -> str:
    return " ".join(told.fields.get(key, "") for key in ("given_name", "surname")).strip()


def _marked(told: Told, key: str) -> Marked:
    content = _mark(key, "content", *told.content)
    own = _mark(key, told.kind, "row", told.document or content)
    who = _mark(key, "who", *(told.who or (content,)))
    return Marked(told, own, content, who)


def _mark(key: str, *words: str) -> str:
    return keyed_fingerprint(key, *words)[:MARK_DIGITS]


def _kept(session: Session, marks: Collection[str]) -> dict[str, ImportedRow]:
    found: dict[str, ImportedRow] = {}
    for some in batched(sorted(marks)):
        asked = select(ImportedRow).where(among(session, ImportedRow.mark, some))
        found.update((row.mark, row) for row in session.scalars(asked))
    return found


def _ours(session: Session, told: Sequence[Told]) -> set[str]:
    """Numbers of orders among the rows that are our own: the log has told of them."""
    ids = {f"{Kind.BOUGHT} {one.document}" for one in told if one.kind is Import.ORDERS}
    found: set[str] = set()
    for some in batched(sorted(ids)):
        query = select(EventRow.document).where(EventRow.event_id.in_(some))
        found.update(session.scalars(query))
    return found


def _customer(plan: Plan, now: datetime) -> Customer:
    told = plan.row.told
    email, phone = (told.fields.get(key, "") for key in ("email", "phone"))
    return Customer(plan.person, told.name, email, phone, now)


def _event_id(row: Marked) -> str:
    return f"imported {row.told.kind} {row.own[:24]} {row.content[:24]}"


def _events(plan: Plan, taking: Taking) -> Iterator[Event]:
    told, kind = plan.row.told, KINDS[plan.row.told.kind]
    if plan.is_new and kind is not Kind.WELCOMED:
        # Each customer is welcomed once; the deed itself is told after it.
        welcome = Told(told.line, Import.CONTACTS, told.fields, "", taking.now)
        id_ = f"{Kind.WELCOMED} {plan.person}"
        yield welcome.event(id_, plan.person, Kind.WELCOMED, taking.by, taking.now)
    kind = Kind.CORRECTED if plan.changes else kind
    yield told.event(_event_id(plan.row), plan.person, kind, taking.by, taking.now)


def _rows(plan: Plan, taking: Taking) -> Iterator[dict[str, Any]]:
    told, row = plan.row.told, plan.row
    common = {"person": plan.person, "source": taking.source, "line": told.line}
    empty: dict[str, Any] = {
        "content": "",
        "event": "",
        "kind": "",
        "document": "",
        "amount_cents": None,
    }
    if told.who:
        yield {"mark": row.who, "currency": "", **empty, **common}
    yield {
        "mark": row.own,
        "content": row.content,
        "event": _event_id(row),
        "kind": told.kind,
        "document": told.document,
        "amount_cents": told.cents,
        "currency": told.currency,
        **common,
    }
