"""The one door to scikit-learn: trees, first centres of groups, and how alike two sortings are.

It is imported when a job first needs it: no page waits for that.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]

STARTS = 4
DEPTH, SMALLEST_LEAF = 4, 5
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Node:
    """A question of a tree, by its column: on with `no` below, with `yes` from a half on.

    A leaf has no column (-1) and the `counts` of labels of who came there in learning.
    """

    column: int
    no: int
    yes: int
    counts: tuple[float, ...]


def centres(known: Floats, number: int, seed: int) -> Longs:
    """The nearest of so many centres for each row."""
    from sklearn.cluster import KMeans  # noqa: PLC0415 - only jobs need it

    distinct = len(np.unique(known, axis=0))
    found = KMeans(min(number, distinct), n_init=STARTS, random_state=seed).fit(known)
    return np.asarray(found.labels_, np.int64)


def alike(one: Sequence[int], other: Sequence[int]) -> float:
    """How alike two sortings of the same people are: 1 the same, 0 as by chance.

    The adjusted Rand index (Hubert and Arabie, Journal of Classification 2, 1985).
    """
    from sklearn.metrics import adjusted_rand_score  # noqa: PLC0415 - as above

    return float(adjusted_rand_score(one, other))


def tree(known: Floats, labels: Longs, seed: int) -> tuple[Node, ...]:
    """A tree short enough to be read, its root first."""
    grown = _tree(seed).fit(known, labels).tree_
    return tuple(
        Node(
            column=int(column) if no >= 0 else -1,
            no=int(no),
            yes=int(yes),
            counts=tuple(float(share) for share in value[0]),
        )
        for column, no, yes, value in zip(
            grown.feature,
            grown.children_left,
            grown.children_right,
            grown.value,
            strict=True,
        )
    )


def held_out(known: Floats, labels: Longs, seed: int) -> Longs:
    """What trees say of each row that were grown without it."""
    from sklearn.model_selection import StratifiedKFold, cross_val_predict  # noqa: PLC0415 - as above

    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    return np.asarray(cross_val_predict(_tree(seed), known, labels, cv=folds), np.int64)


def _tree(seed: int):  # type: ignore[no-untyped-def]  # noqa: ANN202 - its class ships no types
    from sklearn.tree import DecisionTreeClassifier  # noqa: PLC0415 - as above

    return DecisionTreeClassifier(
        max_depth=DEPTH, min_samples_leaf=SMALLEST_LEAF, random_state=seed
    )
