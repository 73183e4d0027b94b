"""`surmesure audit`: whether anybody changed, dropped, moved or cut off what was written down."""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from configurator.anchors import (
    Anchor,
    anchors_file,
    note_anchor,
    noted_anchors,
    read_anchors,
)
from configurator.command import settings_of_here
from configurator.settings import Settings
from configurator.storage.chains import CHAINS, end_of, first_broken_in, hashes_at
from configurator.storage.database import Database, open_database

ALTERED = "was altered, moved, or follows a missing one"
REMADE = "is not the one that was noted: all before it was made anew"
CUT_OFF = "was noted and is gone: the end was cut off"


@dataclass(frozen=True, slots=True)
class Chain:
    """What became of a chain: the number of the first entry that is broken, and why; None if whole.

    `anchored` is the last entry that an anchor holds fast; what came after it, only the chain does.
    """

    entries: int
    first_broken: int | None
    why: str
    anchored: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Both chains, and how many lines of the anchors were not written by us."""

    chains: dict[str, Chain]
    bad_anchors: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing was tampered with, as far as can be told."""
        return not self.bad_anchors and not any(one.why for one in self.chains.values())


@click.group("audit")
def audit_command() -> None:
    """The audit trail and the log of events, each entry chained to the one before."""


@audit_command.command("verify")
@click.option("--anchors", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def verify_command(anchors: Path | None, *, as_json: bool) -> None:
    """Walk both chains; name the first broken entry and end with 1.

    --anchors names a file of anchors kept elsewhere, besides those in the data folder.
    """
    settings = settings_of_here()
    more = read_anchors(anchors.read_text("utf-8").splitlines(), settings) if anchors else ()
    database = open_database(settings)
    try:
        verdict = verified(database, [*noted_anchors(settings), *more])
    finally:
        database.close()
    told = {**asdict(verdict), "whole": verdict.is_whole}
    click.echo(json.dumps(told) if as_json else "\n".join(_words(verdict, settings)))
    if not verdict.is_whole:
        raise click.exceptions.Exit(1)


@audit_command.command("anchor")
def anchor_command() -> None:
    """Note where both chains end now, and print the line, to be kept elsewhere."""
    settings = settings_of_here()
    database = open_database(settings)
    try:
        click.echo(note_anchor(database, settings, datetime.now(UTC)))
    finally:
        database.close()


def verified(database: Database, anchors: Collection[Anchor | None]) -> Verdict:
    """What became of both chains, held against `anchors`."""
    ours = [one for one in anchors if one is not None]
    chains = {chain: _chain(database, chain, ours) for chain in CHAINS}
    return Verdict(chains, len(anchors) - len(ours))


def _chain(database: Database, chain: str, anchors: Collection[Anchor]) -> Chain:
    noted = {one.ends[chain].number: one.ends[chain].hash for one in anchors if chain in one.ends}
    noted.pop(0, None)
    with database.reading() as session:
        entries = end_of(session, chain).number
        broken = first_broken_in(session, chain)
        there = hashes_at(session, chain, noted)
    last = max(noted, default=0)
    if broken is not None:
        return Chain(entries, broken, ALTERED, last)
    for number in sorted(noted):
        if number not in there:
            return Chain(entries, entries + 1, CUT_OFF, last)
        if there[number] != noted[number]:
            return Chain(entries, number, REMADE, last)
    return Chain(entries, None, "", last)


def _words(verdict: Verdict, settings: Settings) -> list[str]:
    said = [
        f"{name}: entry {one.first_broken} {one.why}"
        if one.why
        else f"{name}: {one.entries} entries, whole; held fast by an anchor up to {one.anchored}"
        for name, one in verdict.chains.items()
    ]
    if verdict.bad_anchors:
        said.append(f"{verdict.bad_anchors} lines of {anchors_file(settings)} are not ours")
    return said
