"""Words of persons about what we may do, kept for good, and what follows from them.

Each is told to the log as well, so that it stands on the timeline; what counts is the row here.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.dialect import hold
from configurator.storage.errors import NotThere
from configurator.storage.events import batched, tell
from configurator.storage.field_uses import note_use
from configurator.storage.hooks import What, tell_recipients
from configurator.storage.identity import history_of
from configurator.storage.one_person import all_of, everybody_in
from configurator.storage.suggested import forget_suggested
from configurator.storage.tables import OrderRow
from configurator.storage.tables_identity import EventRow, PersonRow
from configurator.storage.tables_rights import ConsentRow
from configurator.storage.tables_wishes import LookRow
from configurator.storage.value_wanted import LIFETIME_VALUE, take_value_away, want_rescored
from customers.identity.event import Event, Kind, Medium
from customers.identity.profile import profile
from customers.rights.consent import EVERYTHING, Consent, Said, Source, Standing, may
from customers.rights.purpose import Channel
from customers.rights.register import register

MEDIA = {Source.PAGE: Medium.WEB, Source.SHOP: Medium.SHOP, Source.LETTER: Medium.EMAIL}
"""Where it was said, as the log has it."""

TRACKING, TASTE = "tracking", "taste"


def note_consent(session: Session, word: Consent) -> None:
    """Keep `word`; one whose id is known is aside. What was looked at is not told after a no."""
    hold(session, f"consent {word.person}")
    if session.scalars(select(ConsentRow.id).where(ConsentRow.consent_id == word.id)).first():
        return
    told = {key: one for key, one in asdict(word).items() if key not in {"id", "number"}}
    session.add(ConsentRow(consent_id=word.id, **told))
    session.flush()
    subject, about = f"customer {word.person}", f"{word.purpose} {word.channel}"
    deed = audit.Deed(word.at, word.by or "customer", word.said, subject, after={"to": about})
    audit.record(session, deed)
    if word.purpose == TRACKING and word.said is Said.WITHDRAWN:
        session.execute(delete(LookRow).where(LookRow.customer.in_(all_of(word.person))))
    if word.purpose == EVERYTHING:
        what = What.RESTRICTED if word.said is Said.WITHDRAWN else What.FREED
        tell_recipients(session, word.person, what, word.at)
    if word.said in {Said.GIVEN, Said.WITHDRAWN}:
        tell(session, _event(word, about))
    if word.purpose in _answers_to(TASTE) and word.said is Said.WITHDRAWN:
        forget_suggested(session, word.person)
    if word.purpose in _answers_to(LIFETIME_VALUE):
        if not may(_said(session, word.person), LIFETIME_VALUE, Channel.ANY, word.at.date()):
            take_value_away(session, word.person)
        want_rescored(session, word.person, word.at)


def words_of(session: Session, person: str) -> tuple[Consent, ...]:
    """All that was said by the person, by whoever it is merged with too, in the order kept."""
    query = select(ConsentRow).where(ConsentRow.person.in_(all_of(person)))
    return tuple(map(consent_from, session.scalars(query.order_by(ConsentRow.id))))


def get_word(session: Session, id_: str) -> Consent:
    """The word with that id. Raises NotThere."""
    row = session.scalars(select(ConsentRow).where(ConsentRow.consent_id == id_)).first()
    if row is None:
        raise NotThere("consent", id_)
    return consent_from(row)


def standing_of(session: Session, person: str, now: datetime) -> Standing:
    """All that decides what may be done with the person, age and country as they were told."""
    group = everybody_in(session, person)
    known = profile(history_of(session, person), now)
    note_use(session, ("birth_date", "country"), now.date())
    orders = select(OrderRow.id).where(OrderRow.customer.in_(group)).limit(1)
    return Standing(
        words=words_of(session, person),
        one_since=_one_since(session, person),
        birth_date=known.value("birth_date"),
        country=known.value("country"),
        has_bought=not known.is_prospect or session.scalars(orders).first() is not None,
    )


def may_now(session: Session, person: str, purpose: str, channel: Channel, now: datetime) -> bool:
    """Whether this may be done with the person on the day (UTC) of `now`.

    The log is read only where what was said does not forbid it already.
    """
    if not may(_said(session, person), purpose, channel, now.date()):
        return False
    return may(standing_of(session, person, now), purpose, channel, now.date())


def refusing(session: Session, purpose: str, channel: Channel, today: date) -> frozenset[str]:
    """Ids of all who said what stops `purpose`, and of those who are one with them.

    For what is made of many at once and needs no yes. How old somebody is lies sealed and is not
    asked here: whoever shows what was made asks `may_now`.
    """
    all_said = _standings(session, _answers_to(purpose))
    found = {one for one, said in all_said.items() if not may(said, purpose, channel, today)}
    return _with_all(session, found)


def restricted(session: Session) -> frozenset[str]:
    """Ids of all of whom nothing may be done but keeping it, and of those who are one with them."""
    all_said = _standings(session, {EVERYTHING})
    return _with_all(session, {one for one, said in all_said.items() if said.is_restricted})


def is_restricted(session: Session, person: str) -> bool:
    """Whether what is known of the person may only be kept."""
    return _said(session, person).is_restricted


def _standings(session: Session, about: Collection[str]) -> dict[str, Standing]:
    """What all who answered to any of these purposes said to them, by whom they are known as."""
    query = select(ConsentRow, PersonRow.leader).order_by(ConsentRow.id)
    query = query.outerjoin(PersonRow, PersonRow.id == ConsentRow.person)
    words = defaultdict[str, list[Consent]](list)
    for row, leader in session.execute(query.where(ConsentRow.purpose.in_(about))):
        words[leader or row.person].append(consent_from(row))
    merges = select(PersonRow.leader, func.max(EventRow.told_at))
    merges = merges.join(EventRow, EventRow.event_id == PersonRow.merged_by)
    since = {row[0]: row[1] for row in session.execute(merges.group_by(PersonRow.leader))}
    return {
        leader: Standing(tuple(said), since.get(leader), has_bought=True)
        for leader, said in words.items()
    }


def _with_all(session: Session, found: set[str]) -> frozenset[str]:
    """These, and all who are one with them."""
    for some in batched(sorted(found)):
        found |= set(session.scalars(select(PersonRow.id).where(PersonRow.leader.in_(some))))
    return frozenset(found)


def _answers_to(purpose: str) -> frozenset[str]:
    """The purposes to which a word may stop `purpose`."""
    return frozenset({purpose, EVERYTHING, *register().purposes[purpose].stops_with})


def _said(session: Session, person: str) -> Standing:
    """What the person said, whatever else is known of him."""
    return Standing(words_of(session, person), _one_since(session, person), has_bought=True)


def _one_since(session: Session, person: str) -> datetime | None:
    """When the last two of those who are one with `person` became one."""
    merges = select(PersonRow.merged_by).where(PersonRow.id.in_(all_of(person)))
    query = select(func.max(EventRow.told_at)).where(EventRow.event_id.in_(merges))
    return session.scalars(query).first()


def _event(word: Consent, about: str) -> Event:
    return Event(
        id=f"consent {word.id}",
        person=word.person,
        kind=Kind.CONSENTED if word.said is Said.GIVEN else Kind.REFUSED,
        at=word.at,
        told_at=word.at,
        medium=MEDIA[word.source],
        adviser=word.by if word.source is Source.SHOP else "",
        document=about,
    )


def consent_from(row: ConsentRow) -> Consent:
    """For storage alone: the word in a row."""
    return Consent(
        id=row.consent_id,
        person=row.person,
        purpose=row.purpose,
        channel=Channel(row.channel),
        said=Said(row.said),
        at=row.at,
        source=Source(row.source),
        sentence=row.sentence,
        version=row.version,
        language=row.language,
        proof=row.proof,
        by=row.by,
        number=row.id,
    )
