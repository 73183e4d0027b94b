"""Whether what soft rules have besides their sentence belongs to their kind, and what they hide."""

from collections.abc import Iterator

from catalog.names import quoted, unknown
from catalog.outline import Outline, kind_of
from catalog.problems import Problem
from catalog.product import Kind, RuleKind
from catalog.tree import Entry, entries, entry_at, leaf, leaves

OWNERS = {"weight": RuleKind.RECOMMEND, "hides": RuleKind.HIDE}
"""Keys that rules of one kind alone have."""
KINDS = frozenset(RuleKind)


def soft_rule_problems(outline: Outline) -> Iterator[Problem]:
    """Weights and hidden options where none can be, or of options that are not people's."""
    for rule in entries(outline.tree, "rules"):
        written = leaf(rule.node, "kind")
        kind = written.text if written else RuleKind.MUST
        for key, owner in OWNERS.items():
            entry = entry_at(rule.node, key)
            if entry and kind in KINDS and kind != owner:
                message = f"only rules of the kind `{owner}` have {quoted(key)}, not `{kind}`"
                yield Problem(entry.key.place, message)
        if kind == RuleKind.HIDE:
            yield from _hidden_problems(outline, rule)


def _hidden_problems(outline: Outline, rule: Entry) -> Iterator[Problem]:
    hidden = leaves(rule.node, "hides")
    if not hidden:
        message = f"{quoted(rule.key.text)} hides nothing: name options, as `hides: [option]`"
        yield Problem(rule.key.place, message)
    for option in hidden:
        if option.text not in outline.options:
            yield Problem(option.place, unknown("option", option.text, outline.options))
        elif (kind := kind_of(outline.options[option.text])) != Kind.DESIGN:
            message = f"{quoted(option.text)} is a {kind} option, which nobody is shown anyway"
            yield Problem(option.place, message)
