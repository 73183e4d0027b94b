"""Two other ways in, for the shop: a block that was tried on, and a pair measured flat.

Both end in the same targets as a body with ease. What the rules ask of a body (the heel) is still
measured; all else may stay unknown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _

from catalog.product import Kind, Product
from catalog.sizing import Block, Point, Sizing
from configurator.storage.drafts import Draft
from configurator.web import sessions
from configurator.web.access import only_for
from configurator.web.desk import Desk, desk, language, workshop
from configurator.web.form import read_form
from configurator.web.measure_words import NAMES, why_not
from configurator.web.render import render
from configurator.web.tailoring import saved
from configurator.web.whose import AT_THE_COUNTER
from customers.body.facts import facts
from customers.body.measurement import (
    Code,
    Measurement,
    Refusal,
    Unit,
    measurement,
    parse_length_mm,
    read,
)
from customers.body.start import Start
from customers.body.target import Way
from customers.body.ways import STEP_MM
from production.work_order import block_label

blueprint = Blueprint("ways", __name__, url_prefix="/configure/<product_key>/<link>/tailoring/from")

MOST_STEPS = 8
"""So many steps of 5 mm a pair that was tried on may be changed; farther off, try another."""

LEAST_FLAT_MM, MOST_FLAT_MM = 50, 1300
"""No pair of trousers lies shorter or longer, or half as wide; slips of the keyboard do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing asked: its key, name, what was typed or chosen, and what is wrong with it."""

    key: str
    name: str
    text: str
    wrong: str = ""
    is_length: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of the form: the start it comes to, the body, and refusals in words by key."""

    start: Start
    body_mm: Mapping[str, int] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)


@blueprint.get("")
@only_for(*AT_THE_COUNTER)
def show(product_key: str, link: str) -> Response:
    """The form of one way; the other is a tap away. Raises NotThere."""
    at = desk(product_key, link)
    way = Way.GARMENT if request.args.get("way") == Way.GARMENT else Way.TRY_ON
    return _page(at, way, _typed_before(at.draft, way))


@blueprint.post("")
@only_for(*AT_THE_COUNTER)
def take(product_key: str, link: str) -> Response:
    """Start from a pair, or from the body again. Raises NotThere."""
    at, form = desk(product_key, link), read_form()
    sizing = _sizing(at.product)
    match request.form.get("way"):
        case Way.BODY:
            # The body that was measured still stands; what was kept went with the pair.
            return saved(replace(at.draft, start=Start(), revision=form.revision), form, "body")
        case Way.TRY_ON:
            way, found = Way.TRY_ON, _tried_on(sizing)
        case Way.GARMENT:
            way, found = Way.GARMENT, _flat(sizing)
        case _:
            abort(HTTPStatus.BAD_REQUEST)
    body_mm, wrong = _body(at)
    wrong = {**found.wrong, **wrong}
    if wrong:
        texts = request.form.to_dict()
        return _page(at, way, texts, wrong, HTTPStatus.UNPROCESSABLE_ENTITY)
    who = sessions.account()
    assert who is not None  # only_for saw to it
    wanted = replace(at.draft, start=found.start, revision=form.revision)
    if body_mm:
        whole = {**at.draft.body_mm, **body_mm}
        now = workshop().now()
        wanted = replace(wanted, body_mm=whole, measured_at=now, measured_by=who.name)
    content = {"mm": dict(found.start.mm), "block": found.start.block, "body": body_mm}
    return saved(wanted, form, f"from {way} {sorted(content.items())}")


def _tried_on(sizing: Sizing) -> Read:
    key, mm, wrong = request.form.get("block", ""), {}, {}
    if key not in {block.key for block in sizing.blocks}:
        wrong["block"] = str(_("Please say which block was tried on."))
    for point in _points(sizing):
        text = request.form.get(point.key, "0")
        if text not in {str(step) for step in _steps()}:
            abort(HTTPStatus.BAD_REQUEST)
        if int(text):
            mm[point.key] = int(text)
    return Read(Start(Way.TRY_ON, key, mm), wrong=wrong)


