"""The innermost loops over a diagram's edges, compiled to machine code.

Compiled once per machine and cached beside this file. The names of arguments are those of
`rules.layers.Diagram` and `rules.passes`.
"""

import numpy as np
from numba import njit

FREE = -1
NEVER = 1 << 60
"""As `rules.layers` explains them."""

ALGEBRAS = 5
CHANGES, COUNT, CHEAPEST, DEAREST, DAYS = range(ALGEBRAS)


@njit(cache=True)
def stands(held, value):
    """Whether a layer that holds `held` lets `value` pass."""
    return held == FREE or held == value  # noqa: PLR1714 - the compiler knows no mixed tuples


@njit(cache=True)
def click(edges, held, weights, nodes, each):
    """Fill `each[value, algebra]`; gives the root's row."""
    source, target, label, first_edge = edges
    own, facts, counted = held
    price, days = weights
    layers = len(own)
    up, down = unreached(nodes), unreached(nodes)
    each[:] = unreached(len(each))
    for rows, end in ((up, nodes - 1), (down, 0)):
        rows[end] = 0
        rows[end, COUNT] = 1
    for layer in range(layers - 1, -1, -1):
        mine, fact, sums = own[layer], facts[layer], counted[layer]
        for edge in range(first_edge[layer], first_edge[layer + 1]):
            value, here, there = label[edge], source[edge], target[edge]
            if not stands(fact, value):
                continue
            given_up = not stands(mine, value)
            up[here, CHANGES] = min(up[here, CHANGES], up[there, CHANGES] + given_up)
            if given_up or up[there, CHEAPEST] == NEVER:
                continue
            count = up[there, COUNT]
            up[here, COUNT] = up[here, COUNT] + count if sums else max(up[here, COUNT], count)
            low, high = up[there, CHEAPEST] + price[value], up[there, DEAREST] + price[value]
            up[here, CHEAPEST] = min(up[here, CHEAPEST], low)
            up[here, DEAREST] = max(up[here, DEAREST], high)
            up[here, DAYS] = min(up[here, DAYS], max(up[there, DAYS], days[value]))
    for layer in range(layers):
        mine, fact, sums = own[layer], facts[layer], counted[layer]
        for edge in range(first_edge[layer], first_edge[layer + 1]):
            value, here, there = label[edge], source[edge], target[edge]
            if not stands(fact, value):
                continue
            given_up = not stands(mine, value)
            changes = down[here, CHANGES]
            each[value, CHANGES] = min(each[value, CHANGES], changes + up[there, CHANGES])
            down[there, CHANGES] = min(down[there, CHANGES], changes + given_up)
            if down[here, CHEAPEST] == NEVER:
                continue
            low, high = down[here, CHEAPEST] + price[value], down[here, DEAREST] + price[value]
            late = max(down[here, DAYS], days[value])
            if up[there, CHEAPEST] < NEVER:
                if sums:
                    each[value, COUNT] += down[here, COUNT] * up[there, COUNT]
                each[value, CHEAPEST] = min(each[value, CHEAPEST], low + up[there, CHEAPEST])
                each[value, DEAREST] = max(each[value, DEAREST], high + up[there, DEAREST])
                each[value, DAYS] = min(each[value, DAYS], max(late, up[there, DAYS]))
            if given_up:
                continue
            if sums:
                down[there, COUNT] += down[here, COUNT]
            down[there, CHEAPEST] = min(down[there, CHEAPEST], low)
            down[there, DEAREST] = max(down[there, DEAREST], high)
            down[there, DAYS] = min(down[there, DAYS], late)
    return up[0]


@njit(cache=True)
def unreached(rows):
    """Rows of algebras that nothing has reached yet."""
    result = np.full((rows, ALGEBRAS), NEVER)
    result[:, COUNT] = 0
    result[:, DEAREST] = -NEVER
    return result


