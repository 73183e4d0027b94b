"""Who is one person: customers that were merged, as every question about one of them sees them."""

from sqlalchemy import Select, literal, select, union
from sqlalchemy.orm import Session

from configurator.storage.tables_identity import PersonRow


def all_of(person: str) -> Select[str]:
    """For storage alone: ids of all who are one person with `person`, itself among them.

    For the right side of `in_`: what is asked of one is answered for all.
    """
    own = select(PersonRow.leader).where(PersonRow.id == person).scalar_subquery()
    merged = select(PersonRow.id).where(PersonRow.leader == own)
    everybody = union(merged, select(literal(person))).subquery()
    return select(everybody.c[0])


def everybody_in(session: Session, person: str) -> tuple[str, ...]:
    """Ids of all who are one person with `person`, itself among them, in no order that tells."""
    return tuple(sorted(session.scalars(all_of(person))))


def leader_of(session: Session, person: str) -> str:
    """The id under which `person` is known; its own, if nobody absorbed it."""
    row = session.get(PersonRow, person)
    return row.leader if row else person


def is_same_person(session: Session, one: str | None, other: str | None) -> bool:
    """Whether both are known and one person."""
    if one is None or other is None:
        return False
    return one == other or leader_of(session, one) == leader_of(session, other)
