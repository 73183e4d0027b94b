"""Sentences become formulas; every mistake is told at its word."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.problems import Place, Problem
from catalog.product import Kind, Option, Product, Table, Value
from catalog.sizing import Point, Sizing
from catalog.text import Sentence, Text
from rules.check import holds
from rules.rule import (
    All,
    Any,
    Attribute,
    Compare,
    Count,
    Formula,
    Is,
    Listed,
    Measure,
    Not,
    Number,
    Quotient,
    Requires,
    Sum,
    Times,
)
from rules.text import parse_condition, parse_quantity, parse_rule
from tests.products import some_product

HERE = Place("product.yaml", 7, 11)


def option(key: str, **values: dict[str, int]) -> Option:
    written = (
        Value(value.replace("__", "-"), Text(en=value), Text(en=""), attributes=attributes)
        for value, attributes in values.items()
    )
    return Option(key, Text(en=key), Kind.DESIGN, tuple(written))


INSEAM = Point("inseam", "E", Text(en="Inseam"), "inseam_mm", "", "warp", 10, "")
WASHES = Table(("wash", "cloth"), (("acid", "denim"), ("rinse", "selvedge")), Place("washes.csv"))
JEANS = some_product(
    "jeans",
    options=(
        option("fit", skinny={"ease_mm": -20}, straight={"ease_mm": 0}),
        option("cloth", denim={"stretch": 15}, selvedge={"stretch": 0}),
        option("wash", acid={}, rinse={}),
        option("leg", slim={"hem_mm": 160}, wide={"hem_mm": 240}),
        option("fly", zip={"buttons": 1, "teeth": 40}, button={"buttons": 5}),
        option("cuff", plain={"buttons": 1}, tab={"buttons": 2}),
        option("android", one={}, two__way={}),
    ),
    tables={"washes.csv": WASHES},
    sizing=Sizing((INSEAM,), (), "", {}, {}),
)
SKINNY, STRAIGHT = Is("fit", frozenset({"skinny"})), Is("fit", frozenset({"straight"}))
ACID, RINSE = Is("wash", frozenset({"acid"})), Is("wash", frozenset({"rinse"}))
STRETCH, HEM, EASE = Attribute("cloth", "stretch"), Attribute("leg", "hem_mm"), "ease_mm"


def rule(text: str) -> Formula | list[Problem]:
    return parse_rule(Sentence(text, HERE), JEANS)


def mistakes(text: str) -> list[tuple[int, str]]:
    problems = rule(text)
    assert isinstance(problems, list)
    return [(problem.place.column - HERE.column, problem.message) for problem in problems]


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("fit = skinny", SKINNY),
        ("fit != skinny", Not(SKINNY)),
        ("wash in (acid, rinse)", Is("wash", frozenset({"acid", "rinse"}))),
        ("wash not in (acid)", Not(ACID)),
        ("android = two-way", Is("android", frozenset({"two-way"}))),
        ("android in (two-way)", Is("android", frozenset({"two-way"}))),
        ("stretch >= 15", Compare(STRETCH, ">=", Number(15))),
        ("15 <= stretch", Compare(Number(15), "<=", STRETCH)),
        ("fit.ease_mm = -20", Compare(Attribute("fit", EASE), "=", Number(-20))),
        ("ease_mm > +3", Compare(Attribute("fit", EASE), ">", Number(3))),
        (
            "fly.buttons < cuff.buttons",
            Compare(Attribute("fly", "buttons"), "<", Attribute("cuff", "buttons")),
        ),
        (
            "hem_mm * (100 + stretch) >= 36000",
            Compare(Times((HEM, Sum((Number(100), STRETCH)))), ">=", Number(36000)),
        ),
        (
            "hem_mm - 10 - stretch != 2 * 3 * 4",
            Compare(
                Sum((HEM, Number(-10), Times((Number(-1), STRETCH)))),
                "!=",
                Times((Number(2), Number(3), Number(4))),
            ),
        ),
        (
            "fit = skinny requires stretch >= 15",
            Requires(SKINNY, Compare(STRETCH, ">=", Number(15))),
        ),
        ("fit = skinny excludes wash = acid", Not(All((SKINNY, ACID)))),
        ("exactly one of (fit = skinny, wash = acid)", Count(1, 1, (SKINNY, ACID))),
        ("at most two of (fit = skinny, wash = acid)", Count(0, 2, (SKINNY, ACID))),
        ("at least 2 of (fit = skinny, wash = acid)", Count(2, 2, (SKINNY, ACID))),
        (
            "table washes.csv allows (wash, cloth)",
            Listed(("wash", "cloth"), frozenset(WASHES.rows)),
        ),
        (
            "table washes.csv forbids (cloth, wash)",
            Not(Listed(("cloth", "wash"), frozenset({("denim", "acid"), ("selvedge", "rinse")}))),
        ),
        ("fit = skinny\n  requires\n  wash = acid", Requires(SKINNY, ACID)),
        ("((fit) = (skinny))", SKINNY),
    ],
)
def test_a_sentence_means_what_it_says(text: str, claim: Formula) -> None:
    assert rule(text) == claim


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("fit = skinny or fit = straight and wash = acid", Any((SKINNY, All((STRAIGHT, ACID))))),
        ("not fit = skinny and wash = acid", All((Not(SKINNY), ACID))),
        ("not (fit = skinny and wash = acid)", Not(All((SKINNY, ACID)))),
        (
            "fit = skinny or wash = acid requires wash = acid and fit = straight",
            Requires(Any((SKINNY, ACID)), All((ACID, STRAIGHT))),
        ),
        (
            "(fit = skinny requires wash = acid) or wash = rinse",
            Any((Requires(SKINNY, ACID), RINSE)),
        ),
    ],
)
def test_not_binds_before_and_before_or_before_requires(text: str, claim: Formula) -> None:
    assert rule(text) == claim


def test_words_of_the_language_may_start_names_and_be_values() -> None:
    assert rule("android = one") == Is("android", frozenset({"one"}))


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("fit = skiny", 6, "`fit` has no value `skiny`; did you mean `skinny`?"),
        ("fit in (skinny, slim)", 16, "`fit` has no value `slim`; known: `skinny`, `straight`"),
        ("fitt = skinny", 0, "there is no option `fitt`; did you mean `fit`?"),
        ("wash = acid and strech > 1", 16, "there is no number `strech`; did you mean `stretch`?"),
        ("fly.buttns > 1", 0, "`fly` has no attribute `buttns`; did you mean `buttons`?"),
        ("buttons > 1", 0, "`buttons` may be `fly.buttons`, `cuff.buttons`; say which"),
        ("teeth > 1", 0, "not every value of `fly` has `teeth`: add it to `button`"),
        ("1 < fly.teeth", 4, "not every value of `fly` has `teeth`: add it to `button`"),
        ("fit > 1", 0, "`fit` is an option, not a number; write `fit.ease_mm`"),
        ("wash > 1", 0, "`wash` is an option, not a number; and its values have no attributes"),
        ("fit", 0, "a claim is needed here, as in `option = value` or `number >= 1`"),
        ("wash = acid or 3", 15, "a claim is needed here, as in `option = value` or `number >= 1`"),
        ("(wash = acid) + 1 > 2", 1, "a number is needed here, not a claim"),
        ("inseam_mm > 700", 0, "`inseam_mm` is a measure, and only quantities know the body"),
        ("hem_mm / 2 > 3", 7, "only quantities divide; multiply the other side instead"),
        ("hem_mm > 1000000000", 9, "numbers go up to 999,999,999"),
        ("exactly three of (wash = acid)", 8, "this counts more claims than the 1 listed"),
        (
            "table wash.csv allows (wash, cloth)",
            6,
            ("there is no table `wash.csv`; did you mean `washes.csv`?"),
        ),
        (
            "table washes.csv allows (wash, fit)",
            6,
            ("`washes.csv` has the columns `wash`, `cloth`; name exactly these"),
        ),
        (
            "table washes.csv allows (wash, wash, cloth)",
            6,
            ("`washes.csv` has the columns `wash`, `cloth`; name exactly these"),
        ),
        (
            "table washes.csv forbids (wash, clot)",
            32,
            ("there is no option `clot`; did you mean `cloth`?"),
        ),
    ],
)
def test_an_unclear_name_is_a_problem_at_its_word(text: str, column: int, message: str) -> None:
    assert mistakes(text) == [(column, message)]


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", 0, "expected a claim, found the end"),
        ("   ", 0, "expected a claim, found the end"),
        ("fit = skinny and ", 16, "expected a claim, found the end"),
        ("fit = ", 5, "expected a number or a name, found the end"),
        ("fit skinny", 4, "expected a comparison such as `=` or `in`, found `skinny`"),
        ("fit == skinny", 5, "expected a number or a name, found `=`"),
        ("fit in skinny", 7, "expected `(`, found `skinny`"),
        ("fit in (skinny,)", 15, "expected a value, found `)`"),
        (
            "(fit = skinny",
            13,
            ("expected `and`, `or`, `requires`, `excludes` or `)`, found the end"),
        ),
        (
            "fit = skinny require wash = acid",
            13,
            (
                "expected `and`, `or`, `requires`, `excludes` or the end, found `require`;"
                " did you mean `requires`?"
            ),
        ),
        (
            "fit = skinny & wash = acid",
            13,
            ("expected `and`, `or`, `requires`, `excludes` or the end, found `&`"),
        ),
        (
            "fit = skinny requires wash = acid requires fit = skinny",
            34,
            ("expected `and`, `or` or the end, found `requires`"),
        ),
        ("not not fit = skinny", 4, "expected a number or a name, found `not`"),
        ("fit = skinny and or wash = acid", 17, "expected a claim, found `or`"),
        ("exactly one (fit = skinny)", 12, "expected `of`, found `(`"),
        (
            "exactly some of (fit = skinny)",
            8,
            ("expected a count such as `one` or `2`, found `some`"),
        ),
        (
            "at lest one of (fit = skinny)",
            3,
            ("expected `most` or `least`, found `lest`; did you mean `least`?"),
        ),
        (
            "table washes allows (wash)",
            6,
            ("expected a table such as `washes.csv`, found `washes`"),
        ),
        ("stretch > 1.5", 11, "expected `and`, `or`, `requires`, `excludes` or the end, found `.`"),
        ("stretch > \u0663", 10, "expected a number or a name, found `\u0663`"),
        ("fit\u00a0= skinny", 3, "expected a comparison such as `=` or `in`, found `\\xa0`"),
    ],
)
def test_a_word_out_of_place_is_told_with_what_was_expected(
    text: str, column: int, message: str
) -> None:
    assert mistakes(text) == [(column, message)]


def test_all_mistakes_of_a_sentence_come_at_once_in_their_order() -> None:
    found = mistakes("fit = skiny requires fly.buttns > 1 and wsh = acid")

    assert [column for column, _ in found] == [6, 21, 40]


def test_a_mistake_on_a_later_line_is_told_with_that_line() -> None:
    problems = rule("fit = skinny requires\nwash = acid and\nwash = rinsed")

    assert isinstance(problems, list)
    assert [str(problem) for problem in problems] == [
        "product.yaml:9:18: `wash` has no value `rinsed`; did you mean `rinse`?"
    ]


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("(" * 5000, 2000, "the sentence is longer than 2,000 characters; split it"),
        ("fit = " + "x" * 100_000, 2000, "the sentence is longer than 2,000 characters; split it"),
        ("(" * 51 + ")" * 51, 50, "there are more than 50 parentheses within each other"),
    ],
)
def test_a_sentence_too_long_or_too_deep_is_refused(text: str, column: int, message: str) -> None:
    assert mistakes(text) == [(column, message)]


def test_the_deepest_sentence_allowed_can_be_read_and_judged() -> None:
    level = "(1>2 requires 2>1 or 1>2 and not "
    deepest = level * 50 + "2>1" + ")" * 50
    claim = rule(deepest)

    assert not isinstance(claim, list)
    assert holds(claim, JEANS, {})


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", Number(12)),
        ("inseam_mm * 2 + 30", Sum((Times((Measure("inseam"), Number(2))), Number(30)))),
        ("hem_mm / 3 * 2", Times((Quotient(HEM, Number(3)), Number(2)))),
        (
            "2 * hem_mm / fly.buttons",
            Quotient(Times((Number(2), HEM)), Attribute("fly", "buttons")),
        ),
        ("-(hem_mm - 3)", Times((Number(-1), Sum((HEM, Number(-3)))))),
    ],
)
def test_a_quantity_may_use_points_of_measure_and_division(text: str, number: object) -> None:
    assert parse_quantity(Sentence(text, HERE), JEANS) == number


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("inseem_mm", 0, "there is no number `inseem_mm`; did you mean `inseam_mm`?"),
        ("4 / 0", 4, "divide by a number or an attribute that is never 0"),
        ("4 / (hem_mm - 160)", 5, "divide by a number or an attribute that is never 0"),
        ("4 / stretch", 4, "`stretch` is 0 for `selvedge`: no divisor"),
        ("fit = skinny", 4, "expected `+`, `-`, `*`, `/` or the end, found `=`"),
        ("(hem_mm", 7, "expected `+`, `-`, `*`, `/` or `)`, found the end"),
        ("hem_mm *", 8, "expected a number or a name, found the end"),
        ("", 0, "expected a number or a name, found the end"),
        ("hem_mm + (wash = acid)", 10, "a number is needed here, not a claim"),
    ],
)
def test_a_mistake_in_a_quantity_is_told_at_its_word(text: str, column: int, message: str) -> None:
    problem = Problem(HERE.after(column), message)
    assert parse_quantity(Sentence(text, HERE), JEANS) == [problem]


def test_a_condition_is_a_claim_and_no_whole_rule() -> None:
    claim = parse_condition(Sentence("fly = zip or wash = acid", HERE), JEANS)
    refused = parse_condition(Sentence("fly = zip requires wash = acid", HERE), JEANS)

    assert claim == Any((Is("fly", frozenset({"zip"})), ACID))
    assert refused == [Problem(HERE.after(10), "expected `and`, `or` or the end, found `requires`")]


def test_without_sizing_there_are_no_points_of_measure() -> None:
    table = Product("table", Text(en="Table"), "1", "EUR", 0, 20, 9, ("en",), JEANS.options, ())
    assert isinstance(parse_quantity(Sentence("inseam_mm", HERE), table), list)


WORDS = (
    *("fit", "cloth", "wash", "skinny", "acid", "stretch", "hem_mm", "7", "washes.csv"),
    *("=", "!=", "<", ">=", "(", ")", ",", ".", "+", "-", "*", "/", "\u0663", "\x00"),
    *("and", "or", "not", "in", "requires", "excludes", "exactly", "at", "most", "least"),
    *("one", "of", "table", "allows", "forbids"),
)


@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)))
def test_any_text_gives_a_formula_or_problems_within_it(text: str) -> None:
    for parse in (parse_rule, parse_condition, parse_quantity):
        outcome = parse(Sentence(text, Place("rule")), JEANS)
        if isinstance(outcome, list):
            assert outcome
            assert all(problem.message for problem in outcome)
            assert all(1 <= problem.place.column <= len(text) + 1 for problem in outcome)


Meaning = Callable[[str, str], bool]
Written = tuple[str, Meaning]


def combined(left: Written, right: Written, word: str) -> Written:
    (text, meaning), (other_text, other) = left, right
    meanings: dict[str, Meaning] = {
        "and": lambda *values: meaning(*values) and other(*values),
        "or": lambda *values: meaning(*values) or other(*values),
        "requires": lambda *values: other(*values) or not meaning(*values),
        "excludes": lambda *values: not (meaning(*values) and other(*values)),
    }
    return f"({text}) {word} ({other_text})", meanings[word]


SIMPLE: list[Written] = [
    ("fit = skinny", lambda fit, _: fit == "skinny"),
    ("wash != acid", lambda _, wash: wash != "acid"),
    ("not wash in (acid, rinse)", lambda *_: False),
    ("ease_mm * 2 - 1 < -30", lambda fit, _: fit == "skinny"),
    ("at most one of (fit = straight, wash = acid)", lambda *taken: taken != ("straight", "acid")),
]
JOINTS = st.sampled_from(["and", "or", "requires", "excludes"])
SENTENCES = st.recursive(
    st.sampled_from(SIMPLE),
    lambda inner: st.builds(combined, inner, inner, JOINTS),
    max_leaves=12,
)


@given(SENTENCES, st.sampled_from(["skinny", "straight"]), st.sampled_from(["acid", "rinse"]))
def test_a_sentence_holds_exactly_when_its_words_do(written: Written, fit: str, wash: str) -> None:
    text, meaning = written
    claim = rule(text)

    assert not isinstance(claim, list)
    assert holds(claim, JEANS, {"fit": fit, "wash": wash}) == meaning(fit, wash)
