"""What one rule does: how many designs there are with it, and without it."""

from dataclasses import dataclass, replace

from rules.diagram import NotFixed, TooBig, compile_diagram
from rules.engine import Engine
from rules.layers import Diagram


@dataclass(frozen=True, slots=True)
class Effect:
    """Designs `present` with a rule and `without` it; None where they are too many to count.

    Without the rule the derived option `opens` has no single value any more: then nothing can be
    counted without it.
    """

    present: int | None
    without: int | None
    opens: str = ""


def effect(engine: Engine, key: str) -> Effect:
    """The effect of rule `key`; the product is compiled once more, without it."""
    diagram, book = engine.diagram, engine.book
    present = diagram.designs if isinstance(diagram, Diagram) else None
    rest = tuple(rule for rule in book.rules if rule.key != key)
    try:
        without = compile_diagram(replace(book, rules=rest))
    except NotFixed as open_:
        return Effect(present, None, open_.option)
    except TooBig:
        return Effect(present, None)
    return Effect(present, without.designs)
