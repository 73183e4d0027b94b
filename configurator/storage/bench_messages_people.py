"""People for `surmesure bench --messages`: who they are, what they allow, and what happens to them.

What is true of them is kept beside the shop's database, for the check afterwards.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import update
from sqlalchemy.orm import Session

from configurator.crowd.buyers import bought
from configurator.storage.bench_messages_rows import (
    BEGINS,
    account_row,
    customer_row,
    draft_row,
    earning_row,
    email,
    measuring_row,
    once,
    order_row,
    phone,
    scan_row,
    word,
)
from configurator.storage.bulk import insert_all
from configurator.storage.consents import note_consent
from configurator.storage.database import Database
from configurator.storage.events import batched, tell
from configurator.storage.identity import merge_persons
from configurator.storage.opposition import take_in_list
from configurator.storage.pairs import Decision
from configurator.storage.tables import (
    AccountRow,
    CustomerRow,
    DraftRow,
    MeasuringRow,
    OrderRow,
)
from configurator.storage.tables_cases import CaseRow
from configurator.storage.tables_fit import FitFeedbackRow
from configurator.storage.tables_identity import ContactRow
from configurator.storage.tables_programmes import AssignmentRow
from configurator.storage.tables_rights import ConsentRow
from configurator.storage.tables_value import EarningRow, ReferralRow
from configurator.storage.topics import Topic, follow
from customers.identity.event import Event, Kind, Source, Telling
from customers.rights.consent import EVERYTHING, Consent, Said
from customers.rights.purpose import Channel

COUNTRIES = ("FR", "FR", "FR", "MA", "SN", "GB", "")
CAMPAIGNS = tuple(f"campaign {number}" for number in (1, 2, 3))
DRAWN = (*CAMPAIGNS, "season", "expected_again", "care")
"""Programmes that one in ten goes without."""

ASKED = (Channel.EMAIL, Channel.SMS, Channel.PHONE, Channel.LETTER)
YEARS_BACK = 3 * 365
PROVED, ACCOUNTS, HELD_BACK, CANCELLED, COLLECTED = 0.8, 0.6, 0.1, 0.1, 0.8
"""So many proved a contact, have an account, go without a programme, cancel, or collect."""

DAILY: Mapping[Kind, float] = {
    Kind.ABANDONED: 0.02,
    Kind.VISITED: 0.01,
    Kind.VIEWED: 0.03,
    Kind.BOUGHT: 0.012,
    Kind.COMPLAINED: 0.004,
    Kind.RETURNED: 0.001,
    Kind.REFERRED: 0.002,
    Kind.MEASURED: 0.001,
}
"""How likely each happens to somebody on a day."""

FOLLOWS_EVERY = 3
"""One of so many follows new products."""


@dataclass(slots=True)
class Truth:
    """What is true: where each lives, who is whom, and when each said and complained of what."""

    country: dict[str, str] = field(default_factory=dict)
    leader: dict[str, str] = field(default_factory=dict)
    has_bought: set[str] = field(default_factory=set)
    opposed: set[str] = field(default_factory=set)
    without: set[tuple[str, str]] = field(default_factory=set)
    said: defaultdict[str, list[tuple[datetime, str, Channel, Said]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    complains: defaultdict[str, list[list[datetime]]] = field(
        default_factory=lambda: defaultdict(list)
    )


class Crowd:
    """So many people of one seed, in a shop of their own."""

    def __init__(self, database: Database, count: int, seed: int) -> None:
        self._database, self._chance = database, Random(seed)  # noqa: S311 - no secret
        self.ids = [f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}" for number in range(count)]
        self.truth = Truth()
        self._later = defaultdict[int, list[tuple[str, str]]](list)
        self._number = 0

    def settle(self) -> None:
        """Put them into the shop, with what they bought, said and are, before the first day."""
        self._come()
        self._buy()
        for day in (-2, -1):
            self._speak(BEGINS + timedelta(day), often=0.4)
        self._draw()

    def live(self, day: int) -> None:
        """What happens to them on a day."""
        at = BEGINS + timedelta(day)
        with self._database.recording() as session:
            for event in self._events(at, day):
                tell(session, event)
            for what, number in self._later.pop(day, ()):
                self._work(session, what, number, at)
        self._settle_cases(at)
        self._speak(at, often=0.02)

    def _come(self) -> None:
        long_ago = BEGINS - timedelta(400)
        for some in batched(self.ids):
            with self._database.recording() as session:
                for one in some:
                    tell(session, self._welcome(one, long_ago))
                insert_all(session, CustomerRow, [customer_row(one, long_ago) for one in some])
                for one in some[::FOLLOWS_EVERY]:
                    follow(session, one, [Topic.PRODUCTS], long_ago)
                rows = [self._contact(one, kind) for one in some for kind in ("email", "phone")]
                insert_all(
                    session, ContactRow, [one for one in rows if self._chance.random() < PROVED]
                )
                having = [one for one in some if self._chance.random() < ACCOUNTS]
                insert_all(session, AccountRow, [account_row(one, long_ago) for one in having])
                days = [self._chance.randrange(330, 380) for _ in some]
                rows = [measuring_row(one, ago) for one, ago in zip(some, days, strict=True)]
                insert_all(session, MeasuringRow, rows[::3])
        with self._database.recording() as session:
            for one, other in zip(self.ids[::50], self.ids[1::50], strict=False):
                merge_persons(session, one, other, Decision(f"m {one}", "", long_ago))
                self.truth.leader[other] = one
            listed = self.ids[::7]
            take_in_list(session, map(phone, listed), "", long_ago)
        self.truth.opposed |= set(listed)

    def _welcome(self, one: str, at: datetime) -> Event:
        self.truth.country[one] = country = self._chance.choice(COUNTRIES)
        told = {"country": country, "street": "1 rue des Lilas", "town": "Lyon"}
        fields = tuple(Telling(key, said, Source.PERSON, 70) for key, said in told.items() if said)
        return Event(f"come {one}", one, Kind.WELCOMED, at, at, tellings=fields)

    def _contact(self, one: str, kind: str) -> Mapping[str, object]:
        value = email(one) if kind == "email" else phone(one)[-9:]
        return {"kind": kind, "value": value, "person": one, "proved_at": BEGINS - timedelta(300)}

    def _buy(self) -> None:
        """What models learn from, and an order each for half of them."""
        made = bought(len(self.ids), 1, 180, YEARS_BACK)
        first = BEGINS.date().toordinal() - YEARS_BACK - 1
        rows = zip(made.who.tolist(), made.day.tolist(), made.cents.tolist(), strict=True)
        earned = [earning_row(self.ids[who], first + day, cents) for who, day, cents in rows]
        for one in self.ids[::2]:
            self.truth.has_bought.add(one)
        with self._database.recording() as session:
            insert_all(session, EarningRow, once(earned))
            insert_all(session, DraftRow, [draft_row(one) for one in self.ids[::2]])
            insert_all(session, OrderRow, [order_row(one) for one in self.ids[::2]])

    def _draw(self) -> None:
        drawn = [
            (one, key) for key in DRAWN for one in self.ids if self._chance.random() < HELD_BACK
        ]
        self.truth.without |= set(drawn)
        day = BEGINS.date().toordinal()
        rows = [
            {"programme": key, "person": one, "is_control": True, "day": day} for one, key in drawn
        ]
        with self._database.recording() as session:
            insert_all(session, AssignmentRow, rows)

    def _speak(self, at: datetime, often: float) -> None:
        """Some say yes, no, restrict everything or lift that."""
        words: list[tuple[str, str, Channel, Said]] = []
        for one in self.ids:
            if self._chance.random() < often:
                channel = self._chance.choice(ASKED)
                words.append((one, "marketing", channel, Said.GIVEN))
            for chance, purpose, channel, said in (
                (often / 10, "marketing", Channel.ANY, Said.WITHDRAWN),
                (often / 20, "similar", Channel.EMAIL, Said.WITHDRAWN),
                (often / 30, EVERYTHING, Channel.ANY, Said.WITHDRAWN),
                (often / 60, EVERYTHING, Channel.ANY, Said.LIFTED),
            ):
                if self._chance.random() < chance:
                    words.append((one, purpose, channel, said))
        for some in batched(words):
            with self._database.recording() as session:
                for place, (one, purpose, channel, said) in enumerate(some):
                    then = at + timedelta(seconds=place)
                    self.truth.said[one].append((then, purpose, channel, said))
                    self._number += 1
                    id_ = f"w{self._number}"
                    self._note(session, word(id_, one, then, purpose, channel, said))

    def _note(self, session: Session, word: Consent) -> None:
        """As the shop does it; before the first day straight into the table, for nobody listens."""
        if word.at >= BEGINS:
            note_consent(session, word)
            return
        told = {key: said for key, said in asdict(word).items() if key not in {"id", "number"}}
        insert_all(session, ConsentRow, [{"consent_id": word.id} | told])

    def _events(self, at: datetime, day: int) -> Iterator[Event]:
        orders = set(self.truth.has_bought)
        for one in self.ids:
            for kind, chance in DAILY.items():
                if self._chance.random() >= chance or (kind is Kind.BOUGHT and one not in orders):
                    continue
                self._number += 1
                then = at + timedelta(minutes=self._chance.randrange(7 * 60, 20 * 60))
                document = ""
                if kind is Kind.COMPLAINED:
                    self.truth.complains[one].append([then])
                elif kind is Kind.BOUGHT:
                    document = f"o {one}"
                    self._plan_work(one, day)
                elif kind is Kind.ABANDONED:
                    document = f"d {one}"
                yield Event(f"e{self._number}", one, kind, then, then, document=document)

    def _plan_work(self, one: str, day: int) -> None:
        steps = {1: "cancel"} if self._chance.random() < CANCELLED else {2: "cutting", 6: "ready"}
        if "ready" in steps.values() and self._chance.random() < COLLECTED:
            steps |= {8: "collected", self._chance.choice((14, 25)): "fit", 15: "referred"}
        for later, what in steps.items():
            self._later[day + later].append((what, one))

    def _work(self, session: Session, what: str, one: str, at: datetime) -> None:
        """What is done with the order of one."""
        number, then = f"o {one}", at + timedelta(hours=9)
        self._number += 1
        if what == "fit":
            said = {"order_number": number, "zone": "waist", "felt": "good", "said_by": ""}
            session.add(FitFeedbackRow(**said, said_at=then))
        elif what == "referred":
            row = ReferralRow(referred=f"r{self._number}", referrer=one, day=1, source="")
            row.noted_at, row.cancelled_at = then, None
            session.add(row)
        elif what == "collected":
            its = Event(f"e{self._number}", one, Kind.COLLECTED, then, then, document=number)
            tell(session, its)
        if what in {"cutting", "ready", "collected", "cancel"}:
            state = "cancelled" if what == "cancel" else what
            session.execute(update(OrderRow).where(OrderRow.number == number).values(state=state))
            session.add(scan_row(f"s{self._number}", number, what, then))

    def _settle_cases(self, at: datetime) -> None:
        """Three days later a complaint is settled."""
        with self._database.recording() as session:
            for one, cases in self.truth.complains.items():
                for case in cases:
                    if len(case) == 1 and case[0] < at - timedelta(3):
                        case.append(at)
                        its = CaseRow.person == one, CaseRow.opened_at == case[0]
                        settled = update(CaseRow).where(*its)
                        session.execute(settled.values(state="settled", settled_at=at))
