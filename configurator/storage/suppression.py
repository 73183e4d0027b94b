"""Who was erased and must not be brought back by files and other programs: known by keyed marks.

Without the key, which lies in no database, nobody can try out whose a mark is. Whoever proves that
an address or number is his comes back by himself, and lifts it.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from configurator.storage.documents import keyed_fingerprint
from configurator.storage.keys import keys_in
from configurator.storage.pairs import folded_contact

KINDS = ("email", "phone")
"""What people and machines write into files; a card is void with its customer."""

Contact = tuple[str, str]
"""Kind and value, as it was written."""


def suppress(session: Session, contacts: Iterable[Contact]) -> None:
    """Have nobody with one of these brought back; at once, whatever becomes of the transaction."""
    keys = keys_in(session)
    keys.suppress(_marks(contacts, keys.secrets[:1]).keys())


def lift(session: Session, contacts: Iterable[Contact]) -> None:
    """Have these known again: they were shown to be somebody's who came by himself."""
    keys = keys_in(session)
    keys.lift(_marks(contacts, keys.secrets).keys())


def suppressed(session: Session, contacts: Iterable[Contact]) -> set[Contact]:
    """Those of `contacts` whose owner was erased and did not come back by himself."""
    keys = keys_in(session)
    marks = _marks(contacts, keys.secrets)
    return {marks[one] for one in keys.suppressed_among(marks.keys())}


def _marks(contacts: Iterable[Contact], secrets: Sequence[str]) -> dict[str, Contact]:
    """The contacts by their marks, under each of the secrets."""
    plain = {(kind, value): folded_contact(kind, value) for kind, value in contacts}
    return {
        keyed_fingerprint(secret, one[0], said): one
        for one, said in plain.items()
        for secret in secrets
        if said and one[0] in KINDS
    }