def _flat(sizing: Sizing) -> Read:
    mm: dict[str, int] = {}
    wrong: dict[str, str] = {}
    for point in _points(sizing):
        answer = parse_length_mm(request.form.get(point.key, ""), Unit.CM)
        if isinstance(answer, int) and not LEAST_FLAT_MM <= answer <= MOST_FLAT_MM:
            wrong[point.key] = str(_("No pair measures that. Please measure again, in cm."))
        elif isinstance(answer, int):
            mm[point.key] = answer
        elif answer.code is Code.EMPTY:
            wrong[point.key] = str(_("Please measure this one; we cannot cut without it."))
        else:
            wrong[point.key] = why_not(answer, measurement(point.body), Unit.CM)
    return Read(Start(Way.GARMENT, mm=mm), wrong=wrong)


def _body(at: Desk) -> tuple[dict[str, int], dict[str, str]]:
    """What the rules ask of the body and nobody measured yet; refusals in words."""
    amounts, wrong = {}, {}
    for one in _missing(at):
        answer = read(one, request.form.get(one.key, ""), Unit.CM)
        if isinstance(answer, int):
            held = facts(at.product, {one.key: answer})
            answer = held if isinstance(held, Refusal) else answer
        if isinstance(answer, int):
            amounts[one.key] = answer
        else:
            wrong[one.key] = why_not(answer, one, Unit.CM)
    return amounts, wrong


def _missing(at: Desk) -> list[Measurement]:
    keys = [f"{option.key}_mm" for option in at.product.of_kind(Kind.MEASURED)]
    return [measurement(key) for key in keys if key not in at.draft.body_mm]


def _points(sizing: Sizing) -> list[Point]:
    """The points of a pair; what an option gives, the design says."""
    return [point for point in sizing.points if point.body]


def _steps() -> range:
    return range(-MOST_STEPS * STEP_MM, MOST_STEPS * STEP_MM + 1, STEP_MM)


def _sizing(product: Product) -> Sizing:
    if product.sizing is None:
        abort(HTTPStatus.NOT_FOUND)
    return product.sizing


def _typed_before(draft: Draft, way: Way) -> dict[str, str]:
    if draft.start.way is not way:
        return {}
    tens = way is Way.GARMENT
    texts = {key: f"{mm / 10:g}" if tens else str(mm) for key, mm in draft.start.mm.items()}
    return {**texts, "block": draft.start.block}


def _page(
    at: Desk,
    way: Way,
    texts: Mapping[str, str],
    wrong: Mapping[str, str] | None = None,
    status: int = HTTPStatus.OK,
) -> Response:
    sizing, wrong = _sizing(at.product), wrong or {}
    page = "tailoring/ways.html"
    return render(
        page,
        page,
        status=status,
        product=at.product,
        draft=at.draft,
        name=at.product.name.in_(language()),
        way=way,
        asked=[
            Asked(
                point.key,
                point.name.in_(language()),
                texts.get(point.key, ""),
                wrong.get(point.key, ""),
                is_length=point.grain == "warp",
            )
            for point in _points(sizing)
        ],
        body=[
            Asked(one.key, str(NAMES[one.key]), texts.get(one.key, ""), wrong.get(one.key, ""))
            for one in _missing(at)
        ],
        blocks=_by_waist(sizing.blocks),
        block=texts.get("block", ""),
        wrong=wrong,
        steps=list(_steps()),
        key=uuid4().hex,
    )


def _by_waist(blocks: Sequence[Block]) -> dict[str, list[tuple[str, str]]]:
    """The blocks as key and name, by the first part of the name: `W86`."""
    found: dict[str, list[tuple[str, str]]] = {}
    for block in sorted(blocks, key=lambda one: one.key):
        name = block_label(block.key)
        found.setdefault(name.partition("-")[0], []).append((block.key, name))
    return found
