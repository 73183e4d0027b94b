"""Completions as other programs ask for them: towards a goal, or all that are worth weighing."""

from collections.abc import Iterable
from datetime import timedelta

from flask import Response, json

from catalog.names import unknown
from catalog.product import Kind, Product
from configurator.api.asked import Completion
from configurator.api.operation import JSON
from configurator.api.problem import InvalidFields
from configurator.web.desk import Desk
from rules.complete import Goal, complete, nearest
from rules.front import front
from rules.likeliest import advised, likeliest


def completion(at: Desk, asked: Completion) -> dict[str, str] | None:
    """A value for every option, as asked for; None while choices clash. Raises InvalidFields."""
    pairs = [(option, value) for option, weights in asked.taste.items() for value in weights]
    wrong = _wrong(at.product, "taste", pairs) | _wrong(at.product, "to", asked.to.items())
    if asked.goal == "nearest" and not asked.to:
        wrong["to"] = "Say which values it shall be near to."
    if wrong:
        raise InvalidFields(wrong)
    match asked.goal:
        case "nearest":
            return nearest(at.engine, at.situation, asked.to)
        case "likeliest":
            taste = {(o, v): weight for o, of in asked.taste.items() for v, weight in of.items()}
            return likeliest(at.engine, at.situation, taste or advised(at.engine, at.situation))
    return complete(at.engine, at.situation, Goal(asked.goal))


def front_told(at: Desk) -> Response:
    """All completions that none beats in price, day and likelihood."""
    found = front(at.engine, at.situation, advised(at.engine, at.situation))
    begins = at.situation.today + timedelta(days=at.product.base_lead_days)
    design = [option.key for option in at.product.of_kind(Kind.DESIGN)]
    points = [
        {
            "values": {option: point.values[option] for option in design},
            "total_cents": point.total_cents,
            "ready_on": (begins + timedelta(days=point.days)).isoformat(),
            "unlikelihood": point.unlikelihood,
        }
        for point in found.points
    ]
    content = {"exact": found.exact, "currency": at.product.currency, "completions": points}
    return Response(json.dumps(content, sort_keys=False), mimetype=JSON)


def _wrong(product: Product, where: str, pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Why nobody can choose such values, by place."""
    design = {one.key: one for one in product.of_kind(Kind.DESIGN)}
    wrong = dict[str, str]()
    for option, value in pairs:
        if option not in design:
            wrong[f"{where}.{option}"] = unknown("option", option, design)
        elif not design[option].has(value):
            wrong[f"{where}.{option}"] = design[option].why_no(value)
    return wrong
