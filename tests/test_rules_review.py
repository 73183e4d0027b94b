"""The review of small products, held against trying every configuration and every set of rules."""

from collections.abc import Iterable, Sequence
from itertools import combinations, product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.check import holds
from rules.diagram import compile_diagram
from rules.dimacs import read_dimacs
from rules.engine import Engine
from rules.read import read_product
from rules.review import Because, Review, review
from rules.rule import Any, Is, Not, Requires, Rule, RuleBook
from rules.uvl import read_uvl

JEANS = Path(__file__).parents[1] / "catalog" / "library" / "jeans" / "product.yaml"
VARIABLES = 4
CLAUSES = st.lists(
    st.lists(
        st.integers(-VARIABLES, VARIABLES).filter(bool), min_size=1, max_size=3, unique_by=abs
    ),
    max_size=7,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


def book_of(folder: Path, clauses: Sequence[Sequence[int]]) -> RuleBook:
    """A product of `clauses`; of two and more literals the first is the condition."""
    path = folder / "model.dimacs"
    lines = ["".join(f"{literal} " for literal in clause) + "0" for clause in clauses]
    path.write_text("\n".join([f"p cnf {VARIABLES} {len(clauses)}", *lines, ""]))
    book, problems, _ = read_dimacs(path)
    assert book is not None, problems
    rules = tuple(as_requirement(rule) for rule in book.rules)
    return RuleBook(book.product, rules, {}, {})


def as_requirement(rule: Rule) -> Rule:
    match rule.claim:
        case Any((first, *rest)) if rest:
            return Rule(rule.key, Requires(Not(first), Any(tuple(rest))), rule.reason)
    return rule


def standing(book: RuleBook, keys: Iterable[str]) -> list[dict[str, str]]:
    """All configurations that keep these rules."""
    names, wanted = [option.key for option in book.product.options], set(keys)
    every = (dict(zip(names, row, strict=True)) for row in product(("yes", "no"), repeat=VARIABLES))
    claims = [rule.claim for rule in book.rules if rule.key in wanted]
    return [one for one in every if all(holds(claim, book.product, one) for claim in claims)]


def is_smallest(book: RuleBook, rules: Sequence[str], *, about: Any | Not | Is) -> bool:
    """Whether `rules` together make `about` impossible, and none of them can be left out."""

    def forbids(keys: Iterable[str]) -> bool:
        return not any(holds(about, book.product, one) for one in standing(book, keys))

    fewer = ([key for key in rules if key != left_out] for left_out in rules)
    return forbids(rules) and not any(map(forbids, fewer))


def claim_of(found: Because) -> Is:
    option, value = found.about.split("=")
    return Is(option, frozenset({value}))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(clauses=CLAUSES)
def test_every_finding_has_a_smallest_explanation_and_none_is_missing(
    folder: Path, clauses: list[list[int]]
) -> None:
    book = book_of(folder, clauses)
    keys = [rule.key for rule in book.rules]
    found, valid = review(Engine(book, compile_diagram(book))), standing(book, keys)
    assert found.is_void == (not valid)
    check_pairs(book, found)
    if not valid:
        assert not standing(book, found.void)
        assert all(standing(book, set(found.void) - {key}) for key in found.void)
        return
    taken = {(name, value) for one in valid for name, value in one.items()}
    every = {(o.key, value.key) for o in book.product.options for value in o.values}
    assert {tuple(one.about.split("=")) for one in found.dead} == every - taken
    assert all(is_smallest(book, one.rules, about=claim_of(one)) for one in found.dead)
    fixed = {(name, value) for name, value in taken if all(one[name] == value for one in valid)}
    assert {tuple(one.about.split("=")) for one in found.core} == fixed
    assert all(is_smallest(book, one.rules, about=Not(claim_of(one))) for one in found.core)


def check_pairs(book: RuleBook, found: Review) -> None:
    """Every pair that forbids something which neither of the two forbids, and no other."""
    names = [f"{o.key}={value.key}" for o in book.product.options for value in o.values]
    conditions = {r.key: r.claim.when for r in book.rules if isinstance(r.claim, Requires)}
    told = {pair.rules: pair for pair in found.contradicting}
    for first, second in combinations([rule.key for rule in book.rules], 2):

        def together(claim: Is | Not | Any, pair: tuple[str, str] = (first, second)) -> bool:
            def forbidden(*keys: str) -> bool:
                return not any(holds(claim, book.product, one) for one in standing(book, keys))

            return forbidden(*pair) and not any(map(forbidden, pair))

        if found.is_void:
            assert ((first, second) in told) == together(Not(Any(())))
            continue
        dead = [name for name in names if together(claim_of(Because(name, ())))]
        unmet = [key for key, when in conditions.items() if together(Any((when,)))]
        pair = told.get((first, second))
        assert sorted(pair.values if pair else ()) == sorted(dead)
        assert sorted(pair.conditions if pair else ()) == sorted(unmet)


def test_a_feature_that_only_seems_optional_is_told_with_its_claim(tmp_path: Path) -> None:
    path = tmp_path / "model.uvl"
    tree = "features\n\tA\n\t\toptional\n\t\t\tB\n\t\t\t\toptional\n\t\t\t\t\tC\n\t\t\t\t\tD\n"
    path.write_text(f"{tree}constraints\n\tB => C\n\tD => C\n")
    model, problems, _ = read_uvl(path)
    assert model is not None, problems

    found = review(Engine(model.book, compile_diagram(model.book)), model)

    (only,) = found.false_optional
    written = [rule.reason["en"] for rule in model.book.rules if rule.key in only.rules]
    assert (only.about, written) == ("C", ["B => C"])


def test_jeans_have_nothing_to_ask_about() -> None:
    book, problems, _ = read_product(JEANS)
    assert book is not None, problems
    assert review(Engine(book, compile_diagram(book))) == Review(is_void=False, void=())
