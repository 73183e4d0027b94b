"""Clusters: records that links bring together, and the link that holds each together least."""

from collections.abc import Iterable
from dataclasses import dataclass

from customers.identity.matching import Link


@dataclass(frozen=True, slots=True)
class Cluster:
    """Records that may all be one person, and the weakest link among them.

    Without `weakest`, and links still weaker, the cluster falls apart: so no chain of likenesses
    makes one person of two without being seen.
    """

    members: tuple[str, ...]
    weakest: Link


def clusters(links: Iterable[Link]) -> tuple[Cluster, ...]:
    """What the links bring together, the most doubtful cluster first; members by their ids.

    Only the strongest links that are needed hold a cluster together (J. B. Kruskal, 1956); the
    weakest of those is the one to look at. Ids must name one record each, in both sources.
    """
    together: dict[str, list[str]] = {}
    weakest: dict[int, Link] = {}
    for link in sorted(links, key=lambda link: (-link.probability, link.a, link.b)):
        ours = together.setdefault(link.a, [link.a])
        theirs = together.setdefault(link.b, [link.b])
        if ours is theirs:
            continue
        if len(ours) < len(theirs):
            ours, theirs = theirs, ours
        ours += theirs
        together |= dict.fromkeys(theirs, ours)
        weakest.pop(id(theirs), None)
        # Links come strongest first: the last that was needed is the weakest.
        weakest[id(ours)] = link
    groups = {id(members): members for members in together.values()}
    found = (Cluster(tuple(sorted(groups[key])), weakest[key]) for key in groups if key in weakest)
    return tuple(sorted(found, key=lambda one: (one.weakest.probability, one.members)))
