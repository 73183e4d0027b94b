"""Jobs of needs and segments: everybody sorted by night, or one segmentation made."""

from datetime import datetime

from configurator.segments_night import make_segmentation, sort_everybody, sort_family
from configurator.storage.database import Database
from configurator.storage.jobs import SEGMENTS, Work
from configurator.storage.segment_rows import State
from configurator.storage.segments import get_segmentation

SORTING = Work(SEGMENTS, SEGMENTS)


def do_segments(database: Database, subject: str, now: datetime) -> None:
    """Sort everybody; or make the segmentation with that id, or, once saved, sort by it."""
    if subject == SEGMENTS:
        sort_everybody(database, now)
        return
    with database.reading() as session:
        found = get_segmentation(session, subject)
    if found.state is State.ASKED:
        make_segmentation(database, subject, now)
    elif found.state is State.IN_FORCE:
        sort_family(database, found.asked.family, now)
