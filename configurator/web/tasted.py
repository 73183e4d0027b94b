"""Whose taste a page may use, and what it says: of who is known, of a visitor, of nobody."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from catalog.configuration import By, Choice, Choices
from catalog.product import Kind
from configurator.jobs.taste import allowed
from configurator.storage.accounts import Role
from configurator.storage.consents import may_now
from configurator.storage.drafts import Draft
from configurator.storage.one_person import everybody_in
from configurator.storage.ownership import customer_behind
from configurator.storage.rejections import rejected_by
from configurator.storage.taste import answers_of, orders_made, segments_of, viewed_by
from configurator.storage.wishes import Wish, wishes_of
from configurator.tastes import Taught
from configurator.web import sessions
from configurator.web.desk import Desk, has, workshop
from configurator.web.whose import is_at_the_counter
from customers.dialogue.answered import answers_in, said_by
from customers.dialogue.question import Asking, Manner, open_options, worth_asking
from customers.rights.purpose import Channel
from customers.taste.leaning import VIEWED, WISHED, leaning
from customers.taste.person import Fact, Known, Times, facts_of, taste_of, without
from customers.taste.proposal import proposal
from customers.taste.why import liked, rests_on
from rules.layers import Diagram
from rules.likely import Mixed, Tastes, mixed
from rules.state import own_values

PURPOSE, TRACKING = "taste", "tracking"
CONFIDENCE = 0.6
"""Above it a value is suggested without being asked for."""


@dataclass(frozen=True)
class Tasted:
    """What may be used of the taste of whom a desk is for.

    `person` is his id, empty for a visitor. `answers` are all he gave, by question, so that none
    is asked twice. `segment` is that of his needs, learned from or not. `is_off` where he said
    that nothing may be concluded: then `known` is nothing but his body and what he says in this
    draft.
    """

    at: Desk
    taught: Taught
    known: Known
    answers: Mapping[str, str] = field(default_factory=dict)
    person: str = ""
    is_off: bool = False
    segment: str = ""

    @property
    def diagram(self) -> Diagram:
        """That of the product."""
        assert isinstance(self.at.engine.diagram, Diagram)  # Others have no taste.
        return self.at.engine.diagram

    @property
    def is_personal(self) -> bool:
        """Whether anything is known that not everybody is told the same for."""
        return bool(facts_of(self.known))

    @cached_property
    def own(self) -> Mapping[str, str]:
        """What people chose in the draft."""
        return own_values(self.at.situation.choices)

    @cached_property
    def taste(self) -> Tastes:
        """What he likes."""
        return workshop().tastes.once(
            ("taste", *self._key), lambda: taste_of(self.diagram, self.taught.learned, self.known)
        )

    @cached_property
    def likely(self) -> Mixed:
        """How likely every value is beside what is chosen."""
        return mixed(self.diagram, self.own, self.taste)

    @cached_property
    def manner(self) -> Manner:
        """How he is asked."""
        learned = self.taught.learned
        sure = learned.sure if self.known.orders else learned.sure_of_new
        return Manner(CONFIDENCE, needs=self.taught.needs, sure=sure)

    @cached_property
    def questions(self) -> tuple[Asking, ...]:
        """All that is worth asking, the most telling per second first."""
        done = {*self.own, *self.answers}
        return tuple(worth_asking(self.diagram, self.likely, done, self.manner))

    @cached_property
    def proposal(self) -> Mapping[str, str] | None:
        """The whole design he would change least; None while choices clash."""
        fixed = {**self.at.situation.facts, **self.own}
        return proposal(self.diagram, fixed, self.likely.each)

    def prefilled(self) -> Choices:
        """What is suggested of open options because we are sure enough; nothing to a stranger."""
        values = self.proposal if self.is_personal else None
        if values is None:
            return ()
        found = open_options(self.diagram, self.likely, self.own, self.manner)
        sure = [option for option, is_doubtful in found.items() if not is_doubtful]
        suggested = {option: values[option] for option in sure}
        why = liked(self.diagram, self.taught.learned, self.known, self.own, suggested)
        return tuple(
            Choice(one.option, one.value, By.TASTE, tuple(map(str, one.facts))) for one in why
        )

    def why(self, design: Mapping[str, str]) -> tuple[Fact, ...]:
        """The up to three facts that speak most for a design; none where it is merely popular."""
        if not self.is_personal:
            return ()
        names = {option.key for option in self.at.product.of_kind(Kind.DESIGN)}
        shown = {key: value for key, value in design.items() if key in names}
        return workshop().tastes.once(
            ("why", *self._key, frozenset(shown.items())),
            lambda: rests_on(self.diagram, self.taught.learned, self.known, {}, shown),
        )

    @property
    def _key(self) -> tuple[object, ...]:
        """All that his taste hangs on."""
        known, product = self.known, self.at.product
        orders = tuple(frozenset(one.values.items()) for one in known.orders)
        moves = (*known.said.items(), *known.leans.items())
        said = frozenset((key, tuple(times.items())) for key, times in moves)
        body = frozenset(known.facts.items())
        mark = self.taught.mark
        return product.key, product.edition, mark, known.segment, orders, said, body


def tasted(at: Desk) -> Tasted | None:
    """What may be used at this desk; None where a search answers, which weighs no tastes."""
    return tasted_of(at, person_of(at.draft))


def tasted_of(at: Desk, person: str, *, rejected_too: bool = False) -> Tasted | None:
    """The same where one knows whom it is for; empty for a visitor.

    With `rejected_too` as if he had rejected nothing: only to let him take something up again.
    """
    taught = workshop().tastes.of(at.engine, workshop().settings.data_folder)
    if taught is None:
        return None
    said, body = answers_in(at.draft.configuration), at.situation.facts
    in_draft = Known(said=said_by(taught.needs, said), facts=body)
    if not person:
        return Tasted(at, taught, in_draft, said)
    product, now = at.product.key, workshop().now()
    with workshop().database.reading() as session:
        answers = answers_of(session, person, product) | said
        if not may_now(session, person, PURPOSE, Channel.ANY, now):
            return Tasted(at, taught, in_draft, answers, person, is_off=True)
        orders = orders_made(session, product, person)
        segments = segments_of(session, person)
        wishes = wishes_of(session, everybody_in(session, person))
        may_look = may_now(session, person, TRACKING, Channel.WEB, now)
        viewed = viewed_by(session, person, product) if may_look else ()
        rejected = own_keys(product, rejected_by(session, person))
    # Before anything is learned from others, what he had made says nothing beside theirs.
    made = () if taught.is_cold else tuple(allowed(at.engine, one.made) for one in orders)
    segment = next((one for one in segments.values() if f"segment {one}" not in rejected), "")
    learned = segment if segment in taught.learned.segments else ""
    leans = {} if taught.is_cold else leans_of(at, wishes, viewed)
    known = Known(learned, made, said_by(taught.needs, answers), body, leans)
    left = known if rejected_too else without(known, rejected)
    return Tasted(at, taught, left, answers, person, segment=segment)


def leans_of(at: Desk, wishes: Iterable[Wish], viewed: Iterable[str]) -> dict[str, Times]:
    """What wishes for designs of a product, and looks at such, say; a draft counts as it stands."""
    designs = {one.key: one.choices for one in at.product.designs}
    found = {}
    for wish in wishes:
        subject = wish.subject
        if subject.product == at.product.key:
            choices = wish.draft.configuration.choices if wish.draft else ()
            own = own_values(tuple(one for one in choices if has(at.product, one)))
            values = designs.get(subject.design, own)
            found[f"{WISHED} {subject.design or subject.draft}"] = leaning(WISHED, values)
    for key in viewed:
        if key in designs and f"{WISHED} {key}" not in found:
            found[f"{VIEWED} {key}"] = leaning(VIEWED, designs[key])
    return {key: times for key, times in found.items() if times}


def own_keys(product: str, rejected: Collection[str]) -> frozenset[str]:
    """The facts about a product among the keys of inferences that somebody rejected."""
    start = f"{product} "
    return frozenset(one.removeprefix(start) for one in rejected if one.startswith(start))


def person_of(draft: Draft) -> str:
    """The customer a draft is for, as far as the asker may know him; a blank one is the asker's."""
    who = sessions.account()
    if who is None:
        return ""
    if is_at_the_counter():
        with workshop().database.reading() as session:
            return customer_behind(session, draft) or ""
    is_own = not draft.link or draft.owner == who.id or draft.customer == who.customer
    return (who.customer or "") if who.role is Role.CUSTOMER and is_own else ""
