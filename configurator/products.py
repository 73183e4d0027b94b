"""The products this installation offers: read from the library and compiled once."""

from collections.abc import Mapping
from pathlib import Path
from time import monotonic

from catalog.problems import Problem
from configurator.settings import Limits
from rules.deadline import Deadline
from rules.designs import design_problems
from rules.engine import Engine, compile_engine
from rules.read import read_product

LIBRARY = Path(__file__).parents[1] / "catalog" / "library"


class BadProduct(Exception):
    """The files of a product hold mistakes, so it is not offered."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.path, self.problems = path, problems
        told = "\n".join(map(str, problems[:10]))
        super().__init__(f"{path} has {len(problems)} mistakes:\n{told}")


def compiled_products(
    library: Path = LIBRARY, limits: Limits | None = None
) -> Mapping[str, Engine]:
    """An engine for each product in `library`, by product key. Raises BadProduct."""
    budget = limits or Limits()
    engines = [_compiled(path, budget) for path in sorted(library.glob("*/product.yaml"))]
    return {engine.product.key: engine for engine in engines}


def _compiled(path: Path, limits: Limits) -> Engine:
    book, problems, _ = read_product(path)
    if book is None:
        raise BadProduct(path, problems)
    deadline = Deadline.after(limits.compile_seconds, monotonic)
    engine = compile_engine(book, limits.compile_nodes, deadline)
    if mistakes := list(design_problems(engine)):
        raise BadProduct(path, mistakes)
    return engine
