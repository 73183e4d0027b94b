"""What tailoring chose and why, as people read it: lengths in mm, girths all round."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from catalog.product import Kind, Option, Product
from configurator.storage.drafts import Draft
from configurator.web.desk import language
from configurator.web.format import listed
from configurator.web.measure_words import NAMES
from configurator.web.tailored import keeps
from customers.body.misfit import Misfit
from customers.body.steps import CROTCH, Step
from customers.body.target import Tailoring, Target, Way, deviations
from production.format import signed
from production.work_order import block_label
from rules.rule import RuleBook

MOST_BLOCKS = 6
"""So many blocks are offered, the nearest; a maker keeps hundreds."""

MOST_STEPS = 5
"""So many steps either way of the one taken are offered of an adjustment."""

WAYS: dict[Way, LazyString] = {
    Way.BODY: _l("body and ease"),
    Way.TRY_ON: _l("a pair tried on"),
    Way.GARMENT: _l("a pair measured flat"),
    Way.DESIGN: _l("the design"),
}

LIMIT_WORDS: dict[str, LazyString] = {
    "hem_passes_heel": _l("the hem would not pass over the heel"),
    "hip_stands": _l("the cloth would not reach round the hip"),
    "thigh_bends": _l("the thigh could not move"),
    "knee_bends": _l("the knee could not bend"),
    "waist_passes_hip": _l("the waist would not pass over the hip"),
    CROTCH: _l("front and back rise would no longer make the crotch"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One point of measure: body, ease and target, and by how much the pattern misses it.

    `missed` is empty where the pattern is drawn to the target. `learned` is the part of the ease
    that was learned of this customer, `way` where the target comes from.
    """

    letter: str
    name: str
    body: str
    ease: str
    learned: str
    target: str
    tolerance: str
    missed: str
    is_beyond: bool
    way: str


@dataclass(frozen=True, slots=True)
class Size:
    """One size option as the garment has it; `kept` where people chose it themselves."""

    option: str
    name: str
    value: str
    is_kept: bool
    is_plain: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """One step of a size option and what it costs; `refused` says why it may not be made."""

    value: str
    name: str
    cost: str
    refused: str
    is_taken: bool
    is_beyond: bool


def explained(product: Product, draft: Draft, tailoring: Tailoring) -> Mapping[str, object]:
    """What the parts of a page need that tell how a draft is tailored."""
    return {
        "measures": measures(product, tailoring),
        "sizes": sizes(product, tailoring, draft.start.kept),
        "keeps": keeps(draft, tailoring),
        "start": draft.start,
        "worn": block_label(draft.start.block),
    }


def from_pair(tailoring: Tailoring) -> str:
    """From which kind of pair targets come, in words; empty where they come from the body."""
    ways = {target.way for target in tailoring.targets} & {Way.TRY_ON, Way.GARMENT}
    return ", ".join(str(WAYS[way]) for way in sorted(ways))


def measures(product: Product, tailoring: Tailoring) -> tuple[Measure, ...]:
    """Each point of measure, in the maker's order."""
    missed = deviations(product, tailoring)
    return tuple(_measure(target, missed.get(target.point.key)) for target in tailoring.targets)


def sizes(product: Product, tailoring: Tailoring, kept: Mapping[str, str]) -> tuple[Size, ...]:
    """The value of each size option, in the author's order."""
    return tuple(
        Size(
            option=option.key,
            name=option.name.in_(language()),
            value=_value(option, value),
            is_kept=kept.get(option.key) == value,
            is_plain=tailoring.adjustments_mm.get(option.key) == 0,
        )
        for option in product.of_kind(Kind.SIZE)
        if (value := tailoring.sizes.get(option.key)) is not None
    )


def offered(
    book: RuleBook, tailoring: Tailoring, found: Sequence[Step]
) -> dict[str, tuple[Offered, ...]]:
    """The steps of each size option, each with what it costs beside what is taken now.

    Of blocks only those that may be cut and come nearest, of adjustments those about the one taken.
    """
    product = book.product
    now, tolerances = deviations(product, tailoring), _tolerances(tailoring)
    groups: dict[str, list[Step]] = {}
    for step in found:
        groups.setdefault(step.option, []).append(step)
    block_option = product.sizing.block_option if product.sizing else ""
    groups = {
        key: _nearest(some, tolerances) if key == block_option else _about(some)
        for key, some in groups.items()
    }
    points = _names(tailoring)
    return {
        key: tuple(_offered(book, product.option(key), one, now, points) for one in some)
        for key, some in groups.items()
    }


