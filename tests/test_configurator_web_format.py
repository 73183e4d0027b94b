from datetime import UTC, date, datetime

import pytest

from configurator.web.format import cm, count, day, moment, money, money_change, short_money

FRIDAY = date(2026, 12, 11)


@pytest.mark.parametrize(
    ("cents", "locale", "written"),
    [
        (21400, "en", "€214.00"),
        (21400, "fr", "214,00\N{NO-BREAK SPACE}€"),
        (123456789, "en", "€1,234,567.89"),
        (0, "en", "€0.00"),
        (21400, "ar", "\N{RIGHT-TO-LEFT MARK}214,00\N{NO-BREAK SPACE}€"),
    ],
)
def test_money_always_stands_with_its_cents(cents, locale, written):
    assert money(cents, "EUR", locale) == written


@pytest.mark.parametrize(
    ("cents", "locale", "written"),
    [
        (400, "en", "€4"),
        (650, "en", "€6.50"),
        (100000, "en", "€1,000"),
        (400, "fr", "4\N{NO-BREAK SPACE}€"),
        (1050, "fr", "10,50\N{NO-BREAK SPACE}€"),
    ],
)
def test_short_money_drops_only_cents_that_are_none(cents, locale, written):
    assert short_money(cents, "EUR", locale) == written


@pytest.mark.parametrize(("cents", "sign"), [(400, "+"), (-400, "\N{MINUS SIGN}")])
def test_a_change_of_money_says_its_direction_before_the_amount(cents, sign):
    assert money_change(cents, "EUR", "en") == f"{sign}\N{NO-BREAK SPACE}€4"


def test_a_count_is_exact_and_has_separators():
    assert count(78_989_316_078_240, "en") == "78,989,316,078,240"
    assert count(1_284_093, "fr") == "1\N{NO-BREAK SPACE}284\N{NO-BREAK SPACE}093"
    assert count(1_284_093, "ar") == "1.284.093"


@pytest.mark.parametrize(
    ("locale", "written"),
    [("en", "Fri 11 Dec"), ("fr", "ven. 11 déc."), ("ar", "الجمعة 11 دجنبر")],
)
def test_a_day_reads_as_people_say_it(locale, written):
    assert day(FRIDAY, locale) == written


def test_an_instant_reads_as_day_and_time():
    assert moment(datetime(2026, 12, 11, 14, 32, tzinfo=UTC), "en") == "Fri 11 Dec, 14:32"
    assert moment(datetime(2026, 12, 11, 14, 32, tzinfo=UTC), "ar") == "الجمعة 11 دجنبر، 14:32"


@pytest.mark.parametrize(
    ("length_mm", "locale", "written"),
    [(815, "en", "81.5 cm"), (810, "en", "81 cm"), (815, "fr", "81,5 cm"), (815, "ar", "81,5 سم")],
)
def test_lengths_are_kept_in_mm_and_read_in_cm(length_mm, locale, written):
    assert cm(length_mm, locale) == written.replace(" ", "\N{NO-BREAK SPACE}")
