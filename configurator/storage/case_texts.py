"""Texts of messages about cases, promises and visits, with the facts of each."""

from sqlalchemy.orm import Session

from configurator.storage.accounts import find_account
from configurator.storage.appointment_rows import get_appointment
from configurator.storage.cases import get_case
from configurator.storage.customers import find_customer
from configurator.storage.errors import NotThere
from configurator.storage.tables_cases import CommitmentRow
from configurator.storage.tables_messages import MessageRow
from configurator.storage.telling import SHOP, zone_of
from customers.dialogue.case_words import case_words
from customers.dialogue.texts import Facts, Texts, written
from production.format import day, hour_of_day

OURS = "Surmesure"
VISIT, APOLOGY = "visit", "apology"
CASES, VISITS = "/me/cases", "/me/appointments"


def case_texts(session: Session, row: MessageRow, language: str) -> Texts:
    """The texts of a message about a case, a promise or a visit. Raises NotThere."""
    its = case_words().texts[row.words]
    spoken = language if language in its else "en"
    person = find_customer(session, row.person)
    facts = {
        "name": person.name if person else "",
        "shop": session.info.get(SHOP, "") or OURS,
        **_facts(session, row, spoken),
    }
    return written(its[spoken], spoken, facts, VISITS if row.words == VISIT else CASES)


def first_name(session: Session, account: str) -> str:
    """The first name of somebody of the shop, as customers know him; empty for nobody."""
    known = find_account(session, account) if account else None
    return known.name.split()[0] if known and known.name.split() else ""


def _facts(session: Session, row: MessageRow, language: str) -> Facts:
    if row.words == VISIT:
        booked = get_appointment(session, row.about)
        at = booked.begins_at.astimezone(zone_of(session))
        way = case_words().way[language][booked.way]
        return {"day": day(at.date(), language), "hour": hour_of_day(at, language), "way": way}
    if row.words == APOLOGY:
        promise = session.get(CommitmentRow, row.about)
        if promise is None:
            raise NotThere("commitment", row.about)
        due = promise.due_at.astimezone(zone_of(session)).date()
        return {"what": case_words().what[language][promise.kind], "day": day(due, language)}
    owner = first_name(session, get_case(session, row.about).owner)
    return {"owner": owner or session.info.get(SHOP, "") or OURS}
