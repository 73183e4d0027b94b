"""A step in a draft: saved once, however often it arrives, and shown, or both versions are."""

from collections.abc import Callable
from dataclasses import replace

from flask import Response, request

from catalog.configuration import Choice, Configuration
from configurator.storage.drafts import Draft, StaleDraft, create_draft, get_draft, save_draft
from configurator.storage.idempotency import Answer, Request, remember, replayed
from configurator.web import own_drafts
from configurator.web.answer import Asked, answer, stale
from configurator.web.desk import Desk, workshop
from configurator.web.form import Form, read_form
from configurator.web.here import Here
from configurator.web.render import asked_by_htmx, see_other

Change = Callable[[Desk], Configuration]
"""What a step makes of the draft on a desk."""


def left_at(at: Desk, form: Form) -> str:
    """The step the form stood on, by which the draft is opened again."""
    return form.step if form.step in {step.key for step in at.product.steps} else ""


def created(at: Desk, configuration: Configuration, card: Choice | None) -> Response:
    """Save a first step as a new draft, and show it."""
    form, shop = read_form(), workshop()
    draft = Draft(
        shop.new_link(),
        configuration,
        saved_at=shop.now(),
        owner=own_drafts.owner(),
        step=left_at(at, form),
    )
    asker = _request(form, f"{configuration.product} first", card)
    with shop.database.writing() as session:
        draft = create_draft(session, draft, asker)
    own_drafts.remember(draft.link)
    return done(at.holding(draft), form, card)


def stepped(at: Desk, change: Change, card: Choice | None = None) -> Response:
    """Save what `change` gives, unless the same request did so or another device was faster."""
    form = read_form()
    wanted = change(at)
    try:
        ours = replace(
            at.draft, configuration=wanted, revision=form.revision, step=left_at(at, form)
        )
        draft = _saved(ours, form, card)
    except StaleDraft as conflict:
        now = at.holding(conflict.current)
        return stale(now, conflict.current.configuration.choices, wanted.choices, form.step)
    return done(at.holding(draft), form, card)


def _saved(draft: Draft, form: Form, card: Choice | None) -> Draft:
    now = workshop().now()
    asker = _request(form, f"{draft.link} {request.endpoint}", card)
    with workshop().database.writing() as session:
        if replayed(session, asker):
            return get_draft(session, draft.link)
        saved = save_draft(session, draft, now)
        remember(session, asker, Answer(200, {"revision": saved.revision}), now)
        return saved


def _request(form: Form, scope: str, card: Choice | None) -> Request:
    # What was tapped is part of the scope: another tap from the same form is another request.
    tapped = f" {card.option}.{card.value}" if card else ""
    return Request(f"draft {scope}{tapped}", form.key, {})


def done(at: Desk, form: Form, card: Choice | None) -> Response:
    """The parts for htmx; a browser is sent to the page, and there to the card just tapped."""
    here = Here(at.product.key, at.draft.link, at.draft.revision, form.step)
    if not asked_by_htmx():
        place = here.card(card.option, card.value) if card else here.here
        return see_other(place)
    parts = answer(at, Asked(form.step))
    parts.headers["HX-Replace-Url"] = here.here
    return parts
