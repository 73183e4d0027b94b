"""The work order: what the workshop reads of an order, ready to be printed.

It carries the customer's initials and nothing else of the person, and no price.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, tzinfo
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from customers.body.target import Way
from production.codes import code128_svg, qr_svg
from production.format import (
    apart,
    comma_of,
    day,
    day_of_year,
    direction_of,
    in_a_row,
    instant,
    kept_ltr,
    metres,
    percent,
    signed,
)
from production.found import Found, Verdict, compared, is_unwashed
from production.order import AddOn, BillLine, Line, Order
from production.sheet import Entry, Measure, Part, Strip, Task, WorkOrder
from production.supplement import NONE, Stage, Supplement, cut_from
from production.technical import technical
from production.words import WORDS

TEMPLATES = Path(__file__).parents[1] / "templates"
BARS_MM = 21.5
# Who must know which option; what nobody claims is sewn.
CUTTER = frozenset({"fit", "rise", "leg_opening", "cloth", "colour", "lining", "pocketing"})
WASHER = frozenset({"wash", "distressing", "care"})
NOTHING = "none"
LONGEST_PARTICLE = 2
"""Words of a name as short as these (El, de) stand in many a reason and name nobody."""
MUCH_SHRINK_PERMILLE = 20
"""Unwashed cloth that shrinks more differs from roll to roll: its own strip is read first."""
STRIP_TOLERANCE_PERMILLE = 3
"""On an inseam of 800 mm this is 2.4 mm, well inside the tightest tolerance."""


def work_order(
    frozen: Order, language: str = "en", zone: tzinfo = UTC, beside: Supplement = NONE
) -> WorkOrder:
    """What the workshop reads of an order and what stands `beside` it, instants told in `zone`.

    A language the work order has no words for is answered in English throughout.
    """
    order, language = cut_from(frozen, beside.roll), language if language in WORDS else "en"
    measured_at = order.measured_at.astimezone(zone)
    return WorkOrder(
        words=WORDS[language],
        number=order.number,
        initials=order.person.initials,
        product=order.product_name.in_(language),
        cut_by=day(order.cut_by, language),
        promised=day(order.promised_on, language),
        block=block_label(order.tailoring.block),
        cutter=tuple(_entries(order, "cutter", language)),
        sewer=tuple(_entries(order, "sewer", language)),
        washer=tuple(_entries(order, "washer", language)),
        adjustments=tuple(sorted(_adjustments(order, language), key=attrgetter("name"))),
        measures=tuple(
            _measure(before, after, order, language)
            for before, after in zip(
                compared(frozen, beside, Stage.BEFORE),
                compared(frozen, beside, Stage.AFTER),
                strict=True,
            )
        ),
        # Of a roll whose own strip was read nobody needs another.
        strips=() if beside.roll else tuple(_strips(order, language)),
        sketch=_sketch(order, WORDS[language]["sketch"]),
        parts=tuple(_part(line, language) for line in order.bill),
        tasks=_tasks(order, language),
        edition=order.edition,
        frozen=instant(order.placed_at.astimezone(zone), language),
        measured=day_of_year(measured_at, language),
        measured_by=_without_person(order.measured_by, order),
        origin=_origin(order, WORDS[language]),
        warnings=tuple(warning.in_(language) for warning in order.warnings),
        packed=tuple(_packed(one, language) for one in order.add_ons),
        **_beside(beside, order, language),
    )


def _beside(beside: Supplement, order: Order, language: str) -> dict[str, Any]:
    """The roll the order is cut from and the order it replaces, where there are any."""
    told: dict[str, Any] = {}
    if beside.roll:
        shrinks = beside.roll.shrinkage
        told |= {
            "roll": beside.roll.number,
            "roll_shrinks": tuple(
                percent(one, language) for one in (shrinks.warp_permille, shrinks.weft_permille)
            ),
        }
    if beside.replaced:
        reason = _nameless(beside.replaced.reason, order)
        told |= {"replaces": beside.replaced.number, "replaces_because": reason}
    return told


def _nameless(text: str, order: Order) -> str:
    """`text` with the customer's name, e-mail and phone made to initials wherever they stand."""
    person = order.person
    own = [person.name, person.email, person.phone, *person.name.split()]
    words = sorted({word for word in own if len(word) > LONGEST_PARTICLE}, key=len, reverse=True)
    for word in words:
        text = re.sub(
            rf"(?<!\w){re.escape(word)}(?!\w)", person.initials, text, flags=re.IGNORECASE
        )
    return text


def _origin(order: Order, words: Mapping[str, str]) -> str:
    ways = {target.way for target in order.tailoring.targets}
    return ", ".join(words[f"from_{way}"] for way in (Way.TRY_ON, Way.GARMENT) if way in ways)


