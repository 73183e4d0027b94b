"""Reads feature models in the Universal Variability Language, of all its levels.

Of it: the tree with mandatory, optional, or, alternative and [n..m] groups; attributes of every
form; claims with `!`, `&`, `|`, `=>`, `<=>` and parentheses, comparisons of numbers and texts,
`+ - * /`, `sum`, `avg`, `len`, `floor` and `ceil`; Integer, Real and String features; imported
models; comments of either kind. Names and texts may stand in either kind of quotes.

Where the language leaves a choice, it is made so:

* A feature that is not taken carries 0 and no text.
* An Integer, Real or String feature whose value no claim speaks of is counted as one that is taken
  or not. Else its values are counted, and claims must leave it an end of them (rules/bounds.py).
* Of a String of which claims only know `len`, texts of one length count as one.
* A feature `cardinality [n..m]` is taken so many times, all alike, so it has no groups below it;
  with n = 0 it may be left out even where its group is mandatory.
* Division is by numbers only. `=>` binds from the left, as in the language's own grammar.
"""

import re
from functools import cache
from pathlib import Path

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken
from lark.indenter import DedentError, Indenter

from catalog.file_text import place_at, read_text
from catalog.names import quoted
from catalog.problems import Place, Problem
from rules.features import FeatureModel
from rules.meaning import Node
from rules.uvl_model import Reader

DEEPEST = 200
"""Parts within each other: a hundred features, or a hundred parentheses and more."""

MOST_BRACKETS = 100
COMMENTS = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|//[^\n]*|/\*.*?(\*/|\Z)", re.DOTALL)
LARGE = frozenset({"start", "feature", "group"})
"""Parts of which nobody reads the text."""

WORDS = {
    "WORD": "a name",
    "QUOTED": "a name",
    "NUMBER": "a number",
    "TEXT": "a text",
    "GROUP": "a group",
    "CARDINALITY": "a group",
    "SIGN": "a comparison",
    "_NL": "the end of the line",
    "_INDENT": "a line further in",
    "_DEDENT": "a line further out",
    "_FEATURES": "`features`",
    "_LEVEL": "a level of the language",
    "RPAR": "`)`",
    "RBRACE": "`}`",
    "RSQB": "`]`",
    "COMMA": "`,`",
}
MOST_WORDS = 5


class _Lines(Indenter):
    """Turns the indentation of lines into tokens."""

    NL_type = "_NL"
    OPEN_PAREN_types = ["LPAR", "LSQB", "LBRACE"]  # noqa: RUF012 - lark's own shape
    CLOSE_PAREN_types = ["RPAR", "RSQB", "RBRACE"]  # noqa: RUF012 - the same
    INDENT_type = "_INDENT"
    DEDENT_type = "_DEDENT"
    tab_len = 4


def read_uvl(path: Path) -> tuple[FeatureModel | None, list[Problem], dict[str, str]]:
    """The model at `path`, all mistakes sorted by place, and the texts of the files by name.

    The model is None exactly when there are mistakes.
    """
    texts: dict[str, str] = {}

    def parsed(file: Path) -> Node | Problem:
        text = read_text(file)
        if isinstance(text, Problem):
            return text
        texts[str(file)] = text
        return parse(text, str(file))

    reader = Reader(parsed)
    model = reader.model(path)
    return (None if reader.problems else model), sorted(set(reader.problems)), texts


def parse(text: str, file: str) -> Node | Problem:
    """The parts of `text`, or the first place where something stands that cannot stand there."""
    plain = COMMENTS.sub(_without_comment, text) if "/*" in text else text
    if refusal := _refusal(plain, file):
        return refusal
    try:
        tree = _grammar().parse(plain + "\n")
    except UnexpectedInput as error:
        return _syntax_problem(error, plain, file)
    except DedentError:
        return Problem(_unlike_above(plain, file), "the line is indented like none above it")
    return _node(tree, plain, file)


def _without_comment(found: re.Match[str]) -> str:
    """Blanks of the same shape, so that places stay where they are."""
    if not found[0].startswith("/*"):
        return found[0]
    return re.sub(r"[^\n]", " ", found[0])


def _refusal(text: str, file: str) -> Problem | None:
    """Why the text is not even parsed: brackets too deep within each other."""
    depth = 0
    for found in re.finditer(r"\"[^\"\n]*\"|'[^'\n]*'|//[^\n]*|[(\[{]|[)\]}]", text):
        depth += 1 if found[0] in "([{" else -1 if found[0] in ")]}" else 0
        if depth > MOST_BRACKETS:
            message = f"there are more than {MOST_BRACKETS} brackets within each other"
            return Problem(place_at(text, found.start(), file), message)
    return None


def _syntax_problem(error: UnexpectedInput, text: str, file: str) -> Problem:
    """What cannot stand where it does, and what could."""
    expected: set[str] = set(getattr(error, "expected", ()) or getattr(error, "allowed", ()) or ())
    found = "this"
    if isinstance(error, UnexpectedToken) and error.token.strip():
        found = quoted(str(error.token))
    words = list(dict.fromkeys(WORDS[one] for one in sorted(expected) if one in WORDS))
    hint = f"; expected {' or '.join(words)}" if 0 < len(words) <= MOST_WORDS else ""
    place = place_at(text, min(error.pos_in_stream or 0, len(text)), file)
    return Problem(place, f"{found} cannot stand here{hint}")


def _unlike_above(text: str, file: str) -> Place:
    """The first line that is indented like none above it, as the lines' own reader counts."""
    depths = [0]
    for number, line in enumerate(text.split("\n"), 1):
        words = line.partition("//")[0].rstrip()
        lead = words[: len(words) - len(words.lstrip())]
        depth = lead.count(" ") + lead.count("\t") * _Lines.tab_len
        if not words:
            continue
        while depth < depths[-1]:
            depths.pop()
            if depth > depths[-1]:
                return Place(file, number)
        depths.append(depth)
    return Place(file)


def _node(tree: Tree[Token] | Token, text: str, file: str, depth: int = 0) -> Node | Problem:
    """`tree` without the parser's classes, each part with its place in the file."""
    where = tree if isinstance(tree, Token) else tree.meta
    start = getattr(where, "start_pos", 0) or 0
    line, column = getattr(where, "line", 1) or 1, getattr(where, "column", 1) or 1
    place = Place(file, line, column)
    if isinstance(tree, Token):
        return Node(tree.type, (), str(tree), place)
    if depth > DEEPEST:
        return Problem(place, "the parts are too deep within each other")
    parts: list[Node] = []
    for child in tree.children:
        part = _node(child, text, file, depth + 1)
        if isinstance(part, Problem):
            return part
        parts.append(part)
    kind, end = str(tree.data), getattr(where, "end_pos", start) or start
    return Node(kind, tuple(parts), "" if kind in LARGE else text[start:end], place)


@cache
def _grammar() -> Lark:
    """The parser, built when the first model comes."""
    return Lark.open(
        "uvl.lark",
        rel_to=__file__,
        parser="lalr",
        postlex=_Lines(),
        maybe_placeholders=False,
        propagate_positions=True,
    )
