"""What was concluded of a customer, as it is told to himself, with what he rejected of it."""

from dataclasses import replace

from configurator.inferences import Inference, Source
from configurator.storage.rejections import rejections_of
from configurator.web import concluded, concluded_needs
from configurator.web.desk import workshop
from configurator.web.taste_inferred import tastes_inferred

SOURCES: tuple[Source, ...] = (
    concluded.lengths,
    concluded.ease,
    concluded.tier,
    tastes_inferred,
    concluded_needs.needs,
    concluded_needs.segments,
)
"""Every model that concludes anything of a person, in the order of the page."""


def inferences_of(person: str) -> tuple[Inference, ...]:
    """All that is concluded of him or was rejected; of what is no longer concluded, his words."""
    with workshop().database.reading() as session:
        rejected = {one.key: one for one in rejections_of(session, person)}
    found = [one for source in SOURCES for one in source(person)]
    keys = {one.key for one in found}
    gone = (one for key, one in rejected.items() if key not in keys)
    return (
        *(replace(one, is_rejected=one.is_rejected or one.key in rejected) for one in found),
        *(Inference(one.key, one.words, "", since=one.at, is_rejected=True) for one in gone),
    )