def block_label(key: str) -> str:
    """A block's key as it is written on patterns and paper: `W86-C`."""
    return key.replace("_", "-").upper()


def work_order_html(sheet: WorkOrder) -> str:
    """The work order as a page to print. Raises UnfitForCode if no code can show its number."""
    return (
        _templates()
        .get_template("work_order/page.html")
        .render(
            sheet=sheet,
            words=sheet.words,
            direction=direction_of(sheet.words["language"]),
            sketch=Markup(sheet.sketch),  # noqa: S704 - drawn by us, which escapes its texts
            bars=Markup(code128_svg(sheet.number, BARS_MM)),  # noqa: S704 - path of digits only
            qr=Markup(qr_svg(sheet.number)),  # noqa: S704 - the same
        )
    )


@cache
def _templates() -> Environment:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {"kept_ltr": kept_ltr, "apart": apart, "comma": comma_of}
    return env


def _entries(order: Order, worker: str, language: str) -> Iterator[Entry]:
    """What `worker` must do; sizes are told as block and adjustments instead."""
    for line in order.lines:
        is_told = not line.hidden and line.option not in order.tailoring.sizes
        if is_told and line.value != NOTHING and _worker(line) == worker:
            yield Entry(line.option_name.in_(language), line.value_name.in_(language))


def _sketch(order: Order, title: str) -> str:
    targets = order.tailoring.targets
    return technical(
        order.look,
        letters={target.point.key: target.point.letter for target in targets},
        title=title,
        measures_mm={target.point.key: target.target_mm for target in targets},
    )


def _worker(line: Line) -> str:
    if line.option in CUTTER:
        return "cutter"
    return "washer" if line.option in WASHER else "sewer"


def _adjustments(order: Order, language: str) -> Iterator[Entry]:
    """Changes of the block, by the letters of the points they move."""
    names = {line.option: line.option_name.in_(language) for line in order.lines}
    for option, change_mm in order.tailoring.adjustments_mm.items():
        moved = [
            target.point.letter
            for target in order.tailoring.targets
            if target.point.adjustment == option
        ]
        if change_mm:
            letters = kept_ltr(" ".join(moved), language) if moved else names.get(option, option)
            yield Entry(letters, kept_ltr(signed(change_mm), language))


def _measure(before: Found, after: Found, order: Order, language: str) -> Measure:
    target = after.target
    point, bare = target.point, target.body_mm is None
    stages = (("before", before), ("after", after))
    return Measure(
        letter=point.letter,
        name=point.name.in_(language),
        body="" if bare else str(target.body_mm),
        ease="" if bare and not target.ease_mm else signed(target.ease_mm),
        target=str(target.target_mm),
        tolerance=str(point.tolerance_mm),
        shrink_percent=percent(target.shrink_permille, language),
        cut=str(target.cut_mm),
        is_estimated=not bare and point.body in order.estimated,
        before="" if before.found_mm is None else str(before.found_mm),
        after="" if after.found_mm is None else str(after.found_mm),
        is_out=tuple(name for name, one in stages if one.verdict is Verdict.OUT),
    )


def _strips(order: Order, language: str) -> Iterator[Strip]:
    """What the test strip of unwashed cloth must show, in each direction that shrinks much."""
    if not is_unwashed(order):
        return
    for grain in ("warp", "weft"):
        along = [target for target in order.tailoring.targets if target.point.grain == grain]
        shrink_permille = max((target.shrink_permille for target in along), default=0)
        if shrink_permille > MUCH_SHRINK_PERMILLE:
            yield Strip(
                grain=grain,
                shrink_percent=percent(shrink_permille, language),
                tolerance_percent=percent(STRIP_TOLERANCE_PERMILLE, language),
                letters=" ".join(target.point.letter for target in along),
            )


def _part(line: BillLine, language: str) -> Part:
    amount = metres(line.quantity, language) if line.unit == "mm" else str(line.quantity)
    return Part(line.sku, line.name.in_(language), amount, line.bin)


def _packed(one: AddOn, language: str) -> Part:
    name = in_a_row([one.name.in_(language), one.piece.in_(language)], language)
    return Part(one.sku, name, "1", one.bin)


def _tasks(order: Order, language: str) -> tuple[Task, ...]:
    words = WORDS[language]
    return tuple(
        Task(
            number=step.number,
            name=step.name.in_(language),
            station=words.get(step.station, step.station),
            minutes=step.minutes,
        )
        for step in order.routing
    )


def _without_person(measured_by: str, order: Order) -> str:
    """Who measured; customers who measured themselves appear as their initials."""
    person = order.person
    own = {word.casefold() for word in (person.name, person.email, person.phone) if word}
    return person.initials if measured_by.casefold() in own else measured_by
