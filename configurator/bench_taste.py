"""How fast a product is weighed for somebody of one of 24 tastes, and the next question is found.

By the time of the processor, so that whoever else works on the machine changes nothing.
"""

from pathlib import Path
from random import Random
from time import thread_time

import numpy as np

from configurator.bench_sessions import SEED, Figures, figures, situations
from customers.dialogue.needs import read_needs
from customers.dialogue.question import Manner, worth_asking
from customers.taste.classes import weighed
from rules.engine import Engine
from rules.layers import Diagram
from rules.likely import Mixed, Tastes, mixed, tastes
from rules.state import own_values

TASTES, CONFIDENCE = 24, 0.6


def taste_figures(engine: Engine, file: Path, sessions: int) -> dict[str, Figures]:
    """Processor milliseconds at random moments; nothing where a search answers."""
    if not isinstance(engine.diagram, Diagram):
        return {}
    diagram, of = engine.diagram, _tastes(engine.diagram)
    manner = Manner(CONFIDENCE, needs=read_needs(file, engine.product)[0])

    def asked(own: dict[str, str], found: Mixed) -> None:
        worth_asking(diagram, found, own, manner)

    asked({}, mixed(diagram, {}, of))  # Whatever is put together once.
    weighing, asking = [], []
    for one in situations(engine, sessions):
        own = own_values(one.choices)
        begin = thread_time()
        found = mixed(diagram, own, of)
        middle = thread_time()
        asked(own, found)
        weighing.append((middle - begin) * 1000)
        asking.append((thread_time() - begin) * 1000)
    return {
        "probabilities_of_24_tastes_cpu_ms": figures(weighing),
        "next_question_cpu_ms": figures(asking),
    }


def _tastes(diagram: Diagram) -> Tastes:
    """So many tastes that differ, the same in every run."""
    lot = Random(SEED)  # noqa: S311 - no secret
    drawn = [[lot.gauss(0, 1) for _ in range(TASTES)] for _ in diagram.values]
    found = weighed(diagram, np.ones(TASTES), np.exp(np.array(drawn)))
    return tastes(diagram, {}, found.weight, found.shares)
