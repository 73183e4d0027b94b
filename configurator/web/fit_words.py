"""How pairs fit and what is learned of it, in words."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from catalog.product import Product
from configurator.web.desk import language
from configurator.web.learned import Learned
from customers.body.feedback import Felt, Lesson, Why, Zone
from production.format import signed

ZONE_WORDS: dict[Zone, LazyString] = {
    Zone.WAIST: _l("Waist"),
    Zone.HIP: _l("Hip"),
    Zone.THIGH: _l("Thigh"),
    Zone.KNEE: _l("Knee"),
    Zone.HEM: _l("Leg opening"),
    Zone.INSEAM: _l("Inseam"),
    Zone.RISE: _l("Rise, front and back"),
}

FELT_WORDS: dict[Felt, LazyString] = {
    Felt.MUCH_TOO_TIGHT: _l("much too tight"),
    Felt.TOO_TIGHT: _l("too tight"),
    Felt.RIGHT: _l("right"),
    Felt.TOO_LOOSE: _l("too loose"),
    Felt.MUCH_TOO_LOOSE: _l("much too loose"),
    Felt.MUCH_TOO_SHORT: _l("much too short"),
    Felt.TOO_SHORT: _l("too short"),
    Felt.TOO_LONG: _l("too long"),
    Felt.MUCH_TOO_LONG: _l("much too long"),
}

_WHY: dict[Why, LazyString] = {
    Why.CONFIRMED: _l("It was right, so we are surer of it."),
    Why.MOVED: _l("The next pair goes part of the way, as one answer may be a mood."),
    Why.BOUNDED: _l("It asked for more than one pair may change; the next goes as far as it may."),
    Why.UNLIKE: _l("It contradicts what was said before, so it counts for less."),
}


@dataclass(frozen=True, slots=True)
class Taught:
    """One lesson as people read it, lengths in mm with their sign."""

    number: str
    point: str
    said: str
    worn: str
    asked: str
    before: str
    after: str
    why: str


def taught(product: Product, learned: Learned) -> tuple[Taught, ...]:
    """The lessons, the newest pair first."""
    points = product.sizing.points if product.sizing else ()
    names = {point.key: point.name.in_(language()) for point in points}
    ordered = sorted(learned.lessons, key=lambda one: one[0], reverse=True)
    return tuple(_taught(number, names.get(one.point, one.point), one) for number, one in ordered)


def in_force(product: Product, learned: Learned) -> str:
    """What the next pair has more or less, in one sentence; empty where nothing was learned."""
    points = product.sizing.points if product.sizing else ()
    known = learned.known or {}
    parts = [
        _(
            "%(point)s %(mm)s mm",
            point=point.name.in_(language()),
            mm=signed(known[point.key].ease_mm),
        )
        for point in points
        if point.key in known and known[point.key].ease_mm
    ]
    return ", ".join(map(str, parts))


def _taught(number: str, name: str, one: Lesson) -> Taught:
    return Taught(
        number=number,
        point=name,
        said=str(FELT_WORDS[one.said]),
        worn=signed(one.worn_mm),
        asked=signed(one.asked_mm),
        before=signed(one.before.ease_mm),
        after=signed(one.after.ease_mm),
        why=str(_WHY[one.why]),
    )
