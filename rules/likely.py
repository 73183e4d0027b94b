"""How likely every value is for somebody who has one of several tastes, nobody knows which.

A taste gives each design the product of the weights of its values, as a share of the sum over all
designs that can be. So nothing that rules or the body forbid is ever likely, and the shares of
what is left are exact: p(value) is the sum over tastes of p(taste) x p(value | taste), where
p(taste) is proportional to its prior x Z(own choices) / Z(all), Z being that sum.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from rules.layers import Diagram
from rules.passes import Floats, held, of_option, sums


@dataclass(frozen=True, slots=True, eq=False)
class Tastes:
    """What somebody may like.

    `weight` is values x tastes, not below zero; 1 for what nobody chooses. `prior` says how likely
    each taste is before anything is chosen; `whole` is the logarithm of each taste's Z(all), for
    the body the `facts` tell of.
    """

    weight: Floats
    prior: Floats
    whole: Floats
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Mixed:
    """How likely all is beside the own choices.

    `each` value by number, of an option 1 in all: beside the own choices of other options. `given`
    each taste (values x tastes) the same. `tastes`: how likely each is now, 1 in all. Where own
    choices clash, all is 0.
    """

    each: Floats
    given: Floats
    tastes: Floats


def tastes(diagram: Diagram, facts: Mapping[str, str], weight: Floats, prior: Floats) -> Tastes:
    """Tastes of somebody with that body; `prior` need not add up to 1."""
    whole = sums(diagram, held(diagram, {}, facts), weight).logarithm
    return Tastes(weight, prior / prior.sum(), whole, facts)


def mixed(diagram: Diagram, own: Mapping[str, str], of: Tastes) -> Mixed:
    """How likely every value of every option is for somebody with these own choices."""
    found = sums(diagram, held(diagram, own, of.facts), of.weight)
    with np.errstate(divide="ignore"):
        start = np.where(np.isfinite(of.whole), np.log(of.prior) - of.whole, -np.inf)
    layers = np.repeat(np.arange(len(diagram.options)), np.diff(diagram.first_value))
    # A factor common to a layer cancels out, and the largest as 1 keeps the others in range.
    factors = found.logs + start
    factors = np.exp(factors - _finite(factors.max(axis=1, keepdims=True)))
    each = of_option(diagram, (found.each * factors[layers]).sum(axis=1))
    now = found.logarithm + start
    now = np.exp(now - _finite(now.max()))
    return Mixed(each, of_option(diagram, found.each), now / (now.sum() or 1.0))


def _finite(logarithm: Floats) -> Floats:
    return np.where(np.isfinite(logarithm), logarithm, 0.0)
