"""Steps of a configuration: taken on the desk, saved once, told as they stand afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import Response, json, request

from catalog.configuration import Choices, Configuration
from configurator.api import state
from configurator.api.conditions import earlier, etag, must_be_wanted, once
from configurator.api.operation import JSON
from configurator.api.own import measured, must_be_oneself, own_desk
from configurator.api.problem import Kind, Problem
from configurator.api.wishes import Clash
from configurator.storage.accounts import Role
from configurator.storage.customers import find_customer, latest_measurements
from configurator.storage.drafts import Draft, get_draft, save_draft
from configurator.storage.errors import NotThere
from configurator.storage.idempotency import Answer, Request, remember, replayed
from configurator.web.desk import Desk, empty_desk, workshop
from configurator.web.sessions import account


def blank_desk(product: str, customer: str | None) -> Desk:
    """The desk with a configuration to begin, for a customer if one is named. Raises NotThere."""
    blank, asker = empty_desk(product), account()
    draft = replace(blank.draft, link=workshop().new_link())
    if asker and asker.role is Role.CUSTOMER:
        draft = replace(draft, owner=asker.id, customer=asker.customer)
    if customer is not None:
        must_be_oneself(customer)
        draft = replace(draft, customer=customer)
    return blank.holding(_with_body(draft))


def standing(found: Choices | Clash, *, repair: bool = False) -> Choices:
    """The choices, or with `repair` those that make room. Raises Problem."""
    if not isinstance(found, Clash):
        return found
    if repair and found.repair:
        return found.repair.choices
    reasons = [str(rule["reason"]) for rule in found.rules]
    raise Problem(Kind.Conflict, " ".join(reasons), found.members())


def moved_once(id_: str, step: Callable[[Desk], Configuration], asked: Mapping[str, Any]) -> Desk:
    """The desk after `step`, taken once however often it is asked for. Raises StaleDraft."""
    asker = once({**asked, "revision": request.headers.get("If-Match", "")})
    before = earlier(asker)
    at = own_desk(id_)
    if before:
        return at
    must_be_wanted(at.draft)
    return moved(at, step(at), asker)


def moved(at: Desk, configuration: Configuration, asker: Request | None = None) -> Desk:
    """The desk after the step to `configuration` was saved. Raises StaleDraft."""
    if configuration == at.draft.configuration:
        return at
    link, now = at.draft.link, workshop().now()
    with workshop().database.writing() as session:
        if asker and replayed(session, asker):
            return at.holding(get_draft(session, link))
        saved = save_draft(session, replace(at.draft, configuration=configuration), now)
        if asker:
            remember(session, asker, Answer(200, {"revision": saved.revision}), now)
    return at.holding(saved)


def told(at: Desk) -> Response:
    """The answer that shows the configuration, with its revision as ETag."""
    # Options and values in the order their authors gave them.
    text = json.dumps(state.document(at), sort_keys=False, separators=(",", ":"))
    answer = Response(text, mimetype=JSON)
    answer.headers["ETag"] = etag(at.draft.revision)
    return answer


def _with_body(draft: Draft) -> Draft:
    """`draft` with what was measured of its customer. Raises NotThere."""
    if draft.customer is None:
        return draft
    with workshop().database.reading() as session:
        customer = find_customer(session, draft.customer)
        taken = latest_measurements(session, draft.customer)
    if customer is None:
        raise NotThere("customer", draft.customer)
    return measured(draft, taken)
