"""The people of a campaign as its pages show them: segments, and texts as single persons read them.

Of a person only the first name is shown, and what the text says; no address and no value.
"""

from dataclasses import dataclass

from flask_babel import LazyString

from configurator.storage.campaign_people import is_member, known_of_one, members_after
from configurator.storage.campaign_texts import texts_for
from configurator.storage.errors import NotThere
from configurator.storage.recipients import Outlook, addressees
from configurator.storage.segment_rows import Segment
from configurator.storage.segments import in_force, segments_in, sizes
from configurator.value_online import policies_now
from configurator.web.boundaries import ours
from configurator.web.desk import workshop
from configurator.web.need_words import FAMILIES
from configurator.web.restricting import readable
from customers.dialogue.campaign import Plan
from customers.dialogue.campaign_offer import offer_code
from customers.dialogue.campaign_text import LANGUAGES
from customers.dialogue.pressure import pressure
from customers.dialogue.texts import Texts
from customers.needs.criteria import shipped
from customers.rights.purpose import Channel
from customers.value.policy import read_policies

LOOKED_AT, SHOWN = 60, 5
"""So many members are looked at for so many to show texts to."""


@dataclass(frozen=True, slots=True)
class Aim:
    """A segment that may be aimed at; `people` is None where too few are in it to tell."""

    segment: Segment
    people: int | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody of a segment to whom a text may be shown, by his first name."""

    person: str
    name: str


def aims() -> list[tuple[LazyString, list[Aim]]]:
    """The segments in force, by family."""
    least = shipped().limits.smallest
    with workshop().database.reading() as session:
        return [
            (FAMILIES[family], [Aim(one, _told(many.get(one.id, 0), least)) for one in segments])
            for family, made in in_force(session).items()
            for segments, many in [(segments_in(session, made.id), sizes(session, family))]
        ]


def names_of_segments() -> dict[str, str]:
    """What each segment in force is called."""
    return {one.segment.id: one.segment.name for _words, found in aims() for one in found}


def outlook_now() -> Outlook:
    """By what recipients are looked at when a page asks. Raises BadPolicies."""
    settings = workshop().settings
    policies = policies_now() or read_policies()
    seed = settings.secret_key
    return Outlook(workshop().now(), settings.time_zone, pressure(), policies, seed)


def readers(plan: Plan) -> list[Reader]:
    """The first people of its segments who may be written to under its purpose."""
    channels = plan.channels or tuple(one for one in Channel if one is not Channel.ANY)
    with workshop().database.reading() as session:
        persons = members_after(session, plan.segments, "", LOOKED_AT)
        whom = addressees(session, persons, outlook_now())
        may = [
            one
            for one, its in sorted(whom.items())
            if any(its.recipient.refuses(plan.purpose, by) is None for by in channels)
        ]
        shown = readable(ours(may, str), str)[:SHOWN]
        names = [known_of_one(session, one, LANGUAGES[0], workshop().now()) for one in shown]
    return [Reader(one, known.get("name", "")) for one, known in zip(shown, names, strict=True)]


def as_read(plan: Plan, secret: str, person: str, language: str) -> Texts:
    """A text as a person reads it. Raises NotThere for who is in none of the segments."""
    with workshop().database.reading() as session:
        if not readable(ours([person], str), str) or not is_member(session, plan.segments, person):
            raise NotThere("person", person)
        known = known_of_one(session, person, language, workshop().now())
        return texts_for(session, plan, known, offer_code(secret, person), language)


def _told(people: int, least: int) -> int | None:
    return people if people >= least else None
