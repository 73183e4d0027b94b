"""What somebody wished for or looked at is weak evidence: with his yes, named, his to reject."""

from datetime import timedelta

import pytest

from configurator.storage.accounts import Role
from configurator.storage.consents import note_consent
from configurator.storage.customers import Customer, create_customer
from configurator.storage.rejections import Rejection, reject
from configurator.storage.viewing import Look, note_look, tell_all_looks
from configurator.storage.wishes import Subject, Wish, make_wish
from configurator.web.desk import empty_desk
from configurator.web.tasted import tasted_of
from customers.rights.consent import Consent, Said, Source
from customers.rights.purpose import Channel
from customers.taste.person import Known, taste_of
from rules.likely import mixed
from tests.shop import NOON
from tests.test_configurator_web_taste import kept, learned, past  # noqa: F401 - fixtures


@pytest.fixture
def known_of(app):
    """What may be used of somebody's taste, by his id."""

    def ask(person: str) -> Known:
        with app.test_request_context():
            found = tasted_of(empty_desk("jeans"), person)
        assert found
        return found.known

    return ask


def tracking(database, said: Said, number: int) -> None:
    word = Consent(
        id=f"word {number}",
        person="zoe",
        purpose="tracking",
        channel=Channel.WEB,
        said=said,
        at=NOON,
        source=Source.PAGE,
        sentence="",
        version=1,
        language="en",
        proof="",
        by="",
    )
    with database.recording() as session:
        note_consent(session, word)


@pytest.mark.usefixtures("learned")
def test_wishes_and_looks_count_a_little_and_looks_only_with_a_yes(
    database, jeans, known_of, app, signed_in
) -> None:
    one, other = jeans.product.designs[0], jeans.product.designs[2]
    with database.recording() as session:
        create_customer(session, Customer("zoe", "Zoe", "", "1", NOON), "sam")
        make_wish(session, "zoe", Wish(Subject("jeans", one.key), NOON))
        note_look(session, Look("zoe", "jeans", other.key, NOON))
    tell_all_looks(database, NOON, timedelta(minutes=30))
    assert known_of("zoe").leans.keys() == {f"wished {one.key}"}
    tracking(database, Said.GIVEN, 1)
    both = known_of("zoe")
    assert both.leans.keys() == {f"wished {one.key}", f"viewed {other.key}"}
    page = signed_in(Role.CUSTOMER, customer="zoe").get("/configure/jeans/first").text
    assert f"Wished for: {one.name['en']}" in page

    shop = app.extensions["workshop"]
    taught = shop.tastes.of(jeans, shop.settings.data_folder).learned
    option = next(key for key in one.choices if one.choices[key] != other.choices.get(key))

    def likely(known: Known, design) -> float:
        each = mixed(jeans.diagram, {}, taste_of(jeans.diagram, taught, known)).each
        return float(each[jeans.diagram.number(option, design.choices[option])])

    nothing = Known(facts=both.facts)
    wished = Known(leans={key: it for key, it in both.leans.items() if "wished" in key})
    viewed = Known(leans={key: it for key, it in both.leans.items() if "viewed" in key})
    assert likely(nothing, one) < likely(wished, one)
    assert likely(nothing, other) < likely(viewed, other)
    assert likely(viewed, other) - likely(nothing, other) < likely(wished, one) - likely(
        nothing, one
    )
    rejection = Rejection("one", "zoe", f"jeans wished {one.key}", "", "zoe", NOON)
    with database.recording() as session:
        reject(session, rejection)
    assert known_of("zoe").leans.keys() == {f"viewed {other.key}"}
    tracking(database, Said.WITHDRAWN, 2)
    assert not known_of("zoe").leans
