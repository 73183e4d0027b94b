"""Segmentations: all customers sorted in one of three ways, as it is asked for, made and judged."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

import numpy as np

from catalog.problems import Problem
from customers.needs.coding import Codes, Floats, Scale, coded, met, scale
from customers.needs.criteria import Criteria, Criterion
from customers.needs.groups import Groups, groups, sample
from customers.needs.judged import Figures, Longs, Sorted, agreement, judged, separation
from customers.needs.learned import Tree, Weak, learned
from customers.needs.rule import Claimed, Reader, Written, members
from customers.needs.traits import Traits
from customers.needs.with_sklearn import Node
from customers.taste.classes import mixed_up
from rules.scope import options_of

RESAMPLES, JUDGED_BY = 8, 4_000
"""So often is it made again, and from so many people at most."""

KNOWN_OF = 0.3
"""Criteria known of a smaller share of people are left out where segments are learned or found."""


class Family(StrEnum):
    """What a segment is about: everybody is in one of each at most."""

    NEED = "need"
    PROFITABILITY = "profitability"
    CHANNEL = "channel"


class Way(StrEnum):
    """How segments come about: written down, learned from labels, or found in the data."""

    RULES = "rules"
    LABELS = "labels"
    FOUND = "found"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for.

    `written` are the rules in order; `criteria` are what may tell people apart elsewhere (none: all
    that are known of enough people); `number` of groups, 0 for as many as there are; one `seed`
    gives the same segments.
    """

    family: Family
    way: Way
    written: tuple[Written, ...] = ()
    criteria: tuple[str, ...] = ()
    number: int = 0
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Everybody who may be sorted: who, what is known, what he is worth (NaN: not valued).

    `labels` are what people of the shop said of some, by id.
    """

    ids: Sequence[str]
    traits: Sequence[Traits]
    cents: Floats
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rules:
    """Segments by rules, the first that is true of somebody has him."""

    reader: Reader
    claimed: tuple[Claimed, ...]

    def places(self, people: Sequence[Traits]) -> list[int]:
        """The place of the first rule that is true of each; -1 if none is."""
        found = np.full(len(people), -1)
        for place in reversed(range(len(self.claimed))):
            found[members(self.reader, self.claimed[place].claim, people)] = place
        return found.tolist()

    def why(self, person: Traits, place: int) -> tuple[tuple[str, str, str], ...]:
        """What is known of the person of what the rule speaks of."""
        about = sorted(options_of(self.claimed[place].claim))
        return tuple((key, "=", person[key]) for key in about if key in person)


Model = Rules | Tree | Groups


@dataclass(frozen=True, slots=True)
class Made:
    """A segmentation that was made: the segments' names, what each is, and how good it is.

    `agreement` of resamples and `separation` are of all segments together.
    """

    model: Model
    names: tuple[str, ...]
    figures: tuple[Figures, ...]
    agreement: float
    separation: float


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was made: sentences with mistakes, labels that tell nothing, or nobody to sort."""

    problems: tuple[Problem, ...] = ()
    weak: Weak | None = None


def made(asked: Asked, people: People, criteria: Criteria) -> Made | Refused:
    """The segmentation that is asked for, made of these people and judged by them."""
    if not people.ids:
        return Refused()
    model = _model(asked, people, criteria, asked.seed)
    if isinstance(model, Refused):
        return model
    names = _names(asked, model)
    chosen = asked.criteria
    if isinstance(model, Rules):
        chosen = tuple(sorted({key for one in model.claimed for key in options_of(one.claim)}))
    scales = _scales(criteria, chosen, people)
    some = sample(len(people.ids), JUDGED_BY, asked.seed)
    places = np.array(model.places(people.traits), np.int64)
    what = Sorted(scales, coded(scales, people.traits), places, people.cents)
    same = replace(asked, number=len(names)) if asked.way is Way.FOUND else asked
    fewer = _part(what, some, _again(same, people, criteria, some))
    figures = judged(what, len(names), criteria.limits)
    stable = judged(fewer, len(names), criteria.limits)
    together = tuple(map(_joined, figures, stable))
    return Made(model, names, together, agreement(fewer), separation(what, len(names)))


