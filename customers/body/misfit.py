"""Misfit: why no garment can be made, and which fits would work."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from customers.body.fitting import CLOTH, FIT, Design, Fitting
from customers.body.limits import LIMITS, Limit
from customers.body.strain import MOST_TOLERANCES
from customers.body.tailoring import tailor
from customers.body.target import Target, Way
from customers.body.ways import by_body
from rules.check import holds
from rules.rule import RuleBook
from rules.scope import options_of

FAR_MM = 1_000_000
"""A tolerance in which every block lies."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """Measurements that clash with fit and cloth, none of which can be left out.

    `measurements` are keys such as `hip_mm`; `limits` the keys of the limits they run into, empty
    where no block reaches so far; `points` the points of measure concerned. `fits` would work with
    all else unchanged, the nearest first. An unknown `fit` or `cloth` is empty.
    """

    fit: str
    cloth: str
    measurements: tuple[str, ...]
    points: tuple[str, ...]
    limits: tuple[str, ...]
    fits: tuple[str, ...]


def misfit(book: RuleBook, fitting: Fitting) -> Misfit:
    """Why `tailor` finds nothing for `fitting`. Takes up to a second.

    Limits and targets are let go one after the other, as long as still nothing can be made; those
    that are left are to blame. Raises NotProven.
    """
    limits, targets = list(LIMITS), list(fitting.targets)
    for limit in LIMITS:
        rest = [other for other in limits if other != limit]
        if tailor(book, fitting, limits=rest) is None:
            limits = rest
    for place, target in enumerate(fitting.targets):
        freed = [*targets]
        freed[place] = _anywhere(target)
        if tailor(book, replace(fitting, targets=tuple(freed)), limits=limits) is None:
            targets = freed
    blamed = [one for one, first in zip(targets, fitting.targets, strict=True) if one is first]
    values = fitting.design.values
    return Misfit(
        fit=values.get(FIT, ""),
        cloth=values.get(CLOTH, ""),
        measurements=tuple(dict.fromkeys(_measurements(blamed, limits))),
        points=tuple(target.point.key for target in blamed),
        limits=tuple(limit.key for limit in limits),
        fits=nearest_fits(book, fitting),
    )


def _anywhere(target: Target) -> Target:
    point = replace(target.point, tolerance_mm=FAR_MM // MOST_TOLERANCES)
    return replace(target, point=point)


def _measurements(blamed: Sequence[Target], limits: Sequence[Limit]) -> list[str]:
    return [one.point.body or one.point.key for one in blamed] + [one.body for one in limits]


def nearest_fits(book: RuleBook, fitting: Fitting) -> tuple[str, ...]:
    """Other fits in which this body gets a garment of this cloth, the most alike first.

    Only targets of a body hang on the fit: for a try-on or a garment there are none.
    """
    sizing, design = book.product.sizing, fitting.design
    if sizing is None or any(
        target.way not in (Way.BODY, Way.DESIGN) for target in fitting.targets
    ):
        return ()
    now = sizing.ease_mm.get(design.values.get(FIT, ""), {})
    others = [fit for fit in sizing.ease_mm if fit != design.values.get(FIT)]

    def unlike(fit: str) -> int:
        return sum(abs(ease - now.get(point, 0)) for point, ease in sizing.ease_mm[fit].items())

    return tuple(fit for fit in sorted(others, key=unlike) if _works(book, fitting, fit))


def _works(book: RuleBook, fitting: Fitting, fit: str) -> bool:
    values = {**fitting.design.values, FIT: fit}
    together = [rule.claim for rule in book.rules if options_of(rule.claim) <= {FIT, CLOTH}]
    if not all(holds(claim, book.product, values) for claim in together):
        return False
    learned = {target.point.key: target.learned_mm for target in fitting.targets}
    design = Design(book.product, values)
    return tailor(book, by_body(design, fitting.body_mm, learned)) is not None
