"""The band above the step: what is worth asking now, and for who is unknown where to begin."""

from flask import request

from configurator.web.adapted import needs_of
from configurator.web.band_shown import Band
from configurator.web.beginning import here_of, three
from configurator.web.desk import Desk
from configurator.web.render import asked_by_htmx
from configurator.web.taste_words import need_asked
from configurator.web.tasted import tasted


def band(at: Desk) -> Band | None:
    """The band of a whole page; None for parts of one, and where a search weighs no tastes."""
    of = None if asked_by_htmx() or at.state.clash else tasted(at)
    if of is None:
        return None
    new = not at.draft.link
    here = here_of(at)
    first = at.product.steps[0].key if at.product.steps else ""
    step = request.args.get("step", at.draft.step) or first
    return Band(
        question=need_asked(of, step),
        beginnings=three(at) if new and not of.is_personal and step == first else (),
        answer=here.to("answer"),
        take=here.to("first/take"),
        ask=here.to("ask"),
        whole=here.to("first") if of.is_personal else "",
        three=here.to("first"),
        revision=0 if new else at.draft.revision,
        is_new=new,
        needs=needs_of(of),
    )
