"""What a sentence might have gone on with, in words an author understands.

Terminals are named as in `sentence.lark`.
"""

from collections.abc import Set as AbstractSet

from catalog.names import quoted, suggestion

# In the order they are told; a terminal that is not here says nothing an author would look for.
WORDS = {
    "NAME": "a name",
    "VALUE": "a value",
    "AMOUNT": "a count such as `one` or `2`",
    "FILE": "a table such as `washes.csv`",
    "_AND": "`and`",
    "_OR": "`or`",
    "_REQUIRES": "`requires`",
    "_EXCLUDES": "`excludes`",
    "_IN": "`in`",
    "_OF": "`of`",
    "_MOST": "`most`",
    "_LEAST": "`least`",
    "_ALLOWS": "`allows`",
    "_FORBIDS": "`forbids`",
    "LPAR": "`(`",
    "COMMA": "`,`",
    "RPAR": "`)`",
    "$END": "the end",
}
# How a quantity goes on after a number.
GOING_ON = {
    "PLUS": "`+`",
    "MINUS": "`-`",
    "STAR": "`*`",
    "SLASH": "`/`",
    "RPAR": "`)`",
    "$END": "the end",
}


def unexpected(found: str, accepted: AbstractSet[str], *, quantity: bool) -> str:
    """The message about `found` (empty: the sentence ended) where only `accepted` could stand."""
    words = _words(accepted, quantity=quantity)
    what = quoted(found) if found else "the end"
    near = suggestion(found, [word.strip("`") for word in words if word.startswith("`")])
    hint = near if "did you mean" in near else ""
    return f"expected {_either(words)}, found {what}{hint}"


def _words(accepted: AbstractSet[str], *, quantity: bool) -> list[str]:
    """What could stand here, from the general to the particular."""
    if "NUMBER" in accepted:
        return ["a claim" if "_NOT" in accepted and not quantity else "a number or a name"]
    if "SIGN" in accepted and not quantity:
        return ["a comparison such as `=` or `in`"]
    known = GOING_ON if quantity and "PLUS" in accepted else WORDS
    return [word for terminal, word in known.items() if terminal in accepted]


def _either(words: list[str]) -> str:
    """`words` as a choice: `a, b or c`."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last
