"""What taste suggested in drafts, taken out again when its reasons may not count any more."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from catalog.configuration import By, Choice, Choices, Configuration
from configurator.storage.documents import configuration_document, configuration_from
from configurator.storage.one_person import all_of
from configurator.storage.tables import AccountRow, DraftRow


def forget_suggested(session: Session, person: str, key: str = "") -> None:
    """In the person's drafts drop what taste suggested: all of it, or what rests on one inference.

    Nothing that anybody chose changes, so pages that are open stay good.
    """
    accounts = select(AccountRow.id).where(AccountRow.customer.in_(all_of(person)))
    his = or_(DraftRow.customer.in_(all_of(person)), DraftRow.owner.in_(accounts))
    for row in session.scalars(select(DraftRow).where(his).with_for_update()):
        made = configuration_from(row.product, row.edition, row.configuration)
        left = _without(made, key.removeprefix(f"{row.product} "))
        if left != made:
            row.configuration = configuration_document(left)
    session.flush()


def _without(made: Configuration, key: str) -> Configuration:
    def left(choices: Choices) -> Choices:
        return tuple(one for one in choices if not _rests_on(one, key))

    past, future = tuple(map(left, made.past)), tuple(map(left, made.future))
    return Configuration(made.product, made.edition, left(made.choices), past, future)


def _rests_on(one: Choice, key: str) -> bool:
    """Whether it is a suggestion for which the fact of that key speaks; for no key, any."""
    facts = {because.partition(" ")[2] for because in one.because}
    return one.by is By.TASTE and (not key or key in facts)
