"""A run over all customers: fitted once, scored by cell, ranked and put into tiers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from customers.value.buying import Buying, Model, fit_buying
from customers.value.history import Cells, Floats, Numbers, cells
from customers.value.lifetime import moved_cents
from customers.value.policy import Policies, Terms
from customers.value.season import Season
from customers.value.spending import Spending, fit_spending
from customers.value.tier import Bytes, Ranks, Standing, ranks, said, standing
from customers.value.worth import Horizon, Worth, worth


@dataclass(frozen=True, slots=True)
class Facts:
    """What is on record of customers, one entry each, sorted by id so that equals rank by it.

    `repeats`, `recency_days` and `age_days` as in `Histories`; `earned` is the margin of all
    purchases, `realised` that of the period, `suggestions` what was valued and `costs` what was
    spent in it, all in cents and positive. `segments` are numbers. `referrals` are pairs of places
    in these arrays: who referred, and whom.
    """

    repeats: Numbers
    recency_days: Numbers
    age_days: Numbers
    earned: Numbers
    realised: Numbers
    suggestions: Numbers
    costs: Numbers
    segments: Numbers
    referrals: Sequence[tuple[int, int]] = ()

    @property
    def cells(self) -> Cells:
        """Those whose histories are the same, together."""
        return cells(self.repeats, self.recency_days, self.age_days)

    @property
    def mean(self) -> Floats:
        """What one purchase of each earned, in cents."""
        return self.earned / (self.repeats + 1)


@dataclass(frozen=True, slots=True)
class Fit:
    """What the numbers of a run come from."""

    buying: Buying
    spending: Spending | None

    @property
    def pooled(self) -> bool:
        """Whether shipped parameters had to help, since there were too few customers."""
        return self.buying.pooled or self.spending is None or self.spending.pooled


@dataclass(frozen=True, slots=True)
class Valued:
    """Values in cents, one entry each: the whole, its parts, and the limits of the whole."""

    value: Numbers
    expected: Numbers
    referral: Numbers
    low: Numbers
    high: Numbers
    worth: Worth


def fit(facts: Facts, grouped: Cells, model: Model = Model.MBG_NBD) -> Fit:
    """Both models, fitted on these customers; margins that are losses tell nothing of spending.

    `grouped` are the cells of `facts`, here and below: to put a million together takes a moment.
    """
    return Fit(fit_buying(grouped, model), fit_spending(facts.repeats + 1, facts.mean))


def horizon(terms: Terms, seasons: Season, until: int) -> Horizon:
    """How far and how one looks ahead from the day `until`."""
    busy = seasons.factor(until, terms.horizon_days)
    return Horizon(terms.horizon_days, terms.discount_percent, busy)


def valued(facts: Facts, grouped: Cells, fitted: Fit, ahead: Horizon, terms: Terms) -> Valued:
    """What each is worth: the sums of the lines that `lifetime.values` gives one by one."""
    found = worth(fitted.buying, fitted.spending, grouped, facts.mean, ahead)
    expected = np.rint(found.value).astype(np.int64)
    referral = _moved(facts, facts.realised + expected, terms)
    sure = facts.realised + facts.suggestions + referral - facts.costs
    return Valued(
        value=sure + expected,
        expected=expected,
        referral=referral,
        low=sure + np.floor(found.low).astype(np.int64),
        high=sure + np.ceil(found.high).astype(np.int64),
        worth=found,
    )


def placed(
    facts: Facts, worths: Valued, before: Standing, policies: Policies
) -> tuple[Ranks, Standing]:
    """Ranks and tiers of customers who stood as `before`."""
    found = ranks(worths.value, facts.segments)
    today = _today(facts, worths, found, policies)
    return found, standing(before, today, policies.tiers)


def _today(facts: Facts, worths: Valued, found: Ranks, policies: Policies) -> Bytes:
    return said(worths.value, worths.high, facts.age_days, found.overall, policies.tiers)


def _moved(facts: Facts, margin: Numbers, terms: Terms) -> Numbers:
    moved = np.zeros(len(margin), np.int64)
    for referrer, referred in facts.referrals:
        cents = moved_cents(int(margin[referred]), terms)
        moved[referrer] += cents
        moved[referred] -= cents
    return moved
