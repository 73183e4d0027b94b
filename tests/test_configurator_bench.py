"""The bench of the engine: what it tells where nothing but the project itself is there."""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from configurator.bench import bench_command
from configurator.bench_growth import made_up
from configurator.bench_peers import Incremental, Numbered
from configurator.bench_sessions import clashes, figures, situations
from rules.engine import Engine, compile_engine
from rules.explain import stands
from rules.passes import held, possible
from rules.state import own_values

without_peers = pytest.mark.skipif(
    find_spec("pysat") is not None, reason="the bench group is installed"
)


@pytest.fixture
def engine() -> Engine:
    return compile_engine(made_up(12, 2, 5, seed=3))


def run(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(bench_command, options, env={"SURMESURE_TEST_DATA": str(folder)})


@without_peers
def test_without_models_and_peers_jeans_are_measured_and_the_rest_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, "--sessions", "3", "--json")

    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told.keys() == {"jeans"}
    assert 0 < told["jeans"]["all_passes_ms"]["median"] <= told["jeans"]["all_passes_ms"]["max"]
    assert told["jeans"]["five_repairs_ms"]["median"] > 0
    assert "no dell_laptop.dimacs" in done.stderr
    assert "PySAT is not installed: uv pip install --group bench" in done.stderr


def test_sessions_are_the_same_every_time_and_offer_no_clash(engine: Engine) -> None:
    seen = list(situations(engine, 30))

    assert seen == list(situations(engine, 30))
    assert all(stands(engine.diagram, {}, one.choices) for one in seen)
    assert any(one.choices for one in seen)


def test_clashes_are_eight_wishes_that_cannot_stand_together(engine: Engine) -> None:
    seen = clashes(engine, 10)

    assert len(seen) == 10
    assert all(len(one.choices) == 8 for one in seen)
    assert not any(stands(engine.diagram, {}, one.choices) for one in seen)


def test_figures_are_the_median_the_95th_percentile_and_the_longest() -> None:
    assert figures([float(n) for n in range(101)]) == {"median": 50, "p95": 95, "max": 100}
    assert figures([2.0]) == {"median": 2, "p95": 2, "max": 2}


def test_a_made_up_product_hangs_on_its_seed_alone() -> None:
    assert made_up(9, 2, 5, seed=1) == made_up(9, 2, 5, seed=1)
    assert made_up(9, 2, 5, seed=1) != made_up(9, 2, 5, seed=2)


def test_what_is_timed_gives_the_same_answers(engine: Engine) -> None:
    pytest.importorskip("pysat", reason="the bench group is not installed")
    numbered = Numbered(engine)
    peer = Incremental("glucose4", numbered)
    for one in situations(engine, 30):
        own = own_values(one.choices)
        found = peer.possible(one)
        alive = possible(engine.diagram, held(engine.diagram, own, {}))
        for value, is_possible in zip(engine.diagram.values, alive, strict=True):
            if value[0] not in own:
                assert (numbered.literal[value] in found) == is_possible
