"""One segment: who is in it and why, its six levers, and how its people are served."""

from dataclasses import dataclass, replace
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from configurator.storage.accounts import Role
from configurator.storage.customers import Customer, find_customer
from configurator.storage.idempotency import Request, done_before
from configurator.storage.segments import describe, get_segment, get_segmentation, sizes
from configurator.storage.traits import members_of
from configurator.value_online import policies_now
from configurator.web import sessions
from configurator.web.access import only_for
from configurator.web.boundaries import ours
from configurator.web.desk import workshop
from configurator.web.form import read_form
from configurator.web.made import values_of
from configurator.web.navigation import may_go
from configurator.web.need_words import FAMILIES, LEVERS, WARNINGS, WAYS, share, traits_words
from configurator.web.needs import LONGEST_NAME
from configurator.web.render import render, see_other
from configurator.web.restricting import readable
from customers.needs.criteria import shipped
from customers.needs.levers import Lever, Strategy
from customers.rights.sensitive import told_by
from customers.value.policy import Policies, Policy, Treatment
from customers.value.tier import Tier

blueprint = Blueprint("segment", __name__, url_prefix="/needs/segments")

NAMES = {lever.value: words for lever, words in LEVERS.items()}
MOST_PEOPLE = 50
LONGEST_TEXT = 600


@dataclass(frozen=True, slots=True)
class Change:
    """One thing a segment changes of how somebody is served: what, as usual, and from now on."""

    what: str
    before: str
    after: str


@blueprint.get("/<id_>")
@only_for(Role.MANAGER, Role.MARKETER)
def show(id_: str) -> Response:
    """The page of a segment. Raises NotThere."""
    return _shown(id_)


@blueprint.post("/<id_>")
@only_for(Role.MANAGER, Role.MARKETER)
def set_up(id_: str) -> Response:
    """Keep its name, description, levers and treatment. Raises NotThere, StaleSegment."""
    form, who, now, typed = read_form(), sessions.account(), workshop().now(), request.form
    assert who is not None  # only_for saw to it
    texts = [typed.get(name, "").strip() for name in ("name", "description", *Lever)]
    if any(len(text) > LONGEST_TEXT or "\0" in text for text in texts):
        abort(HTTPStatus.BAD_REQUEST)
    name, description, *levers = texts
    if told_by(" ".join(texts)):
        return _shown(id_, is_sensitive=True)
    known, treatment = policies_now(), typed.get("treatment", "")
    if treatment and (known is None or treatment not in known.treatments):
        abort(HTTPStatus.BAD_REQUEST)
    strategy = Strategy(
        description, dict(zip(Lever, levers, strict=True)), typed.get("target") == "yes"
    )
    with workshop().database.recording() as session:
        if not done_before(session, Request(f"segment {id_}", form.key, {"texts": texts}), now):
            wanted = replace(
                get_segment(session, id_),
                strategy=strategy,
                treatment=treatment,
                revision=form.revision,
            )
            named = replace(wanted, name=name[:LONGEST_NAME] or wanted.name)
            describe(session, named, who.id, now)
    return see_other(url_for(".show", id_=id_))


def changes(policies: Policies, treatment: str, tier: str) -> tuple[Change, ...]:
    """What a treatment changes for somebody of a tier; where they agree there is nothing."""
    new = policies.treatments.get(treatment)
    if new is None:
        return ()
    usual = policies.policies[Tier(tier) if tier in set(Tier) else Tier.CCM]
    return tuple(one for one in _compared(usual, new) if one.before != one.after)


def _compared(usual: Policy, new: Treatment) -> tuple[Change, ...]:
    hours = _("answered within %(hours)s hours", hours=usual.answer_hours)
    return (
        Change(str(_("Queue")), str(hours), new.queue),
        Change(str(_("How to begin")), str(_("as one likes")), new.script),
        Change(str(_("Channels")), ", ".join(usual.channels), ", ".join(new.channels)),
        Change(str(_("Without asking")), "\N{EN DASH}", ", ".join(new.may) or "\N{EN DASH}"),
    )


def _shown(id_: str, *, is_sensitive: bool = False) -> Response:
    with workshop().database.reading() as session:
        segment = get_segment(session, id_)
        made = get_segmentation(session, segment.segmentation)
        people = sizes(session, made.asked.family).get(id_, 0)
        is_shown = people >= shipped().limits.smallest
        ids = members_of(session, id_, MOST_PEOPLE) if is_shown and may_go("wants.show") else ()
        known = [one for one in (find_customer(session, person) for person in ids) if one]
    rules = {one.key: one.sentence for one in made.asked.written}
    figures = made.figures[segment.place]
    policies = policies_now()
    return render(
        "needs/segment.html",
        "needs/segment.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if is_sensitive else HTTPStatus.OK,
        segment=segment,
        made=made,
        family=FAMILIES[made.asked.family],
        way=WAYS[made.asked.way],
        rule=rules.get(made.names[segment.place], ""),
        figures=figures,
        values=values_of(figures),
        stands_out=traits_words(figures.stands_out),
        share=share,
        warnings=WARNINGS,
        people=people,
        is_shown=is_shown,
        members=readable(ours(known, _id), _id),
        levers=LEVERS,
        missing=[NAMES.get(one, _("Description")) for one in segment.strategy.missing],
        treatments=tuple(policies.treatments) if policies else (),
        changes=changes(policies, segment.treatment, Tier.CCM) if policies else (),
        is_sensitive=is_sensitive,
        typed=request.form if is_sensitive else {},
        key=uuid4().hex,
    )


def _id(customer: Customer) -> str:
    return customer.id
