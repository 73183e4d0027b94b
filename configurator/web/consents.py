"""What a customer lets us do, by purpose and channel: seen, given and taken back.

By the customer on a page of his own, or said aloud in the shop and written down there. A yes and a
no are one tap each, side by side.
"""

from dataclasses import dataclass
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from configurator.storage.accounts import Role
from configurator.storage.consents import note_consent, standing_of
from configurator.storage.customers import Customer, customer_of
from configurator.storage.documents import secret_fingerprint
from configurator.storage.idempotency import Request, done_before
from configurator.storage.outbox import Outgoing, post
from configurator.web import consent_words, sessions
from configurator.web.access import only_for
from configurator.web.consent_links import question
from configurator.web.desk import language, workshop
from configurator.web.form import read_form
from configurator.web.local import local
from configurator.web.own_account import me_now
from configurator.web.posting import hurry, seal
from configurator.web.render import asked_by_htmx, render, see_other
from configurator.web.whose import AT_THE_COUNTER, known_customer, own_customer
from customers.rights.consent import Consent, Said, Source, Standing
from customers.rights.purpose import Basis, Channel, Purpose, Sentence
from customers.rights.register import register

blueprint = Blueprint("consents", __name__)

ALOUD, PAPER = "aloud", "paper"
"""How it was said in the shop."""


@dataclass(frozen=True, slots=True)
class Row:
    """One question: its sentence, what stands, and the proof of it; None is no answer yet."""

    channel: Channel
    way: str
    sentence: str
    version: int
    state: str
    proof: str
    is_yes: bool | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A purpose with its questions."""

    purpose: Purpose
    basis: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a form says: a purpose and channel, its sentence, and yes or no."""

    purpose: Purpose
    channel: Channel
    sentence: Sentence
    is_yes: bool

    @property
    def said(self) -> Said:
        """The word that follows; a yes to a channel that letters confirm is a question yet."""
        if not self.is_yes:
            return Said.WITHDRAWN
        if self.channel not in self.purpose.asked:
            return Said.LIFTED
        return Said.ASKED if self.channel in self.purpose.confirmed else Said.GIVEN


@dataclass(frozen=True, slots=True)
class Question:
    """One question by itself, as it stands where it is about something."""

    purpose: str
    row: Row


@blueprint.get("/me/consents")
@only_for(Role.CUSTOMER)
def show() -> Response:
    """What who asks lets us do."""
    return _page(own_customer())


@blueprint.post("/me/consents")
@only_for(Role.CUSTOMER)
def answer() -> Response:
    """Take an answer; one to a sentence that changed meanwhile is asked again."""
    me, shop, said = me_now(), workshop(), _read()
    if said is None:
        return _page(own_customer(), _changed(), HTTPStatus.CONFLICT)
    if trouble := _unconfirmable(said, me.email):
        return _page(own_customer(), trouble, HTTPStatus.UNPROCESSABLE_ENTITY)
    with shop.database.recording() as session:
        own = customer_of(session, me, shop.new_link(), shop.now())
    proof = secret_fingerprint(sessions.own_secret())
    # The account's address: the customer's own may have been typed by anybody of the shop.
    _take(said, own, Source.PAGE, proof, me.email)
    if asked_by_htmx() and "row" in request.form:
        return render("consent/_answered.html", "consent/_answered.html", is_yes=said.is_yes)
    place = local(request.form.get("next", "")) if "next" in request.form else url_for(".show")
    return see_other(place)


@blueprint.get("/customers/<id_>/consents")
@only_for(*AT_THE_COUNTER)
def of_customer(id_: str) -> Response:
    """The same for a customer who stands in the shop, to be read aloud. Raises NotThere."""
    return _page(known_customer(id_))


@blueprint.post("/customers/<id_>/consents")
@only_for(*AT_THE_COUNTER)
def say(id_: str) -> Response:
    """Write down what the customer said aloud or signed. Raises NotThere."""
    customer, said, how = known_customer(id_), _read(), request.form.get("how", ALOUD)
    if how not in {ALOUD, PAPER}:
        abort(HTTPStatus.BAD_REQUEST)
    if said is None:
        return _page(customer, _changed(), HTTPStatus.CONFLICT)
    if trouble := _unconfirmable(said, customer.email):
        return _page(customer, trouble, HTTPStatus.UNPROCESSABLE_ENTITY)
    _take(said, customer, Source.SHOP, how, customer.email)
    place = url_for(".of_customer", id_=id_, how=how)
    return see_other(place)


def question_of(purpose: str, channel: Channel) -> Question:
    """The question of a purpose by a channel to somebody who never answered it. Raises KeyError."""
    its = register().purposes[purpose]
    return Question(purpose, _row(its, channel, its.asked[channel], Standing()))


def objections_of(person: str) -> tuple[Asked, ...]:
    """The noes to all of a purpose at once, as they stand with that customer."""
    with workshop().database.reading() as session:
        standing = standing_of(session, person, workshop().now())
    return tuple(_stop(one, standing) for one in register().purposes.values() if one.objection)


