"""A portrait: what tables count a person by, and what he did before he bought; no name, no street.

It is made of a profile alone, so it is there for prospects too.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from customers.identity.cleaning import birth_date
from customers.identity.event import ABOUT_US, Event, Kind
from customers.identity.folding import digits, folded
from customers.identity.profile import Profile
from customers.value.where import region_of

BANDS = (0, 25, 35, 45, 55, 65)
"""Ages at which one comes into the next band."""

LONGEST = 40
YEAR_DIGITS = 4

CODES: Mapping[str, str] = {"33": "FR", "212": "MA", "221": "SN", "44": "GB"}
"""Countries by what numbers written from abroad begin with."""

TRACES: Mapping[Kind, str] = {
    Kind.VIEWED: "looks",
    Kind.CONFIGURED: "designs",
    Kind.WISHED: "wishes",
    Kind.VISITED: "visits",
    Kind.CALLED: "talks",
    Kind.WROTE: "talks",
    Kind.QUOTED: "talks",
}
"""What somebody does before he buys, and under which trace it is counted."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """Empty where nothing was told. `band` is the age it begins with, `who` as in `fields.Who`.

    `shop` is where he is seen most, `medium` where we met. Traces count what came before he bought.
    """

    region: str
    town: str
    band: str
    trade: str
    who: str
    shop: str
    medium: str
    looks: int = 0
    designs: int = 0
    wishes: int = 0
    visits: int = 0
    talks: int = 0


def portrait(known: Profile, today: date) -> Portrait:
    """The portrait of whom this profile is of."""
    shops = Counter(one.shop for one in known.events if one.shop)
    did = [one for one in known.events if one.kind not in ABOUT_US]
    return Portrait(
        region=region_of(_country(known), known.value("postcode")),
        town=known.value("town").strip()[:LONGEST],
        band=_band(known.value("birth_date"), today),
        trade=folded(known.value("occupation")).strip()[:LONGEST],
        who=known.who.value,
        shop=shops.most_common(1)[0][0] if shops else "",
        medium=did[0].medium.value if did else "",
        **_traces(did),
    )


def _traces(did: list[Event]) -> Mapping[str, int]:
    before = takewhile(lambda one: one.kind is not Kind.BOUGHT, did)
    return Counter(TRACES[one.kind] for one in before if one.kind in TRACES)


def _country(known: Profile) -> str:
    """As it was told; else as the number of his phone does, where it is written from abroad."""
    phone = known.value("phone").strip()
    if known.value("country") or not phone.startswith(("+", "00")):
        return known.value("country")
    number = digits(phone).removeprefix("00")
    return next((code for begin, code in CODES.items() if number.startswith(begin)), "")


def _band(told: str, today: date) -> str:
    year = birth_date(told)[:YEAR_DIGITS]
    if len(year) < YEAR_DIGITS or not year.isdecimal():
        return ""
    age = today.year - int(year)
    return str(max(band for band in BANDS if band <= max(age, 0)))
