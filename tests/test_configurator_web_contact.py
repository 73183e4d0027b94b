"""The contact form takes what people really write, and says what to do about the rest."""

import pytest
from flask import Flask
from flask_babel import Babel

from configurator.web.contact import mistakes, read_person
from production.order import Person


@pytest.fixture(autouse=True)
def in_a_request():
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    "person",
    [
        Person("Nadia El Amrani", "nadia@example.com", ""),
        Person("Zoë O'Brien-García", "", "+33 6 12 34 56 78"),
        Person("李 小龍", "a.b+c@mail.example.co.uk", "(01) 23.45-67/89"),
    ],
)
def test_people_are_taken_as_they_are(person):
    assert mistakes(person) == {}


@pytest.mark.parametrize(
    ("person", "wrong"),
    [
        (Person("", "nadia@example.com", ""), {"name"}),
        (Person("42", "nadia@example.com", ""), {"name"}),
        (Person("N" * 101, "nadia@example.com", ""), {"name"}),
        (Person("Na\u202edia", "nadia@example.com", ""), {"name"}),
        (Person("Nadia", "", ""), {"email"}),
        (Person("Nadia", "nadia", ""), {"email"}),
        (Person("Nadia", "nadia@example", ""), {"email"}),
        (Person("Nadia", "a@b@example.com", ""), {"email"}),
        (Person("Nadia", f"{'n' * 250}@example.com", ""), {"email"}),
        (Person("Nadia", "", "12345"), {"phone"}),
        (Person("Nadia", "", "call me"), {"phone"}),
        (Person("Nadia", "", "٠١٢٣٤٥٦٧"), {"phone"}),
        (Person("Nadia", "", "1" * 16), {"phone"}),
    ],
)
def test_each_mistake_is_told_at_its_field(person, wrong):
    assert set(mistakes(person)) == wrong


def test_spaces_around_and_in_a_row_are_not_part_of_a_name():
    typed = {"name": "  Nadia \t El  Amrani ", "email": " nadia@example.com "}

    assert read_person(typed) == Person("Nadia El Amrani", "nadia@example.com", "")


def test_a_hostile_address_is_judged_at_once():
    assert set(mistakes(Person("Nadia", "a@" + "a." * 100_000, ""))) == {"email"}
