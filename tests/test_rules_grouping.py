"""Models drawn together: as many configurations, features and all, in fewer options."""

from itertools import product
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.analysis import count, features
from rules.diagram import compile_diagram
from rules.dimacs import read_dimacs
from rules.grouping import grouped
from rules.rule import Is

VARIABLES = 6
literals = st.integers(1, VARIABLES).flatmap(lambda v: st.sampled_from((v, -v)))
# Short clauses make equals, pairs of "not both" make groups.
excluding = st.tuples(st.integers(-VARIABLES, -1), st.integers(-VARIABLES, -1))
clauses = st.lists(
    st.one_of(st.tuples(literals, literals), excluding, st.lists(literals, min_size=1, max_size=5)),
    max_size=14,
)


def model(folder: Path, written):
    lines = [f"c {v} f{v}" for v in range(1, VARIABLES + 1)]
    lines += [f"p cnf {VARIABLES} {len(written)}", *(" ".join(map(str, [*c, 0])) for c in written)]
    path = folder / "model.dimacs"
    path.write_text("\n".join(lines))
    book, problems, _ = read_dimacs(path)
    assert book, problems
    return book


def honoured(written):
    for taken in product((False, True), repeat=VARIABLES):
        if all(any(taken[abs(one) - 1] == (one > 0) for one in clause) for clause in written):
            yield taken


@settings(deadline=None)
@given(clauses)
def test_every_feature_is_in_as_many_configurations_as_before(tmp_path_factory, written):
    book = model(tmp_path_factory.mktemp("model"), written)
    found = grouped(book)
    diagram = compile_diagram(found.book)
    every = list(honoured(written))

    assert diagram.designs == len(every)
    for place, claim in enumerate(found.taken.values()):
        assert isinstance(claim, Is)
        values = found.book.product.option(claim.option).values
        others = [(claim.option, one.key) for one in values if one.key not in claim.values]
        assert count(diagram, (), others) == sum(taken[place] for taken in every)
    said = features(found, diagram)
    assert said.core == tuple(
        f"f{v + 1}" for v in range(VARIABLES) if every and all(taken[v] for taken in every)
    )
    assert said.dead == tuple(
        f"f{v + 1}" for v in range(VARIABLES) if not any(taken[v] for taken in every)
    )


def test_alternatives_and_what_is_above_them_become_one_option(tmp_path):
    above, *below = 1, 2, 3, 4
    written = [(-above, *below), *((-one, above) for one in below)]
    written += [(-2, -3), (-2, -4), (-3, -4), (-5, 6), (-6, 5)]
    found = grouped(model(tmp_path, written))

    assert [len(option.values) for option in found.book.product.options] == [4, 2]
    above_them = found.taken["f1"]
    assert isinstance(above_them, Is)
    assert above_them.values == {"f2", "f3", "f4"}
    assert found.taken["f5"] == found.taken["f6"]


def test_names_that_look_like_ours_stay_their_own(tmp_path):
    path = tmp_path / "names.dimacs"
    path.write_text("c 1 a\nc 2 a/or\nc 3 -\np cnf 3 1\n-1 -2 0\n")
    book, problems, _ = read_dimacs(path)
    assert book, problems
    found = grouped(book)

    assert list(found.taken) == ["a", "a/or", "-"]
    assert compile_diagram(found.book).designs == 6


def test_the_dell_laptops_take_half_the_options(test_data):
    book, problems, _ = read_dimacs(test_data / "models" / "dell_laptop.dimacs")
    assert book, problems
    found = grouped(book)

    assert len(found.book.product.options) < len(book.product.options) / 2
    assert len(found.book.rules) == len(book.rules)
    assert compile_diagram(found.book).designs == 1_128_674
