"""Rules to blame, found step by step and case by case: together they forbid, and all are needed."""

from dataclasses import replace

import pytest

from catalog.product import Amounts, Kind, Option, Range, Step, Value
from catalog.text import Text
from rules.clauses import TooManyClauses, Writer
from rules.consequences import Consequences, NotFollowed
from rules.rule import (
    All,
    Any,
    Compare,
    Count,
    Formula,
    Is,
    Listed,
    Not,
    Number,
    Requires,
    Rule,
    RuleBook,
)
from tests.products import some_product

NAMELESS = Text(en="")
OPTIONS = ("a", "b", "c", "d", "e")


def book(**claims: Formula) -> RuleBook:
    values = tuple(Value(key, NAMELESS, NAMELESS, 0, {}, ()) for key in ("x", "y", "z"))
    product = some_product(
        "thing",
        name=NAMELESS,
        tax_percent=0,
        base_lead_days=0,
        options=tuple(Option(key, NAMELESS, Kind.DESIGN, values) for key in OPTIONS),
        steps=(Step("all", NAMELESS, OPTIONS),),
        modules=(),
    )
    rules = tuple(Rule(key, claim, NAMELESS) for key, claim in claims.items())
    return RuleBook(product, rules, {}, {})


def takes(named: str) -> Is:
    option, values = named.split("=")
    return Is(option, frozenset(values))


def needs(first: str, then: str) -> Requires:
    return Requires(takes(first), takes(then))


@pytest.mark.parametrize(
    ("claims", "values", "blamed"),
    [
        # One rule alone, whatever else would forbid it too.
        ({"near": needs("a=x", "b=x"), "far": needs("a=x", "c=y")}, "a=x b=y", {"near"}),
        # Step by step, and not by what only stands beside.
        (
            {
                "one": needs("a=x", "b=x"),
                "beside": needs("a=x", "e=z"),
                "two": needs("b=x", "c=xy"),
                "three": needs("c=xy", "d=z"),
            },
            "a=x d=x",
            {"one", "two", "three"},
        ),
        # Whichever of two values is taken, another rule is in its way.
        (
            {
                "some": needs("a=x", "b=xy"),
                "if_x": needs("b=x", "c=x"),
                "if_y": needs("b=y", "d=x"),
                "not_both": needs("e=z", "c=yz"),
                "nor": needs("e=z", "d=yz"),
            },
            "a=x e=z",
            {"some", "if_x", "if_y", "not_both", "nor"},
        ),
        ({"most": Count(0, 1, tuple(map(takes, ("a=x", "b=x", "c=x"))))}, "a=x c=x", {"most"}),
        ({"least": Count(2, 3, tuple(map(takes, ("a=x", "b=x"))))}, "b=y", {"least"}),
        ({"too_many": Count(3, 9, tuple(map(takes, ("a=x", "b=x"))))}, "", {"too_many"}),
        ({"none": Not(Count(0, 1, (takes("a=x"), takes("b=x"))))}, "a=z", {"none"}),
        ({"rows": Listed(("a", "b"), frozenset({("x", "x"), ("y", "z")}))}, "b=y", {"rows"}),
        ({"all": All((takes("a=x"), Any((takes("b=x"), takes("c=x")))))}, "b=y c=z", {"all"}),
    ],
)
def test_rules_to_blame(claims: dict[str, Formula], values: str, blamed: set[str]) -> None:
    taken = dict(part.split("=") for part in values.split())

    found = Consequences(book(**claims)).blame(taken)

    assert {rule.key for rule in found} == blamed


def test_nothing_is_blamed_where_nothing_forbids() -> None:
    with pytest.raises(NotFollowed):
        Consequences(book(one=needs("a=x", "b=x"))).blame({"a": "x", "b": "x"})


def test_a_claim_that_only_very_many_clauses_say_is_left_to_the_solver() -> None:
    one = book(most=Listed(OPTIONS, frozenset({("x", "x", "x", "x", "x")})))

    with pytest.raises(TooManyClauses):
        Writer(one.product, most=100).clauses(one.rules[0].claim)


def test_what_is_always_so_forbids_nothing_whatever_option_comes_first() -> None:
    one = book(always=Compare(Number(0), "<", Number(1)), never=Compare(Number(1), "<", Number(0)))
    numbers = Range(0, 9, 1, "mm")
    wide = Option("a", NAMELESS, Kind.DESIGN, Amounts(numbers, 0, ("en",), ()), numbers)
    product = replace(one.product, options=(wide, *one.product.options[1:]))

    for each in (one, replace(one, product=product)):
        assert [rule.key for rule in Consequences(each).blame({"b": "x"})] == ["never"]
