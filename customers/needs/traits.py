"""Traits: one person in the words of the criteria, made of all that is on record of him.

Only what is known stands in it. It names nobody: no name, no address, no day of birth.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from customers.identity.cleaning import birth_date, plain
from customers.identity.event import Event
from customers.identity.profile import Profile
from customers.needs.criteria import Criteria, Criterion, How
from customers.value.portrait import portrait

Traits = Mapping[str, str]
"""Values by criterion, numbers in digits; what is not known is not there."""

MOST_LETTERS = 80
FOREIGN = re.compile(r"x(0?[36][0-9a-f]{2})")
"""A letter of the scripts people here write in, told by its number."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is on record of one person today; `tier` is empty and `wants` are few for newcomers.

    `made` are the values of each of his orders by option, the oldest first, `wants` the answer to
    each question about needs that is known.
    """

    profile: Profile
    today: date
    tier: str = ""
    made: Sequence[Mapping[str, str]] = ()
    wants: Mapping[str, str] | None = None


def traits_of(seen: Seen, criteria: Criteria) -> Traits:
    """All that is known of the person of what criteria speak of."""
    read = {one.key: READ[one.by](seen, one) for one in criteria.all}
    return {key: value for key, value in read.items() if value}


def as_key(text: str) -> str:
    """A text as rules can name it: `Aix-en-Provence` becomes `aix_en_provence`.

    Letters of other scripts are told by their numbers, so that no word is lost.
    """
    letters = [
        one if one.isascii() else f"x{ord(one):x}" if one.isalpha() else " " for one in plain(text)
    ]
    words = re.findall(r"[a-z0-9]+", "".join(letters))
    return "_".join(words)[:MOST_LETTERS].strip("_")


def as_words(key: str) -> str:
    """What `as_key` made, as people read it."""
    return FOREIGN.sub(lambda found: chr(int(found[1], 16)), key).replace("_", " ")


def _said(seen: Seen, one: Criterion) -> str:
    return as_key(seen.profile.value(one.reads[0]))


def _years(seen: Seen, one: Criterion) -> str:
    """Whole years since a day of which at least the year is known."""
    told = birth_date(seen.profile.value(one.reads[0]))
    year, rest = told[:4], told[4:] or "1231"
    if not year.isdecimal() or len(year) < len("2010"):
        return ""
    years = seen.today.year - int(year) - (f"{seen.today:%m%d}" < rest)
    return str(years) if 0 <= years <= one.most else ""


def _region(seen: Seen, _: Criterion) -> str:
    return as_key(portrait(seen.profile, seen.today).region)


def _usual(seen: Seen, one: Criterion) -> str:
    counts = seen.profile.counts(one.reads[0])
    return as_key(max(sorted(counts), key=counts.__getitem__)) if counts else ""


def _count(seen: Seen, one: Criterion) -> str:
    return str(min(len(_events(seen, one)), one.most))


def _days(seen: Seen, one: Criterion) -> str:
    last = max((event.at.date() for event in _events(seen, one)), default=None)
    return str(min(max((seen.today - last).days, 0), one.most)) if last else ""


def _events(seen: Seen, one: Criterion) -> Sequence[Event]:
    return [event for event in seen.profile.events if event.kind in one.reads]


def _value(seen: Seen, _: Criterion) -> str:
    return seen.tier


def _need(seen: Seen, one: Criterion) -> str:
    return (seen.wants or {}).get(one.reads[0], "")


def _chosen(seen: Seen, one: Criterion) -> str:
    """What he ordered most often, of equals what he ordered last."""
    chosen = [made[one.reads[0]] for made in seen.made if one.reads[0] in made]
    counts = Counter(chosen)
    return max(reversed(chosen), key=counts.__getitem__) if chosen else ""


READ: Mapping[How, Callable[[Seen, Criterion], str]] = {
    How.SAID: _said,
    How.YEARS: _years,
    How.REGION: _region,
    How.USUAL: _usual,
    How.COUNT: _count,
    How.DAYS: _days,
    How.VALUE: _value,
    How.NEED: _need,
    How.CHOSEN: _chosen,
}
