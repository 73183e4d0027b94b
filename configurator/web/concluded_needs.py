"""What is concluded of a customer's needs, and the segments that puts him in, as he reads it."""

from collections.abc import Iterator

from flask_babel import gettext as _

from configurator.inferences import Inference
from configurator.storage.identity import history_of
from configurator.storage.traits import inference
from configurator.web.desk import workshop
from configurator.web.wants import belongs_to, needs_of


def needs(person: str) -> Iterator[Inference]:
    """Needs nobody told us of: what was ordered speaks for them."""
    with workshop().database.reading() as session:
        told = history_of(session, person)
    for one in needs_of(person, told):
        if not one.is_said:
            yield Inference(
                f"need {one.want.need}",
                one.words,
                str(_("Nobody told us: what you ordered is usual with this answer.")),
                one.evidence,
            )


def segments(person: str) -> Iterator[Inference]:
    """In which segments he is, with what put him there."""
    for one in belongs_to(person):
        yield Inference(
            inference(one.id),
            str(_("%(what)s: %(value)s", what=one.family, value=one.name)),
            str(_("We sort our customers into groups, to know what to show whom first.")),
            one.why,
        )
