"""Segmentations and segments as values, and how rows hold them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from configurator.storage.tables_segments import SegmentationRow, SegmentRow
from customers.needs.criteria import Criteria
from customers.needs.judged import Figures, Trait, Warn
from customers.needs.learned import Weak
from customers.needs.levers import Lever, Strategy
from customers.needs.rule import Claimed, Reader, Written
from customers.needs.segmentation import Asked, Family, Model, Rules, Way, model_from


class State(StrEnum):
    """How far a segmentation is; of each family one is in force."""

    ASKED = "asked"
    MADE = "made"
    REFUSED = "refused"
    IN_FORCE = "in_force"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Segmentation:
    """What was asked for and what came of it.

    `names` are suggested, `figures` one for each; `problems` and `weak` say why nothing was made.
    `met` are the values its rules were read with, `kept` the document of what was learned or found.
    """

    id: str
    asked: Asked
    state: State
    asked_by: str
    asked_at: datetime
    made_at: datetime | None
    revision: int
    names: tuple[str, ...] = ()
    figures: tuple[Figures, ...] = ()
    agreement: float = 0.0
    separation: float = 0.0
    problems: tuple[str, ...] = ()
    weak: Weak | None = None
    met: Mapping[str, Sequence[str]] = field(default_factory=dict)
    kept: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment that was saved, at its place among those of its segmentation."""

    id: str
    segmentation: str
    place: int
    name: str
    strategy: Strategy
    treatment: str
    revision: int


def model_of(one: Segmentation, criteria: Criteria, met: Mapping[str, Iterable[str]]) -> Model:
    """What sorts people by a segmentation that was made; `met` are the values met by now."""
    if one.kept is not None:
        return model_from(one.kept)
    both = {key: {*one.met.get(key, ()), *met.get(key, ())} for key in {*one.met, *met}}
    reader = Reader(criteria, both)
    claimed, _ = reader.understood(one.asked.written)
    by_key: dict[str, Claimed] = {claim.key: claim for claim in claimed}
    return Rules(reader, tuple(by_key[key] for key in one.names if key in by_key))


def segmentation_from(row: SegmentationRow) -> Segmentation:
    """For storage alone: the segmentation in a row."""
    found, asked = row.found, row.asked
    weak = found.get("weak")
    return Segmentation(
        id=row.id,
        asked=Asked(
            Family(row.family),
            Way(row.way),
            tuple(Written(**one) for one in asked["written"]),
            tuple(asked["criteria"]),
            asked["number"],
            asked["seed"],
        ),
        state=State(row.state),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        made_at=row.made_at,
        revision=row.revision,
        names=tuple(found.get("names", ())),
        figures=tuple(_figures(one) for one in found.get("figures", ())),
        agreement=found.get("agreement", 0.0),
        separation=found.get("separation", 0.0),
        problems=tuple(found.get("problems", ())),
        weak=Weak(**weak) if weak else None,
        met=found.get("met", {}),
        kept=found.get("kept"),
    )


def _figures(kept: Mapping[str, Any]) -> Figures:
    traits = tuple(Trait(**one) for one in kept["stands_out"])
    warnings = tuple(Warn(one) for one in kept["warnings"])
    return Figures(**{**kept, "stands_out": traits, "warnings": warnings})


def segment_from(row: SegmentRow) -> Segment:
    """For storage alone: the segment in a row."""
    levers = {Lever(key): text for key, text in row.levers.items()}
    strategy = Strategy(row.description, levers, row.is_target)
    return Segment(
        row.id, row.segmentation, row.place, row.name, strategy, row.treatment, row.revision
    )
