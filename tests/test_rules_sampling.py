"""Designs drawn at random: all of them, evenly, and the same again."""

from collections import Counter
from itertools import islice
from pathlib import Path

from rules.diagram import compile_diagram
from rules.dimacs import read_dimacs
from rules.passes import held
from rules.sampling import drawn

SEED = 7
EACH = 300


def model(folder: Path, text: str):
    path = folder / "model.dimacs"
    path.write_text(text)
    book, problems, _ = read_dimacs(path)
    assert book, problems
    return compile_diagram(book)


def test_every_design_comes_and_none_much_more_often(tmp_path):
    diagram = model(tmp_path, "p cnf 4 2\n1 2 0\n-3 -4 0\n")
    what = held(diagram, {}, {})
    assert diagram.designs == 9

    found = Counter(
        tuple(sorted(one.items())) for one in islice(drawn(diagram, what, SEED), 9 * EACH)
    )

    assert len(found) == 9
    squares = sum((times - EACH) ** 2 / EACH for times in found.values())
    assert squares < 26.1  # Chi square, 8 degrees: above once in a thousand seeds.


def test_the_same_seed_draws_the_same_and_another_seed_does_not(tmp_path):
    diagram = model(tmp_path, "p cnf 8 1\n1 2 3 0\n")
    what = held(diagram, {}, {})

    first, again, other = (list(islice(drawn(diagram, what, seed), 20)) for seed in (1, 1, 2))

    assert first == again != other


def test_own_choices_are_kept_and_what_cannot_be_is_never_drawn(tmp_path):
    diagram = model(tmp_path, "p cnf 3 2\n1 2 0\n-1 -2 0\n")

    some = islice(drawn(diagram, held(diagram, {"1": "yes"}, {}), SEED), 30)
    assert all(one["1"] == "yes" and one["2"] == "no" for one in some)
    assert not list(drawn(diagram, held(diagram, {"1": "yes", "2": "yes"}, {}), SEED))


def test_a_count_longer_than_one_hash_is_drawn_from_too(tmp_path):
    diagram = model(tmp_path, "p cnf 300 1\n1 2 0\n")
    first, second = islice(drawn(diagram, held(diagram, {}, {}), SEED), 2)

    assert len(first) == 300
    differing = sum(first[key] != second[key] for key in first)
    assert 100 < differing < 200
