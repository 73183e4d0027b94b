"""What cards say to somebody: texts by what he needs, and the facts a suggestion rests on.

A whole page finds the needs out and names them by their places among all that texts are written
for; parts of a page only name these again, so that a click looks nobody up.
"""

from collections.abc import Sequence

from flask import request
from flask_babel import gettext as _

from configurator.storage.segments import name_of_segment
from configurator.tastes import Taught
from configurator.web.desk import Desk, language, workshop
from configurator.web.groups import PLAIN, Adapted
from configurator.web.taste_words import said_fact, said_need
from configurator.web.tasted import Tasted
from customers.taste.person import fact_from
from customers.taste.texts import SEGMENT, Variant, said_to

NEEDS = "X-Needs"
"""The header by which parts of a page name the needs that the page found out."""

LONGEST = 200


def needs_of(of: Tasted) -> str:
    """The needs somebody has for which anything is written, as pages name them."""
    his = set(of.known.said)
    if of.segment:
        with workshop().database.reading() as session:
            his.add(f"{SEGMENT}{name_of_segment(session, of.segment)}")
    every = _needs(of.taught)
    return " ".join(str(place) for place, need in enumerate(every) if need in his)


def adapted_to(at: Desk, needs: str | None) -> Adapted:
    """What is said to somebody with these needs; None where the page that asks has named them."""
    named = request.headers.get(NEEDS, "")[:LONGEST] if needs is None else needs
    because = any(one.because for one in at.situation.choices)
    if not named and not because:
        return PLAIN
    taught = workshop().tastes.of(at.engine, workshop().settings.data_folder)
    if taught is None:
        return PLAIN
    product, spoken = at.product, language()
    key = product.key, product.edition, taught.mark, spoken
    # `said` holds what came of it, so that the thousands of cards of a day cost nothing.
    texts = workshop().tastes.said(("texts", *key, named), lambda: _texts(taught, named))

    def facts(keys: tuple[str, ...]) -> str:
        return workshop().tastes.said(("facts", *key, keys), lambda: _facts(at, taught, keys))

    return Adapted(*texts, facts)


def _needs(taught: Taught) -> Sequence[str]:
    """All needs that texts are written for, each once."""
    return tuple(dict.fromkeys(one.need for one in taught.texts))


def _texts(taught: Taught, named: str) -> tuple[dict[tuple[str, str], str], dict[str, str]]:
    """What is said by option and value, and why by option."""
    every, places = _needs(taught), {one for one in named.split() if one.isdecimal()}
    his = [need for place, need in enumerate(every) if str(place) in places]
    found = said_to(taught.texts, his)
    whys: dict[str, list[Variant]] = {}
    for one in found.values():
        whys.setdefault(one.option, []).append(one)
    texts = {pair: one.text.in_(language()) for pair, one in found.items()}
    return texts, {option: _why(taught, its) for option, its in whys.items()}


def _why(taught: Taught, its: Sequence[Variant]) -> str:
    reasons = dict.fromkeys(said_need(taught.needs, one.need) for one in its)
    told: str = _("Said so because: %(reasons)s", reasons=" · ".join(reasons))
    return told


def _facts(at: Desk, taught: Taught, keys: tuple[str, ...]) -> str:
    """The facts a suggestion rests on, in words."""
    said = (said_fact(at.product, taught.needs, fact_from(one)) for one in keys)
    return " · ".join(one for one in said if one)
