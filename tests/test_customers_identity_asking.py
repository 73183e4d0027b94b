"""What is worth asking: a visit without a purchase, and fields that grew old, each once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from customers.identity.asking import STILL_KNOWN, About, Question, answer, questions
from customers.identity.event import Event, Kind, Medium, Source, Telling
from customers.identity.fields import CONTACT, PROCEDURES, SHELF_LIFE, YEAR, Procedure
from customers.identity.messages import MESSAGES, STILL_WAITS, answer_to, waits
from customers.identity.profile import profile

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
VISIT = Event("visit", "nadia", Kind.VISITED, NOON, NOON, Medium.SHOP)


def asked(*events: Event, now: datetime = NOON) -> tuple[Question, ...]:
    return questions(profile(events, now), now, datetime.date)


def told(kind: Kind, at: datetime, *tellings: Telling) -> Event:
    return Event(f"{kind} {at}", "nadia", kind, at, at, Medium.SHOP, tellings=tellings)


def test_a_visit_without_a_purchase_that_day_is_asked_about() -> None:
    assert [one.event for one in asked(VISIT)] == [VISIT]
    assert [one.event for one in asked(told(Kind.BOUGHT, NOON - DAY), VISIT)] == [VISIT]
    assert asked(VISIT, told(Kind.BOUGHT, NOON + HOUR), now=NOON + HOUR) == ()


def test_only_the_newest_visit_is_asked_about_and_none_that_nobody_remembers() -> None:
    newer = replace(VISIT, id="newer", at=NOON + DAY)
    assert [one.event.id for one in asked(VISIT, newer, now=NOON + DAY)] == ["newer"]
    assert asked(VISIT, now=NOON + STILL_KNOWN + HOUR) == ()


@pytest.mark.parametrize("note", ["A wider leg", ""])
def test_a_visit_is_never_asked_about_twice(note: str) -> None:
    (question,) = asked(VISIT)
    said = answer(question, note, "", "sam", NOON)
    assert (said.kind, said.document, said.note) == (Kind.ANSWERED, "visit", note)
    assert asked(VISIT, said) == ()
    assert said.id == answer(question, "another", "", "kim", NOON).id


def test_an_old_field_is_asked_once_and_what_is_right_is_good_again() -> None:
    phone = Telling("phone", "+33 6 12", Source.PERSON, 70)
    then = told(Kind.WELCOMED, NOON - 2 * YEAR - DAY, phone)
    (question,) = asked(then)
    assert (question.about, question.field, question.value) == (About.FIELD, "phone", "+33 6 12")
    right = answer(question, "", question.value, "sam", NOON)
    assert profile([then, right], NOON).stale == ()
    assert asked(then, right) == ()
    again = NOON + 2 * YEAR + DAY
    assert [one.event for one in asked(then, right, now=again)] == [right]


def test_who_does_not_say_is_not_asked_again_and_the_field_stays_flagged() -> None:
    town = Telling("town", "Rabat", Source.IMPORT, 50)
    then = told(Kind.WELCOMED, NOON - 2 * YEAR - DAY, town)
    (question,) = asked(then)
    unsaid = answer(question, "", "", "sam", NOON)
    assert asked(then, unsaid) == ()
    assert [one.key for one in profile([then, unsaid], NOON).stale] == ["town"]


def test_an_answer_is_told_of_whom_the_question_was_about_so_that_an_unmerge_is_exact() -> None:
    other = replace(VISIT, person="absorbed")
    (question,) = asked(other)
    assert answer(question, "", "", "sam", NOON).person == "absorbed"


def test_every_field_has_a_procedure_and_what_grows_old_one_of_asking() -> None:
    assert PROCEDURES.keys() == SHELF_LIFE.keys()
    asks = {Procedure.ASKED, Procedure.READ_OUT}
    assert {key for key, how in PROCEDURES.items() if how in asks} == {
        key for key, life in SHELF_LIFE.items() if life
    }
    assert {PROCEDURES[key] for key in CONTACT} == {Procedure.READ_OUT, Procedure.REVOKED}


@pytest.mark.parametrize("kind", Kind)
def test_messages_wait_unless_they_are_history_when_told(kind: Kind) -> None:
    now = told(kind, NOON)
    assert waits(now) == (kind in MESSAGES)
    assert not waits(replace(now, told_at=NOON + STILL_WAITS + HOUR))


def test_an_answer_refers_to_its_message_and_goes_to_who_wrote_it() -> None:
    message = told(Kind.COMPLAINED, NOON)
    said = answer_to(message, "Sorry", Medium.PHONE, "sam", NOON + HOUR)
    assert (said.kind, said.person, said.document) == (Kind.ANSWERED, "nadia", message.id)
    assert not waits(said)
