"""The rule language: sentences that can be read aloud, and formulas of quantities.

A rule is one sentence, a quantity (of a module) is a number, a condition (of an operation) is a
claim:

    sentence  =  claim
              |  claim requires claim
              |  claim excludes claim

    claim     =  claim and claim  |  claim or claim  |  not claim  |  ( sentence )
              |  option = value          |  option != value
              |  option in (value, ...)  |  option not in (value, ...)
              |  number < number         |  also  <=  =  !=  >=  >
              |  exactly one of (claim, ...)
              |  at most two of (claim, ...)  |  at least 3 of (claim, ...)
              |  table file.csv allows (option, ...)
              |  table file.csv forbids (option, ...)

    number    =  12  |  option.attribute  |  attribute  |  point_mm
              |  number + number  |  number - number  |  number * number  |  number / number
              |  - number  |  ( number )

`*` and `/` bind tightest, then `+` and `-`, comparisons, `not`, `and`, `or`, and last `requires`
and `excludes`, of which a sentence has one. A bare `attribute` is one that a single option has;
every value of the option must have it. In `option = value` the left side is an option of the
product, else both sides are numbers. The columns of a table are exactly the options named, in any
order. Points of measure (`inseam_mm`) and `/`, by a number or an attribute that is never 0, are for
quantities only. Numbers are whole, up to 999,999,999. The words `and or not in requires excludes
exactly at table` name nothing else. A sentence has up to 2,000 characters and 50 parentheses within
each other.
"""

from functools import cache
from typing import cast

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

from catalog.problems import Place, Problem
from catalog.product import Product
from catalog.text import Sentence
from rules.expected import unexpected
from rules.meaning import Meaning, Node
from rules.names import names_of
from rules.rule import Formula, Term

LONGEST = 2000
DEEPEST = 50


def parse_rule(sentence: Sentence, product: Product) -> Formula | list[Problem]:
    """What `sentence` claims of every configuration of `product`, or its mistakes by place."""
    return _claim(sentence, product, start="sentence")


def parse_condition(sentence: Sentence, product: Product) -> Formula | list[Problem]:
    """The claim on which an operation hangs, or the mistakes by place."""
    return _claim(sentence, product, start="claim")


def _claim(sentence: Sentence, product: Product, start: str) -> Formula | list[Problem]:
    node = _parsed(sentence, start)
    if isinstance(node, Problem):
        return [node]
    meaning = Meaning(names_of(product))
    claim = meaning.claim(node)
    return sorted(meaning.problems) or claim


def parse_quantity(sentence: Sentence, product: Product) -> Term | list[Problem]:
    """The number of units a garment takes, not yet rounded up, or the mistakes by place."""
    node = _parsed(sentence, start="number")
    if isinstance(node, Problem):
        return [node]
    meaning = Meaning(names_of(product), quantity=True)
    number = meaning.number(node)
    return sorted(meaning.problems) or number


def _parsed(sentence: Sentence, start: str) -> Node | Problem:
    """The whole sentence as a node, or the first word that cannot stand where it does."""
    if refusal := _refusal(sentence):
        return refusal
    try:
        # A sentence of one word is a token: the stubs only know of trees.
        tree = cast("Tree[Token] | Token", _grammar().parse(sentence.text, start=start))
    except UnexpectedInput as error:
        return _syntax_problem(sentence, start, error)
    return _node(tree, sentence)


@cache
def _grammar() -> Lark:
    """The parser, built when the first sentence comes."""
    return Lark.open(
        "sentence.lark",
        rel_to=__file__,
        parser="lalr",
        start=["sentence", "claim", "number"],
        propagate_positions=True,
    )


def _refusal(sentence: Sentence) -> Problem | None:
    """Why the sentence is not even looked at: it is too long or too deep."""
    if len(sentence.text) > LONGEST:
        message = f"the sentence is longer than {LONGEST:,} characters; split it"
        return Problem(_place(sentence, LONGEST), message)
    depth = 0
    for offset, character in enumerate(sentence.text):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth > DEEPEST:
            message = f"there are more than {DEEPEST} parentheses within each other"
            return Problem(_place(sentence, offset), message)
    return None


def _syntax_problem(sentence: Sentence, start: str, error: UnexpectedInput) -> Problem:
    """Which word stands where another was expected."""
    text = sentence.text
    match error:
        case UnexpectedToken(token=Token(type="$END")):
            offset, found = len(text.rstrip()), ""
        case UnexpectedToken(token=Token() as token):
            offset, found = _span(token)[0], str(token)
        case _:
            offset = error.pos_in_stream or 0
            found = text[offset]
    # The parser has already folded what stood before the word: ask one that has not.
    before = _grammar().parse_interactive(text[:offset], start=start)
    before.exhaust_lexer()
    accepted: set[str] = before.accepts()  # type: ignore[no-untyped-call]  # lark left it untyped
    message = unexpected(found, accepted, quantity=start == "number")
    return Problem(_place(sentence, offset), message)


def _node(tree: Tree[Token] | Token, sentence: Sentence) -> Node:
    """`tree` without the parser's classes, each part with its place in the file."""
    start, end = _span(tree)
    text, place = sentence.text[start:end], _place(sentence, start)
    if isinstance(tree, Token):
        return Node(tree.type, (), text, place)
    return Node(
        str(tree.data), tuple([_node(part, sentence) for part in tree.children]), text, place
    )


def _span(tree: Tree[Token] | Token) -> tuple[int, int]:
    """Offsets of the first character and of the one after the last."""
    where = tree if isinstance(tree, Token) else tree.meta
    assert where.start_pos is not None
    assert where.end_pos is not None
    return where.start_pos, where.end_pos


def _place(sentence: Sentence, offset: int) -> Place:
    """Where the character at `offset` stands; lines of a block are indented like its first."""
    *above, line = sentence.text[:offset].split("\n")
    start = sentence.place
    return Place(start.file, start.line + len(above), start.column).after(len(line))
