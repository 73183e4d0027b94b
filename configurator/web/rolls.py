"""Rolls of cloth: what their test strips told, and the readings before."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, request, url_for

from catalog.product import Product, Value
from configurator.storage.accounts import find_account
from configurator.storage.idempotency import Request, done_before
from configurator.storage.rolls import all_readings, read_roll
from configurator.web import sessions
from configurator.web.access import only_for
from configurator.web.desk import language, workshop
from configurator.web.form import read_form
from configurator.web.render import render, see_other
from configurator.web.roll_form import Typed, judged, read_typed, usual_shrinkage
from configurator.web.scanning import WORKERS
from customers.body.cutting import CLOTH, WASH, Shrinkage
from production.supplement import COLOUR, ClothKind, Roll

blueprint = Blueprint("rolls", __name__, url_prefix="/workshop/rolls")

TOLD_BY = (CLOTH, COLOUR, WASH)
"""The options that say of what kind a roll is, and how its strip was washed."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A roll as it was read last, what its cloth usually does, and its readings before."""

    roll: Roll
    usual: Shrinkage | None
    before: tuple[Roll, ...]


@blueprint.get("")
@only_for(*WORKERS)
def index() -> Response:
    """All rolls, the one read last first, and the form for another strip."""
    return _page(Typed())


@blueprint.post("")
@only_for(*WORKERS)
def read() -> Response:
    """Keep what a strip told; earlier readings stay."""
    form, who, now = read_form(), sessions.account(), workshop().now()
    assert who is not None  # only_for saw to it
    found = judged(read_typed(), _kind(), who.id, now)
    if isinstance(found, Typed):
        return _page(found, HTTPStatus.UNPROCESSABLE_ENTITY)
    shrinks = found.shrinkage
    content = {"roll": found.number, "shrinks": [shrinks.warp_permille, shrinks.weft_permille]}
    with workshop().database.recording() as session:
        if not done_before(session, Request(f"roll read {who.id}", form.key, content), now):
            read_roll(session, found)
    return see_other(url_for("rolls.index"))


def _kind() -> ClothKind:
    """The kind of cloth this request names; what none of our products knows is left empty."""
    named = (request.form.get(option, "") for option in TOLD_BY)
    known = _names()
    return ClothKind(
        *(key if key in known[option] else "" for option, key in zip(TOLD_BY, named, strict=True))
    )


def _page(typed: Typed, status: int = HTTPStatus.OK) -> Response:
    page = "workshop/rolls.html"
    with workshop().database.reading() as session:
        readings = all_readings(session)
        accounts = {by: find_account(session, by) for by in {one.by for one in readings}}
    return render(
        page,
        page,
        status=status,
        kept=_kept(readings),
        readers={by: one.name if one else by for by, one in accounts.items()},
        names=_names(),
        chosen=_kind(),
        typed=typed,
        key=uuid4().hex,
    )


def _kept(readings: tuple[Roll, ...]) -> list[Kept]:
    groups: dict[tuple[str, ClothKind], list[Roll]] = {}
    for one in readings:
        groups.setdefault((one.number, one.kind), []).append(one)
    return [
        Kept(some[0], usual_shrinkage(some[0].kind), tuple(some[1:])) for some in groups.values()
    ]


def _names() -> Mapping[str, Mapping[str, str]]:
    """What each cloth, colour and wash of our products is called, by option and key."""
    found: dict[str, dict[str, str]] = {option: {} for option in TOLD_BY}
    for engine in workshop().engines.values():
        for option in TOLD_BY:
            found[option] |= {
                value.key: value.name.in_(language()) for value in _values(engine.product, option)
            }
    return found


def _values(product: Product, option: str) -> tuple[Value, ...]:
    """The values of that option where the product is cut from cloth that shrinks."""
    if product.sizing is None or not product.sizing.shrink_permille:
        return ()
    return next((tuple(one.values) for one in product.options if one.key == option), ())