def answer_whole(purpose: str, whose: Customer, *, is_yes: bool) -> None:
    """Take a yes or no to all of a purpose, tapped on another page. Raises KeyError."""
    its = register().purposes[purpose]
    said = Answer(its, Channel.ANY, its.asked[Channel.ANY], is_yes)
    if sessions.of_the_shop():
        _take(said, whose, Source.SHOP, ALOUD, "")
    else:
        _take(said, whose, Source.PAGE, secret_fingerprint(sessions.own_secret()), "")


def _take(said: Answer, whose: Customer, source: Source, proof: str, email: str) -> None:
    """Keep the answer, and send the letter that confirms it where one is needed."""
    shop, form, who = workshop(), read_form(), me_now()
    word = Consent(
        id=shop.new_link(),
        person=whose.id,
        purpose=said.purpose.key,
        channel=said.channel,
        said=said.said,
        at=shop.now(),
        source=source,
        sentence=said.sentence.text.in_(language()),
        version=said.sentence.version,
        language=language(),
        proof=proof,
        by=who.id,
    )
    letter = question(word, email) if word.said is Said.ASKED else None
    content = {"purpose": word.purpose, "channel": word.channel, "said": word.said}
    asker = Request(f"consent {whose.id} {who.id}", form.key, content)
    with shop.database.recording() as session:
        if done_before(session, asker, shop.now()):
            return
        note_consent(session, word)
        if letter:
            post(session, letter, seal(), is_sent=shop.settings.smtp is not None)
    if isinstance(letter, Outgoing):
        hurry(letter)


def _read() -> Answer | None:
    """The answer of the form; None if the sentence it answers is not the one asked today.

    A question nobody asks ends the request as bad (400).
    """
    purpose = register().purposes.get(request.form.get("purpose", ""))
    channel, said = request.form.get("channel", ""), request.form.get("answer", "")
    if purpose is None or channel not in set(Channel) or said not in {"yes", "no"}:
        abort(HTTPStatus.BAD_REQUEST)
    sentence = _sentence(purpose, Channel(channel))
    if sentence is None:
        abort(HTTPStatus.BAD_REQUEST)
    found = Answer(purpose, Channel(channel), sentence, said == "yes")
    return found if request.form.get("version") == str(sentence.version) else None


def _sentence(purpose: Purpose, channel: Channel) -> Sentence | None:
    is_all = channel is Channel.ANY and channel not in purpose.asked
    return purpose.objection if is_all else purpose.asked.get(channel)


def _unconfirmable(said: Answer, email: str) -> str:
    """Why a letter cannot confirm the answer, in words; empty if it can or none is needed."""
    if said.said is not Said.ASKED:
        return ""
    if not workshop().settings.has_post:
        return str(_("The shop sends no letters yet, so this cannot be confirmed."))
    return "" if email else str(_("For this an e-mail address is needed first."))


def _changed() -> str:
    return str(_("The sentence was changed meanwhile. Please read it again; nothing was kept."))


def _page(customer: Customer | None, trouble: str = "", status: int = HTTPStatus.OK) -> Response:
    shop, standing = workshop(), Standing()
    if customer:
        with shop.database.reading() as session:
            standing = standing_of(session, customer.id, shop.now())
    purposes = [one for one in register().purposes.values() if one.is_optional]
    return render(
        "consent/page.html",
        "consent/_list.html",
        status=status,
        customer=customer if sessions.of_the_shop() else None,
        stops=[_stop(one, standing) for one in purposes if one.objection],
        asked=[_asked(one, standing) for one in purposes],
        how=request.values.get("how", ALOUD),
        trouble=trouble,
        spoken=language(),
        new_key=lambda: uuid4().hex,
    )


def _asked(purpose: Purpose, standing: Standing) -> Asked:
    rows = tuple(_row(purpose, *one, standing) for one in purpose.asked.items())
    return Asked(purpose, str(consent_words.BASES[purpose.basis]), rows)


def _stop(purpose: Purpose, standing: Standing) -> Asked:
    assert purpose.objection is not None
    row = _row(purpose, Channel.ANY, purpose.objection, standing)
    return Asked(purpose, "", (row,))


def _row(purpose: Purpose, channel: Channel, sentence: Sentence, standing: Standing) -> Row:
    word = standing.word(purpose.key, channel)
    return Row(
        channel,
        str(consent_words.CHANNELS[channel]),
        sentence.text.in_(language()),
        sentence.version,
        consent_words.state(standing, purpose.key, channel),
        consent_words.shown(word) if word else "",
        _is_yes(standing, purpose, channel),
    )


def _is_yes(standing: Standing, purpose: Purpose, channel: Channel) -> bool | None:
    """Which of the two buttons stands pressed, if any."""
    word = standing.word(purpose.key, channel)
    if standing.is_stopped(purpose) or (word and word.said is Said.WITHDRAWN):
        return False
    if standing.waiting(purpose.key, channel):
        return None
    is_given = word is not None and word.said is Said.GIVEN
    return True if is_given or purpose.basis is not Basis.CONSENT else None
