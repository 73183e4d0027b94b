"""The arbiter: of all messages that all plans want sent to one person, which goes now, and why not.

There is one, for messages of every kind. What a person waits for (SERVICE) is free of caps, of
worth and of open complaints, and first; all else asks consent, and is weighed against the
disturbance. Questions inside a configuration the visitor opened are no messages and never come
here.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from customers.dialogue.message import Because, Fate, Intent, Nature, Sent, Verdict
from customers.dialogue.pressure import Pressure
from customers.rights.purpose import Channel

MOST_SELLING_A_DAY = 1
SOON = timedelta(hours=1)
"""So long who came lately waits to be looked at, again and again: a night will do it."""

FIRST = {Nature.SERVICE: 0, Nature.ASKING: 1, Nature.SELLING: 1}

MayNow = Callable[[str, Channel], str | None]
"""Gives the refusal of a purpose by a channel, None if a message may go."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """What decides about messages to one person, merged ones together.

    `local` is now, with the zone he lives in; `sent` at least what went in the last seven days.
    `odds` says by channel how likely he answers now, `habit` which was chosen for him at this part
    of the day, `refuses` what he said to a purpose by a channel. `offered` are the channels he is
    given for all that is no service (None: each), `is_costly` says that he took the effort of his
    year. `is_identified` once a contact is proved or a card was shown, `is_differentiated` once
    his value was looked at; of who `is_restricted` things are only kept.
    """

    local: datetime
    country: str
    reachable: Collection[Channel]
    refuses: MayNow
    odds: Mapping[Channel, float] = field(default_factory=dict)
    habit: Channel | None = None
    offered: Collection[Channel] | None = None
    sent: tuple[Sent, ...] = ()
    held_back: Collection[str] = ()
    complains: bool = False
    is_costly: bool = False
    is_restricted: bool = False
    is_identified: bool = True
    is_differentiated: bool = True


def decide(
    intents: Sequence[Intent],
    whom: Recipient,
    pressure: Pressure,
    enabled: Collection[Channel],
) -> tuple[Verdict, ...]:
    """What becomes of each intent now, those that go in the order in which they are to be sent.

    `enabled` are the channels whose check-list passed. What goes counts at once for the next.
    """
    verdicts = []
    selling = ""
    for one in sorted(intents, key=lambda one: (FIRST[one.nature], -one.worth_cents, one.id)):
        verdict = _Case(one, whom, pressure, enabled, selling).verdict()
        verdicts.append(verdict)
        if verdict.fate is Fate.GOES and verdict.channel:
            went = Sent(whom.local, verdict.channel, one.nature)
            whom = replace(whom, sent=(*whom.sent, went))
            selling = one.id if one.nature is Nature.SELLING else selling
    return tuple(verdicts)


@dataclass(frozen=True, slots=True)
class _Case:
    """One intent before the arbiter; `selling` is what it let go a moment ago to sell."""

    intent: Intent
    whom: Recipient
    pressure: Pressure
    enabled: Collection[Channel]
    selling: str

    def verdict(self) -> Verdict:
        """By the gate of phases first (identify, differentiate, dialogue), then by channel."""
        lapse = self._never()
        if lapse is not None:
            return self._lapses(lapse)
        wait = self._not_today()
        return wait if wait is not None else self._by_channel()

    def _never(self) -> Because | None:
        intent, whom = self.intent, self.whom
        checks = {
            Because.NO_OBJECTIVE: not (intent.objective.strip() and intent.measure.strip()),
            Because.NOT_IDENTIFIED: not whom.is_identified,
            Because.TOO_LATE: whom.local >= intent.ends_at,
            Because.HELD_BACK: not self._serves and intent.programme in whom.held_back,
        }
        return next((because for because, holds in checks.items() if holds), None)

    def _not_today(self) -> Verdict | None:
        whom, tomorrow = self.whom, self._tomorrow()
        until = {Because.TOO_EARLY: self.intent.begins_at, Because.NOT_DIFFERENTIATED: self._soon()}
        checks = {
            Because.TOO_EARLY: whom.local < self.intent.begins_at,
            Because.RESTRICTED: whom.is_restricted,
            Because.NOT_DIFFERENTIATED: self._sells and not whom.is_differentiated,
            Because.COMPLAINT: self._sells and whom.complains,
            Because.EFFORT: whom.is_costly and not self._serves,
            Because.ANOTHER_TODAY: self._sells and self._sold_today() >= MOST_SELLING_A_DAY,
        }
        because = next((one for one, holds in checks.items() if holds), None)
        if because is None:
            return None
        instead = self.selling if because is Because.ANOTHER_TODAY else ""
        return self._waits(until.get(because, tomorrow), because, instead)

    def _by_channel(self) -> Verdict:
        tried = {channel: self._against(channel) for channel in self._channels()}
        free = next((channel for channel, against in tried.items() if against is None), None)
        if free is not None:
            return Verdict(self.intent, Fate.GOES, free)
        against = [one for one in tried.values() if one is not None]
        if not against:
            return self._lapses(Because.UNREACHABLE)
        passing = [one for one in against if one.fate is Fate.WAITS and one.until is not None]
        return min(passing, key=lambda one: one.until or self.intent.ends_at, default=against[0])

    def _channels(self) -> list[Channel]:
        """Those of the intent, for service in its order, else his habit and what is worth most."""
        its = list(self.intent.channels)
        if self._serves:
            return its
        return sorted(its, key=lambda one: (one is self.whom.habit, self._worth(one)), reverse=True)

    def _against(self, channel: Channel) -> Verdict | None:
        """Why it may not go by this channel now; None if it may."""
        whom, local = self.whom, self.whom.local
        shut = not self._serves and self.pressure.is_shut(channel)
        if shut or channel not in self.enabled:
            return self._lapses(Because.CLOSED, channel)
        if channel not in whom.reachable:
            return self._lapses(Because.UNREACHABLE, channel)
        if not (self._serves or whom.offered is None or channel in whom.offered):
            return self._lapses(Because.POLICY, channel)
        refusal = whom.refuses(self.intent.purpose, channel)
        if refusal is not None:
            return self._lapses(Because.CONSENT, refusal)
        opens = self.pressure.opens(channel, whom.country, local)
        if opens != local:
            late = opens or self.intent.ends_at
            return self._waits(late, Because.QUIET, channel)
        return None if self._serves else self._too_much(channel)

    def _too_much(self, channel: Channel) -> Verdict | None:
        full = self.pressure.full(channel, self.whom.sent, self.whom.local)
        if full is not None:
            return self._waits(self._tomorrow(), Because.CAP, full)
        if self._worth(channel) < 0:
            return self._waits(self._tomorrow(), Because.NOT_WORTH, channel)
        return None

    def _worth(self, channel: Channel) -> float:
        """Cents expected of an answer, less what the message costs and disturbs."""
        gain = self.intent.worth_cents * self.whom.odds.get(channel, 0.0)
        return gain - self.pressure.cost(channel, self.whom.sent, self.whom.local)

    def _waits(self, until: datetime, because: Because, detail: str = "") -> Verdict:
        if until >= self.intent.ends_at:
            return self._lapses(because, detail)
        return Verdict(self.intent, Fate.WAITS, until=until, because=because, detail=detail)

    def _lapses(self, because: Because, detail: str = "") -> Verdict:
        return Verdict(self.intent, Fate.LAPSES, because=because, detail=detail)

    def _sold_today(self) -> int:
        local = self.whom.local
        return sum(
            one.nature is Nature.SELLING and one.at.astimezone(local.tzinfo).date() == local.date()
            for one in self.whom.sent
        )

    def _soon(self) -> datetime:
        return self.whom.local + SOON

    def _tomorrow(self) -> datetime:
        local = self.whom.local
        return datetime.combine(local.date() + timedelta(1), time(), local.tzinfo)

    @property
    def _serves(self) -> bool:
        return self.intent.nature is Nature.SERVICE

    @property
    def _sells(self) -> bool:
        return self.intent.nature is Nature.SELLING
