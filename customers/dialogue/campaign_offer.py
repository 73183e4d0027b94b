"""Offers to one person: what is taken off, and the code by which only he has it, and once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from customers.value.referral import SIGNS, code_from

PERCENT = 100
MOST_PERCENT = 90
PART, PARTS = 4, 3
_CODE = re.compile(f"[{SIGNS}]{{{PART * PARTS}}}")


@dataclass(frozen=True, slots=True)
class Offer:
    """What is taken off a price: so many percent, so many cents, or what one value costs.

    `add_on` names that value, `lining=flannel`; exactly one of the three is there. The code is
    taken from `begins_on` to `ends_on`, both included.
    """

    begins_on: date
    ends_on: date
    percent: int = 0
    cents: int = 0
    add_on: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether it takes one thing off, of days that there are."""
        given = [self.percent > 0, self.cents > 0, bool(self.add_on)]
        return sum(given) == 1 and self.percent <= MOST_PERCENT and self.begins_on <= self.ends_on

    def off_cents(self, total_cents: int, added_cents: Mapping[str, int]) -> int:
        """What it takes off a price; `added_cents` by value (`option=value`) of the garment.

        Never more than the price, and nothing for an add-on that was not chosen.
        """
        off = total_cents * self.percent // PERCENT + self.cents
        return min(max(off + max(added_cents.get(self.add_on, 0), 0), 0), total_cents)

    def holds(self, today: date) -> bool:
        """Whether its code is taken that day."""
        return self.begins_on <= today <= self.ends_on


def offer_code(secret: str, person: str) -> str:
    """The code of one person: longer than those by which customers tell of us."""
    chance = f"{secret} {person}"
    return (code_from(chance) + code_from(f"{chance} more"))[: PART * PARTS]


def read_offer_code(typed: str) -> str:
    """The code somebody typed, however he wrote it; empty if it is none."""
    plain = "".join(typed.upper().split()).replace("-", "")
    return plain if _CODE.fullmatch(plain) else ""


def offer_code_written(code: str) -> str:
    """A code as people read it: `K7PM-3XQD-29TB`."""
    return "-".join(code[at : at + PART] for at in range(0, len(code), PART))
