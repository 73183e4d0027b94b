"""Cases as lists show them, with the clock of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from configurator.storage.accounts import list_accounts
from configurator.storage.customers import find_customer
from configurator.storage.one_person import leader_of
from configurator.storage.programmes import manner_of
from configurator.value_online import policies_now
from configurator.web.desk import workshop
from customers.dialogue.case import Case, answer_hours, due_at

USUAL_HOURS = 24
"""Where the file of policies holds mistakes."""


@dataclass(frozen=True, slots=True)
class Line:
    """A case in a list: whose it is, who owns it, by when an answer is owed (None if none is)."""

    case: Case
    name: str
    owner: str
    due_at: datetime | None
    is_late: bool


def hours_of(person: str) -> int:
    """Within how many hours a person is answered, as his tier says and the floor allows."""
    policies = policies_now()
    if policies is None:
        return USUAL_HOURS
    with workshop().database.reading() as session:
        found = manner_of(session, person, policies, workshop().now())
    return answer_hours(found.policy.answer_hours, policies.care.answer_floor_hours)


def lines_of(found: Sequence[Case]) -> list[Line]:
    """Cases as lists show them, what is due first first."""
    now = workshop().now()
    with workshop().database.reading() as session:
        names = {one.id: one.name for one in list_accounts(session)}
    dues = {one.id: due_at(one, hours_of(one.person)) for one in found if one.is_open}
    lines = [
        Line(
            one,
            name_of(one.person),
            names.get(one.owner, ""),
            dues.get(one.id),
            bool((due := dues.get(one.id)) and due < now),
        )
        for one in found
    ]
    return sorted(lines, key=lambda it: (it.due_at is None, it.due_at or it.case.opened_at))


def name_of(person: str) -> str:
    """The name a person is known by; empty of who was erased."""
    with workshop().database.reading() as session:
        known = find_customer(session, leader_of(session, person))
    return known.name if known else ""