@njit(cache=True)
def possible(edges, held, nodes, each):
    """Fill `each[value]` with whether it stands: the and/or pass alone."""
    source, target, label, first_edge = edges
    own, facts = held
    up, down = np.zeros(nodes, np.bool_), np.zeros(nodes, np.bool_)
    up[nodes - 1] = down[0] = True
    for layer in range(len(own) - 1, -1, -1):
        for edge in range(first_edge[layer], first_edge[layer + 1]):
            value = label[edge]
            if stands(own[layer], value) and stands(facts[layer], value):
                up[source[edge]] |= up[target[edge]]
    for layer in range(len(own)):
        for edge in range(first_edge[layer], first_edge[layer + 1]):
            value = label[edge]
            if down[source[edge]] and stands(facts[layer], value):
                each[value] |= up[target[edge]]
                down[target[edge]] |= stands(own[layer], value)


@njit(cache=True)
def cheapest(edges, cost, up, picked):
    """Fill `up[node]`, the least cost below, and `picked[node]`, the edge that gives it."""
    source, target, label = edges
    for edge in range(len(source) - 1, -1, -1):
        if cost[label[edge]] < NEVER and up[target[edge]] < NEVER:
            total = up[target[edge]] + cost[label[edge]]
            # Edges come last to first, so that among equals the first value stays.
            if total <= up[source[edge]]:
                up[source[edge]] = total
                picked[source[edge]] = edge


@njit(cache=True)
def trace(edges, picked, taken):
    """Fill `taken[layer]` with the values on the way down that `picked` gives."""
    target, label = edges
    node = 0
    for layer in range(len(taken)):
        taken[layer] = label[picked[node]]
        node = target[picked[node]]


@njit(cache=True)
def reaches(edges, taken, up):
    """Whether some way down has the values `taken`; `up[node]` says so for the ways from there."""
    source, target, label, first_edge = edges
    up[:] = False
    up[len(up) - 1] = True
    for layer in range(len(taken) - 1, -1, -1):
        mine = taken[layer]
        for edge in range(first_edge[layer], first_edge[layer + 1]):
            if stands(mine, label[edge]):
                up[source[edge]] |= up[target[edge]]
    return up[0]


@njit(cache=True)
def shrink(edges, taken, tried, up):
    """Set FREE each of `tried` layers, in turn, without which the others still cannot stand."""
    for layer in tried:
        mine = taken[layer]
        taken[layer] = FREE
        if reaches(edges, taken, up):
            taken[layer] = mine


@njit(cache=True)
def least_by_step(edges, cost, steps, up):
    """Fill `up[node, sum]`, the least cost below of the ways whose `steps` come to that sum."""
    source, target, label = edges
    up[:] = NEVER
    up[len(up) - 1, 0] = 0
    for edge in range(len(source) - 1, -1, -1):
        value, here, there = label[edge], source[edge], target[edge]
        if cost[value] >= NEVER:
            continue
        for below in range(up.shape[1] - steps[value]):
            if up[there, below] < NEVER:
                above = below + steps[value]
                up[here, above] = min(up[here, above], up[there, below] + cost[value])


@njit(cache=True)
def bits_below(edges, counted, up):
    """Fill `up[node]` with the binary logarithm of the number of ways below."""
    source, target, _label, first_edge = edges
    up[:] = -np.inf
    up[len(up) - 1] = 0.0
    for layer in range(len(counted) - 1, -1, -1):
        for edge in range(first_edge[layer], first_edge[layer + 1]):
            here, there = up[source[edge]], up[target[edge]]
            most = max(here, there)
            if counted[layer] and min(here, there) > -np.inf:
                most += np.log2(1.0 + 2.0 ** -abs(here - there))
            up[source[edge]] = most


@njit(cache=True)
def ways_below(edges, held, primes, up):
    """Fill `up[node, place]` with the number of ways below, modulo `primes[place]`.

    What is not counted lies below all that is: there one way is as good as many.
    """
    source, target, label, first_edge = edges
    own, facts, counted = held
    up[len(up) - 1] = 1
    for layer in range(len(own) - 1, -1, -1):
        for edge in range(first_edge[layer], first_edge[layer + 1]):
            value, here, there = label[edge], source[edge], target[edge]
            if not (stands(own[layer], value) and stands(facts[layer], value)):
                continue
            for place in range(len(primes)):
                if counted[layer]:
                    total = up[here, place] + up[there, place]
                    up[here, place] = total - primes[place] if total >= primes[place] else total
                else:
                    up[here, place] = max(up[here, place], up[there, place])


