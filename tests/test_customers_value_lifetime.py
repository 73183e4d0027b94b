"""What a customer is worth, line by line, against arithmetic by hand."""

from datetime import date

import pytest

from customers.value.lifetime import Line, Part, Referral, moved_cents, value_cents, values
from customers.value.policy import Terms

UNTIL = date(2026, 11, 22)
TERMS = Terms(365, 365, 10, 5, 2_000, 55, 40)


def line(part: Part, cents: int, on: date = UNTIL, source: str = "") -> Line:
    return Line(part, cents, on, source)


FACTS = {
    "anna": (
        line(Part.REALISED, 7_000, date(2026, 3, 1), "26-1001"),
        line(Part.REALISED, 6_000, date(2025, 6, 1), "25-0007"),
        line(Part.EXPECTED, 4_010),
        line(Part.SERVICE, -2_000, date(2026, 5, 1), "call"),
    ),
    "ben": (line(Part.REALISED, 5_000, date(2026, 9, 9)), line(Part.EXPECTED, 1_999)),
    "cem": (line(Part.REALISED, -900, date(2026, 9, 9)), line(Part.ACQUISITION, -1_500)),
}
REFERRALS = [
    Referral("anna", "ben", date(2026, 9, 1), "code ANNA"),
    Referral("ben", "cem", date(2026, 9, 2), "told"),
]


def worth(facts=FACTS, referrals=REFERRALS, terms=TERMS) -> dict[str, int]:
    return {who: value_cents(of) for who, of in values(facts, referrals, UNTIL, terms).items()}


def test_a_value_is_the_sum_of_its_lines_each_with_day_and_source():
    # Ben brought and will bring 69.99; a twentieth of it, rounded down, is Anna's merit.
    assert worth() == {
        "anna": 7_000 + 4_010 - 2_000 + 349,
        "ben": 5_000 + 1_999 - 349,
        "cem": -900 - 1_500,
    }
    lines = values(FACTS, REFERRALS, UNTIL, TERMS)["anna"]
    assert lines[-1] == Line(Part.REFERRAL, 349, date(2026, 9, 1), "code ANNA")
    assert all(one.on <= UNTIL for one in lines)


@pytest.mark.parametrize(
    ("days", "realised"), [(365, 7_000), (540, 13_000), (539, 7_000), (100, 0)]
)
def test_another_period_changes_what_was_brought_by_what_falls_out_of_it(days, realised):
    terms = Terms(days, 365, 10, 5, 2_000, 55, 40)
    lines = values(FACTS, [], UNTIL, terms)["anna"]

    assert sum(one.cents for one in lines if one.part is Part.REALISED) == realised


def test_a_call_for_service_of_20_euros_takes_20_euros():
    call = line(Part.SERVICE, -2_000, date(2026, 11, 1), "call 7")

    assert worth(FACTS | {"ben": (*FACTS["ben"], call)})["ben"] == worth()["ben"] - 2_000


def test_a_referral_moves_value_and_never_makes_any():
    alone = worth(referrals=[])

    assert sum(worth().values()) == sum(alone.values())
    assert worth(referrals=REFERRALS[1:])["anna"] == alone["anna"]


def test_a_loss_is_nobodys_merit_and_who_is_no_customer_yet_can_refer():
    assert moved_cents(-5_000, TERMS) == 0
    found = values(FACTS, [Referral("zoe", "ben", UNTIL, "told")], UNTIL, TERMS)
    assert value_cents(found["zoe"]) == 349
