"""A whole design as a page proposes it, and the three that differ for who is unknown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from flask import Blueprint, Response, url_for

from catalog.configuration import OWN, Choices
from catalog.product import Kind
from configurator.storage.errors import NotThere
from configurator.web import view
from configurator.web.access import for_everybody
from configurator.web.answer import filled
from configurator.web.band_shown import Beginning
from configurator.web.desk import Desk, empty_desk, language, who, workshop
from configurator.web.gallery_cards import Part, parts
from configurator.web.gallery_pictures import picture_of, sent
from configurator.web.here import Here

blueprint = Blueprint("beginning", __name__, url_prefix="/configure")

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A whole design with what it comes to; `way` names its values as forms do."""

    way: str
    caption: str
    total_cents: int
    ready_on: date | None
    parts: tuple[Part, ...]
    at: Desk


@blueprint.get("/<product_key>/first/<int:place>/<side>.svg")
@for_everybody
def picture(product_key: str, place: int, side: str) -> Response:
    """The `front` or `back` of one of the designs to begin with. Raises NotThere."""
    found = _beginnings(empty_desk(product_key))
    if place >= len(found):
        raise NotThere("design", str(place))
    return sent(picture_of(found[place].at, side))


def three(at: Desk) -> tuple[Beginning, ...]:
    """Designs to begin with for somebody unknown, each unlike the others."""
    key = at.product.key
    found = []
    for place, one in enumerate(_beginnings(at)):
        mark = picture_of(one.at, "front").mark
        picture = url_for("beginning.picture", product_key=key, place=place, side="front", v=mark)
        found.append(Beginning(one.way, one.caption, one.total_cents, one.ready_on, picture))
    return tuple(found)


def proposed(at: Desk, values: Values) -> Proposed:
    """A design as the page shows it."""
    choices = choices_of(at, values)
    there = replace(at, situation=replace(at.situation, choices=choices))
    state = there.state
    designs = [option.key for option in at.product.of_kind(Kind.DESIGN)]
    return Proposed(
        way=" ".join(f"{key}.{values[key]}" for key in designs if key in values),
        caption=view.caption(at.product, view.decided(at.product, state), language()),
        total_cents=state.total_cents,
        ready_on=state.ready_on,
        parts=tuple(parts(there)),
        at=there,
    )


def choices_of(at: Desk, values: Values) -> Choices:
    """The own choices that stay, and all else of the design as taken by who asks."""
    kept = tuple(
        one for one in at.situation.choices if one.by in OWN and values.get(one.option) == one.value
    )
    bare = replace(at, situation=replace(at.situation, choices=kept))
    return filled(bare, values, who())


def _beginnings(at: Desk) -> list[Proposed]:
    """The same for all who are unknown, whatever is chosen at that desk."""
    blank = replace(at, situation=replace(at.situation, choices=(), facts={}))
    taught = workshop().tastes.of(at.engine, workshop().settings.data_folder)
    if taught is None:
        return []
    return [proposed(blank, one) for one in taught.beginnings]


def here_of(at: Desk) -> Here:
    """The addresses around a draft, or around a blank one of its product."""
    return Here(at.product.key, at.draft.link, at.draft.revision, "")


def plain(at: Desk) -> str:
    """Where the design is put together step by step, without a proposal first."""
    return f"{here_of(at).share}?plain=1"