def _joined(whole: Figures, part: Figures) -> Figures:
    """The figures of all, with the stability that was found on some."""
    warnings = {one for one in whole.warnings if one.value != "unstable"}
    warnings |= {one for one in part.warnings if one.value == "unstable"}
    told = asdict(whole) | {
        "stability": part.stability,
        "warnings": tuple(sorted(warnings)),
        "stands_out": whole.stands_out,
    }
    return Figures(**told)


def _model(asked: Asked, people: People, criteria: Criteria, seed: int) -> Model | Refused:
    match asked.way:
        case Way.RULES:
            reader = Reader(criteria, met(people.traits, criteria.all))
            claimed, problems = reader.understood(asked.written)
            return Refused(tuple(problems)) if problems else Rules(reader, tuple(claimed))
        case Way.LABELS:
            told = [
                (person, people.labels[one])
                for one, person in zip(people.ids, people.traits, strict=True)
                if one in people.labels
            ]
            scales = _scales(criteria, asked.criteria, people)
            labels = [label for _, label in told]
            found = learned(scales, [one for one, _ in told], labels, criteria.limits, seed)
            return Refused(weak=found) if isinstance(found, Weak) else found
        case Way.FOUND:
            scales = _scales(criteria, asked.criteria, people)
            return groups(scales, people.traits, seed, asked.number) if scales else Refused()


def _names(asked: Asked, model: Model) -> tuple[str, ...]:
    match model:
        case Rules(_, claimed):
            return tuple(one.key for one in claimed)
        case Tree(_, labels):
            return labels
        case Groups():
            return tuple(f"{asked.family} {place + 1}" for place in range(len(model.shares)))


def _scales(criteria: Criteria, chosen: Sequence[str], people: People) -> list[Scale]:
    """Scales of what is chosen, else of what is known of enough people."""
    wanted = [one for one in criteria.all if one.key in chosen] if chosen else criteria.all
    least = 0 if chosen else KNOWN_OF * len(people.ids)
    return [
        made_
        for one in wanted
        if _known(one, people) > least and len((made_ := scale(one, people.traits)).values) > 1
    ]


def _known(one: Criterion, people: People) -> int:
    return sum(one.key in person for person in people.traits)


def _again(asked: Asked, people: People, criteria: Criteria, some: Longs) -> Sequence[Longs]:
    """Places of some people when all is made again from resamples of them; none for rules."""
    if asked.way is Way.RULES:
        return ()
    found = []
    traits = [people.traits[one] for one in some.tolist()]
    for turn in range(1, RESAMPLES + 1):
        # Drawn with replacement, the same each time.
        lots = (mixed_up(asked.seed + turn, len(some)) % np.uint64(len(some))).astype(np.int64)
        part = People(
            [people.ids[one] for one in some[lots].tolist()],
            [traits[one] for one in lots.tolist()],
            people.cents[some[lots]],
            people.labels,
        )
        model = _model(asked, part, criteria, asked.seed + turn)
        if not isinstance(model, Refused):
            found.append(np.array(model.places(traits), np.int64))
    return found


def _part(what: Sorted, some: Longs, again: Sequence[Longs]) -> Sorted:
    codes: Codes = what.codes[some]
    return Sorted(what.scales, codes, what.places[some], what.cents[some], again)


def document(model: Tree | Groups) -> dict[str, Any]:
    """What was learned or found, as JSON; rules are kept as they were written."""
    scales = [asdict(one) for one in model.scales]
    if isinstance(model, Tree):
        nodes = [asdict(one) for one in model.nodes]
        told = {"labels": model.labels, "right": model.right, "usual": model.usual}
        return {"scales": scales, "nodes": nodes, **told}
    return {"scales": scales, "shares": model.shares.tolist(), "given": model.given.tolist()}


def model_from(kept: Mapping[str, Any]) -> Tree | Groups:
    """What `document` wrote."""
    scales = tuple(
        Scale(one["key"], tuple(one["values"]), tuple(one["classes"])) for one in kept["scales"]
    )
    if "nodes" in kept:
        nodes = tuple(
            Node(one["column"], one["no"], one["yes"], tuple(one["counts"]))
            for one in kept["nodes"]
        )
        return Tree(scales, tuple(kept["labels"]), nodes, kept["right"], kept["usual"])
    return Groups(scales, np.array(kept["shares"]), np.array(kept["given"]))
