"""Links in letters that confirm a consent or take one back, without signing in.

What a link is for stands in it, signed; looking at it does nothing, since programs that search mail
for harm open every address. A button acts, and so does the button of mail programs (RFC 8058).
"""

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from configurator.stop_links import STOP, signer, stop_address
from configurator.storage.consents import get_word, note_consent, standing_of
from configurator.storage.customers import get_customer
from configurator.storage.errors import NotThere
from configurator.storage.outbox import Outgoing
from configurator.web import consent_words, sessions
from configurator.web.access import for_everybody
from configurator.web.csrf import must_be_ours
from configurator.web.desk import language, workshop
from configurator.web.headers import TELLS_NOBODY
from configurator.web.posting import letter, public
from configurator.web.render import render
from customers.rights.consent import Consent, Said, Source
from customers.rights.purpose import Channel
from customers.rights.register import register

blueprint = Blueprint("consent_links", __name__, url_prefix="/consent")

GOOD_FOR = timedelta(days=7)
"""So long a question waits for its letter."""

CONFIRM = "consent confirm"
ONE_CLICK = "List-Unsubscribe"
DONE, OVER = "done", "over"


def question(word: Consent, email: str) -> Outgoing:
    """The letter that asks whether `word` was really said by who reads the letters to `email`."""
    address = public("consent_links.landing", token=_signer(CONFIRM).dumps(word.id))
    stop = stop_link(word.person, word.purpose, word.channel)
    days, sentence = GOOD_FOR.days, word.sentence
    return letter(
        "consent", email, GOOD_FOR, sentence=sentence, address=address, stop=stop, days=days
    )


def stop_link(person: str, purpose: str, channel: Channel) -> str:
    """The address that every letter of `purpose` must carry: it takes the consent back."""
    return stop_address(workshop().settings, person, purpose, channel)


@blueprint.get("/confirm/<token>")
@for_everybody
def landing(token: str) -> Response:
    """The sentence once more, and the button. Raises NotThere."""
    word = _asked(token)
    return _page("consent/confirm.html", token, word, _outcome(word))


@blueprint.post("/confirm/<token>")
@for_everybody
def confirm(token: str) -> Response:
    """Take the yes for good. Raises NotThere."""
    must_be_ours()
    word, shop = _asked(token), workshop()
    if outcome := _outcome(word):
        status = HTTPStatus.OK if outcome == DONE else HTTPStatus.UNPROCESSABLE_ENTITY
        return _page("consent/confirm.html", token, word, outcome, status)
    given = replace(word, said=Said.GIVEN, at=shop.now(), source=Source.LETTER, by="")
    with shop.database.recording() as session:
        note_consent(session, replace(given, id=f"{word.id} confirmed", proof=word.id))
    return _page("consent/confirm.html", token, word, DONE)


@blueprint.get("/stop/<token>")
@for_everybody
def stopping(token: str) -> Response:
    """What is taken back, and the button. Raises NotThere."""
    return _page("consent/stop.html", token, _to_stop(token), "")


@blueprint.post("/stop/<token>")
@for_everybody
def stop(token: str) -> Response:
    """Take the consent back; it stays so, however often it is asked. Raises NotThere."""
    if ONE_CLICK not in request.form:
        must_be_ours()
    word, shop = _to_stop(token), workshop()
    with shop.database.recording() as session:
        said = standing_of(session, word.person, shop.now()).word(word.purpose, word.channel)
        if said is None or said.said is not Said.WITHDRAWN:
            note_consent(session, word)
    return _page("consent/stop.html", token, word, DONE)


def _asked(token: str) -> Consent:
    with workshop().database.reading() as session:
        return get_word(session, str(_read(CONFIRM, token)))


def _outcome(word: Consent) -> str:
    """What became of the question: DONE if it was confirmed, OVER if it no longer waits."""
    shop = workshop()
    with shop.database.reading() as session:
        standing = standing_of(session, word.person, shop.now())
    stands = standing.word(word.purpose, word.channel)
    if stands and stands.said is Said.GIVEN and stands.proof == word.id:
        return DONE
    waits = standing.waiting(word.purpose, word.channel) == word
    return "" if waits and shop.now() < word.at + GOOD_FOR else OVER


def _to_stop(token: str) -> Consent:
    """The no that the link says, with the sentence it says no to."""
    person, purpose, channel = _read(STOP, token)
    with workshop().database.reading() as session:
        get_customer(session, person)
    its, shop = register().purposes[purpose], workshop()
    sentence = its.asked.get(Channel(channel)) or its.objection
    assert sentence is not None  # We signed it.
    return Consent(
        id=shop.new_link(),
        person=person,
        purpose=purpose,
        channel=Channel(channel),
        said=Said.WITHDRAWN,
        at=shop.now(),
        source=Source.LETTER,
        sentence=sentence.text.in_(language()),
        version=sentence.version,
        language=language(),
        proof="link",
    )


def _page(
    page: str, token: str, word: Consent, outcome: str, status: int = HTTPStatus.OK
) -> Response:
    about = consent_words.about(f"{word.purpose} {word.channel}")
    answer = render(page, page, status=status, token=token, word=word, about=about, outcome=outcome)
    answer.headers["Referrer-Policy"] = TELLS_NOBODY
    return answer


def _read(purpose: str, token: str) -> Any:  # noqa: ANN401 - what we signed ourselves
    try:
        return _signer(purpose).loads(token)
    except BadSignature:
        raise NotThere("letter", "") from None


def _signer(purpose: str) -> URLSafeSerializer:
    return signer(sessions.workshop_settings(current_app), purpose)
