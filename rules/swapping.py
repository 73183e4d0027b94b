"""One other value in a valid configuration: judged rule by rule, without asking a solver."""

from collections.abc import Mapping

from rules.check import holds
from rules.rule import Formula, RuleBook
from rules.scope import options_of


class Swaps:
    """What may stand in place of a value, by the rules of `book` about its option."""

    def __init__(self, book: RuleBook) -> None:
        self._product = book.product
        self._about = dict[str, list[Formula]]()
        for rule in book.rules:
            for option in options_of(rule.claim):
                self._about.setdefault(option, []).append(rule.claim)

    def stands(self, values: Mapping[str, str], option: str, value: str) -> bool:
        """Whether `values`, a valid configuration, stays one with that `value` of `option`."""
        claims = self._about.get(option)
        if not claims:
            return True
        swapped = {**values, option: value}
        return all(holds(claim, self._product, swapped) for claim in claims)