def misfit_words(product: Product, why: Misfit) -> tuple[str, ...]:
    """Sentences that name the measurements, the fit and the cloth that clash."""
    names = [str(NAMES[key]) for key in why.measurements if key in NAMES]
    taken = {key: value for key, value in (("fit", why.fit), ("cloth", why.cloth)) if value}
    design = [product.option(key).value(value).name.in_(language()) for key, value in taken.items()]
    told = [
        _(
            "%(measurements)s cannot be cut together in %(design)s.",
            measurements=listed(names, language()),
            design=listed(design, language()),
        )
        if names and design
        else _("None of our patterns can be altered to these measurements in this design.")
    ]
    limits = [str(LIMIT_WORDS[key]) for key in why.limits if key in LIMIT_WORDS]
    if limits:
        told.append(
            _("The pattern that comes nearest fails: %(why)s.", why=listed(limits, language()))
        )
    elif names:
        told.append(_("No pattern of ours, altered as far as we alter, reaches so far."))
    return tuple(map(str, told))


def _measure(target: Target, missed: int | None) -> Measure:
    point = target.point
    return Measure(
        letter=point.letter,
        name=point.name.in_(language()),
        body="" if target.body_mm is None else str(target.body_mm),
        ease=signed(target.ease_mm),
        learned=signed(target.learned_mm) if target.learned_mm else "",
        target=str(target.target_mm),
        tolerance=str(point.tolerance_mm),
        missed="" if missed is None else signed(missed),
        is_beyond=missed is not None and abs(missed) > point.tolerance_mm,
        way=str(WAYS[target.way]),
    )


def _value(option: Option, value: str) -> str:
    if "mm" in option.value(value).attributes:
        return f"{signed(option.value(value).attributes['mm'])}\N{NO-BREAK SPACE}mm"
    return block_label(value)


def _nearest(found: Sequence[Step], tolerances: Mapping[str, int]) -> list[Step]:
    """The blocks that may be cut, the one taken first, then by how far they miss."""

    def far(step: Step) -> float:
        missed = (abs(mm) / max(1, tolerances.get(key, 1)) for key, mm in step.missed_mm.items())
        return -1 if step.taken else max(missed, default=0)

    return sorted((one for one in found if one.allowed or one.taken), key=far)[:MOST_BLOCKS]


def _about(found: Sequence[Step]) -> list[Step]:
    """The steps of an adjustment about the one taken."""
    place = next((place for place, one in enumerate(found) if one.taken), 0)
    return list(found[max(0, place - MOST_STEPS) : place + MOST_STEPS + 1])


def _offered(
    book: RuleBook, option: Option, step: Step, now: Mapping[str, int], points: Mapping[str, str]
) -> Offered:
    return Offered(
        value=step.value,
        name=_value(option, step.value),
        cost=_cost(step, now, points),
        refused="" if step.allowed else listed(list(_refusals(book, step)), language()),
        is_taken=step.taken,
        is_beyond=not step.within_tolerance,
    )


def _cost(step: Step, now: Mapping[str, int], points: Mapping[str, str]) -> str:
    """What the step changes: each point with how far it would then be from its target."""
    moved = [
        f"{points[key]} {signed(mm)}" for key, mm in step.missed_mm.items() if mm != now.get(key)
    ]
    if step.taken or not moved:
        return ""
    points_told = listed(moved, language())
    return str(_("%(points)s mm from the target", points=points_told))


def _refusals(book: RuleBook, step: Step) -> Iterator[str]:
    for rule in book.rules:
        if rule.key in step.rules:
            yield rule.reason.in_(language())
    for limit in step.limits:
        yield str(LIMIT_WORDS[limit])


def _names(tailoring: Tailoring) -> dict[str, str]:
    points = map(attrgetter("point"), tailoring.targets)
    return {point.key: point.name.in_(language()) for point in points}


def _tolerances(tailoring: Tailoring) -> dict[str, int]:
    return {target.point.key: target.point.tolerance_mm for target in tailoring.targets}