@njit(cache=True)
def ways_through(edges, held, primes, up, each):
    """Fill `each[value, place]` with the number of ways with it, modulo `primes[place]`."""
    source, target, label, first_edge = edges
    own, facts, counted = held
    down = np.zeros_like(up)
    down[0] = 1
    for layer in range(len(own)):
        if not counted[layer]:
            continue
        for edge in range(first_edge[layer], first_edge[layer + 1]):
            value, here, there = label[edge], source[edge], target[edge]
            if not stands(facts[layer], value):
                continue
            goes_on = stands(own[layer], value)
            for place in range(len(primes)):
                above, prime = down[here, place], primes[place]
                each[value, place] = (each[value, place] + above * up[there, place]) % prime
                if goes_on:
                    total = down[there, place] + above
                    down[there, place] = total - prime if total >= prime else total


@njit(cache=True)
def weigh(edges, held, weight, sums, found):
    """Fill `each[value, taste]` with the sum of the products of `weight` over designs with it.

    The sums of a layer share a factor, so that none runs out of the range of numbers: `logs[layer,
    taste]` is its natural logarithm. Gives the logarithm of the sum over all designs with the own
    choices, by taste. `sums`, twice per node and taste, is room to work in; `found` holds `each`
    and `logs`. What is not counted lies below all that is.
    """
    source, target, label, first_edge = edges
    own, facts, counted = held
    (up, down), (each, logs) = sums, found
    tastes, designs = weight.shape[1], len(own)
    stays = np.zeros(len(up), np.bool_)
    stays[len(up) - 1] = True
    while designs > 0 and not counted[designs - 1]:
        designs -= 1
        for edge in range(first_edge[designs], first_edge[designs + 1]):
            if stands(own[designs], label[edge]) and stands(facts[designs], label[edge]):
                stays[source[edge]] |= stays[target[edge]]
    up[:], down[:] = 0.0, 0.0
    for node in range(len(up)):
        if stays[node]:
            up[node] = 1.0
    factors = np.zeros((2, tastes))
    down[0] = 1.0
    for layer in range(designs - 1, -1, -1):
        logs[layer] = factors[0]
        for edge in range(first_edge[layer], first_edge[layer + 1]):
            value, here, there = label[edge], source[edge], target[edge]
            if stands(own[layer], value) and stands(facts[layer], value):
                for taste in range(tastes):
                    up[here, taste] += weight[value, taste] * up[there, taste]
        even(up, source, first_edge[layer], first_edge[layer + 1], factors[0])
    for layer in range(designs):
        logs[layer] += factors[1]
        for edge in range(first_edge[layer], first_edge[layer + 1]):
            value, here, there = label[edge], source[edge], target[edge]
            if not stands(facts[layer], value):
                continue
            goes_on = 1.0 if stands(own[layer], value) else 0.0
            for taste in range(tastes):
                above = down[here, taste] * weight[value, taste]
                each[value, taste] += above * up[there, taste]
                down[there, taste] += goes_on * above
        even(down, target, first_edge[layer], first_edge[layer + 1], factors[1])
    return factors[0] + np.log(up[0])


@njit(cache=True)
def even(sums, ends, first, stop, factors):
    """Divide rows at one end of some edges by the largest of each column, kept as a logarithm."""
    if first == stop:
        return
    low, high = ends[first:stop].min(), ends[first:stop].max() + 1
    largest = np.zeros(sums.shape[1])
    for row in range(low, high):
        for column in range(len(largest)):
            largest[column] = max(largest[column], sums[row, column])
    for column in range(len(largest)):
        if largest[column] > 0:
            factors[column] += np.log(largest[column])
            largest[column] = 1.0 / largest[column]
    for row in range(low, high):
        for column in range(len(largest)):
            sums[row, column] *= largest[column]
