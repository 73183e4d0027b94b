"""The segments of the demo shop: one family each by rules, and labels to learn from."""

from datetime import datetime

from configurator.demo_people import BY
from configurator.jobs.segments import do_segments
from configurator.storage.database import Database
from configurator.storage.segments import ask, get_segmentation, in_force, save
from customers.needs.rule import Written
from customers.needs.segmentation import Asked, Family, Way

SEGMENTS = {
    Family.NEED: (
        Written("Room to move", "fit in (relaxed, wide, tapered)"),
        Written("Close to the body", "fit in (skinny, slim)"),
        Written("Classic", "fit in (straight, bootcut, flare)"),
    ),
    Family.PROFITABILITY: (
        Written("Carry the shop", "tier = CPP"),
        Written("May grow", "tier = CCM or purchases >= 1"),
    ),
    Family.CHANNEL: (
        Written("At the counter", "channel = shop"),
        Written("Online", "channel = web"),
    ),
}


def fill_segments(database: Database, now: datetime) -> None:
    """Put segments in force in each family that has none."""
    with database.reading() as session:
        there = in_force(session)
    for family in Family:
        if family not in there:
            _fill(database, family, now)


def _fill(database: Database, family: Family, now: datetime) -> None:
    id_ = f"segments-of-the-demo-{family}"
    with database.recording() as session:
        ask(session, id_, Asked(family, Way.RULES, SEGMENTS[family]), BY, now)
    do_segments(database, id_, now)
    with database.recording() as session:
        made = get_segmentation(session, id_)
        if made.names:
            save(session, id_, made.revision, made.names, BY, now)
    do_segments(database, id_, now)
