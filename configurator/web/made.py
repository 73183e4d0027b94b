"""What came of a segmentation that was asked for: all figures before it is saved, and saving it."""

from collections.abc import Sequence
from uuid import uuid4

from flask import Blueprint, Response, request, url_for

from configurator.storage.accounts import Role
from configurator.storage.idempotency import Request, done_before
from configurator.storage.jobs import SEGMENTS, Work, want_job
from configurator.storage.segment_rows import Segment, Segmentation
from configurator.storage.segments import get_segmentation, save, segments_in
from configurator.web.access import only_for
from configurator.web.amount import currency
from configurator.web.desk import language, workshop
from configurator.web.form import read_form
from configurator.web.format import short_money
from configurator.web.need_words import (
    FAMILIES,
    WARNINGS,
    WAYS,
    share,
    suggested,
    trait_words,
    traits_words,
    weak_words,
)
from configurator.web.needs import CENTS, LONGEST_NAME, asker, wake
from configurator.web.render import render, see_other
from customers.needs.judged import Figures
from customers.needs.learned import Tree
from customers.needs.segmentation import Way, model_from

blueprint = Blueprint("made", __name__, url_prefix="/needs/made")


@blueprint.get("/<id_>")
@only_for(Role.MANAGER, Role.MARKETER)
def show(id_: str) -> Response:
    """What came of a segmentation, with all figures before it is saved. Raises NotThere."""
    return _shown(id_)


@blueprint.post("/<id_>")
@only_for(Role.MANAGER, Role.MARKETER)
def put_in_force(id_: str) -> Response:
    """Save it under the names that were given; the worker sorts everybody by it.

    Raises NotThere, StaleSegment.
    """
    form, who, now = read_form(), asker(), workshop().now()
    with workshop().database.recording() as session:
        found = get_segmentation(session, id_)
        names = [
            request.form.get(f"name-{place}", "").strip()[:LONGEST_NAME] or name
            for place, name in enumerate(found.names)
        ]
        request_ = Request(f"segmentation {id_} save", form.key, {"names": names})
        if not done_before(session, request_, now):
            save(session, id_, form.revision, names, who.id, now)
            want_job(session, Work(SEGMENTS, id_), now)
            wake(id_)
    return see_other(url_for("needs.index"))


def _shown(id_: str) -> Response:
    with workshop().database.reading() as session:
        found = get_segmentation(session, id_)
        segments = segments_in(session, id_)
    return render(
        "needs/made.html",
        "needs/_made.html",
        found=found,
        family=FAMILIES[found.asked.family],
        way=WAYS[found.asked.way],
        rows=_rows(found, segments),
        why=weak_words(found.weak) if found.weak else "",
        tree=_tree(found),
        right=found.kept["right"] if found.kept and "right" in found.kept else None,
        share=share,
        warnings=WARNINGS,
        key=uuid4().hex,
    )


def _rows(
    found: Segmentation, segments: Sequence[Segment]
) -> list[tuple[str, str, Figures, list[str], str]]:
    """Name, rule, figures, what stands out and values of each segment."""
    by_place = {one.place: one.name for one in segments}
    rules = {one.key: one.sentence for one in found.asked.written}
    rows = []
    for place, (name, one) in enumerate(zip(found.names, found.figures, strict=True)):
        is_found = found.asked.way is Way.FOUND
        said = suggested(name, one.stands_out) if is_found else name
        named = by_place.get(place, said)
        told = traits_words(one.stands_out)
        rows.append((named, rules.get(name, ""), one, told, values_of(one)))
    return rows


def values_of(one: Figures) -> str:
    """The middle of values and the quarters beside it; empty where nobody is valued."""
    if one.low_cents is None or one.middle_cents is None or one.high_cents is None:
        return ""
    low, middle, high = (
        short_money(round(cents / CENTS) * CENTS, currency(), language())
        for cents in (one.low_cents, one.middle_cents, one.high_cents)
    )
    return f"{middle} ({low} \N{EN DASH} {high})"


def _tree(found: Segmentation) -> list[tuple[str, list[str]]]:
    """A tree as its leaves: the label, and what leads there."""
    model = model_from(found.kept) if found.kept else None
    if not isinstance(model, Tree):
        return []
    return [
        (label_, [trait_words(key, value, sign) for key, sign, value in way])
        for label_, way in model.leaves()
    ]
