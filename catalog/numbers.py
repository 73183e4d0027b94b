"""Options whose values are numbers, options that may stay without a value, and groups of these.

Both become plain values: the numbers of a range step by step, and `none`. So rules, diagram and
pages know only values; a number's own amount is its attribute `number`. A range too wide to write
out makes its values when they are asked for, and is answered by a solver.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from catalog.names import quoted, unknown
from catalog.outline import Outline
from catalog.problems import Place, Problem
from catalog.product import WRITTEN_OUT, Amounts, Option, Range, RuleText, Value
from catalog.schema import GroupShape, OptionShape, RangeShape
from catalog.text import Sentence, Text
from catalog.tree import Entry, Leaf, Node, at, entries, entry_at, leaf, leaves

NONE = "none"
MOST_STEPS = 1 << 20
WITHOUT = {"en": "Without", "fr": "Sans", "ar": "بدون", "de": "Ohne", "es": "Sin", "it": "Senza"}
NO_TEXT = Text({"en": ""})


def numbered(shape: RangeShape, languages: Sequence[str]) -> Amounts:
    """The numbers of a range as values; each costs `price_cents` per step from the first."""
    numbers = Range(shape.from_, shape.to, shape.step, shape.unit)
    return Amounts(numbers, shape.price_cents, tuple(languages))


def without(values: Sequence[Value], languages: Sequence[str]) -> Value:
    """The value of an option that stays without one: every number of the others is 0 with it."""
    names = {name for value in values for name in value.attributes}
    text = Text({code: WITHOUT.get(code, WITHOUT["en"]) for code in languages})
    return Value(NONE, text, NO_TEXT, attributes=dict.fromkeys(sorted(names), 0))


def completed(option: Option, shape: OptionShape, languages: Sequence[str]) -> Option:
    """`option` with the values that its author did not have to write."""
    if shape.range is None:
        first = (without(option.values, languages),) if shape.optional else ()
        return replace(option, values=(*first, *option.values), optional=shape.optional)
    amounts = numbered(shape.range, languages)
    if shape.optional:
        amounts = replace(amounts, first=(without(amounts[:1], languages),))
    values = tuple(amounts) if len(amounts) <= WRITTEN_OUT else amounts
    return replace(option, values=values, numbers=amounts.numbers, optional=shape.optional)


def group_rule(key: str, shape: GroupShape, place: Place) -> RuleText:
    """The rule that so many of the options have a value."""
    listed = ", ".join(f"{option} != {NONE}" for option in shape.of)
    bounds = {"at least": shape.at_least, "at most": shape.at_most, "exactly": shape.exactly}
    parts = [f"{word} {n} of ({listed})" for word, n in bounds.items() if n is not None]
    return RuleText(key, Sentence(" and ".join(parts), place), Text(shape.reason))


def number_problems(outline: Outline) -> Iterator[Problem]:
    """Ranges without numbers or with too many, and groups that cannot be."""
    for name, entry in outline.options.items():
        written = entry_at(entry.node, "range")
        if written and entries(entry.node, "values"):
            yield Problem(
                written.key.place, f"{quoted(name)} has values already: it takes no range"
            )
        if written:
            yield from _range_problems(written.node, written.key.place)
        if leaf(entry.node, "optional") and (own := at(entry.node, "values", NONE)):
            yield Problem(own.place, f"an optional option has {quoted(NONE)} already")
    rules = {entry.key.text for entry in entries(outline.tree, "rules")}
    for group in entries(outline.tree, "groups"):
        if group.key.text in rules:
            yield Problem(group.key.place, f"{quoted(group.key.text)} is a rule already")
        yield from _member_problems(outline, leaves(group.node, "of"))
        yield from _bound_problems(group)


def _bound_problems(group: Entry) -> Iterator[Problem]:
    bounds = [entry_at(group.node, bound) for bound in ("at_least", "at_most", "exactly")]
    if not any(bounds):
        yield Problem(group.key.place, "say how many: `at_least`, `at_most` or `exactly`")
    most = len(leaves(group.node, "of"))
    for bound in bounds:
        amount = bound.node if bound else None
        if isinstance(amount, Leaf) and amount.text.isdecimal() and int(amount.text) > most:
            yield Problem(amount.place, f"there are only {most} options in this group")


def _range_problems(node: Node, place: Place) -> Iterator[Problem]:
    ends = [leaf(node, key) for key in ("from", "to", "step")]
    if not all(end is None or end.text.isdecimal() for end in ends) or None in ends[:2]:
        return  # That is a mistake of shape already.
    low, high = (int(end.text) for end in ends[:2] if end)
    step = int(ends[2].text) if ends[2] else 1
    if high < low:
        yield Problem(place, f"the range ends at {high:,}, before it starts at {low:,}")
    elif step and (high - low) % step:
        yield Problem(place, f"steps of {step:,} from {low:,} do not meet {high:,}")
    elif step and (high - low) // step >= MOST_STEPS:
        yield Problem(place, f"a range has up to {MOST_STEPS:,} numbers; take larger steps")


def _member_problems(outline: Outline, members: Sequence[Leaf]) -> Iterator[Problem]:
    for place, member in enumerate(members):
        option = outline.options.get(member.text)
        if option is None:
            yield Problem(member.place, unknown("option", member.text, outline.options))
        elif (said := leaf(option.node, "optional")) is None or said.text != "true":
            message = f"{quoted(member.text)} is not optional: it always has a value"
            yield Problem(member.place, message)
        if member.text in {other.text for other in members[:place]}:
            yield Problem(member.place, f"{quoted(member.text)} stands here twice")
