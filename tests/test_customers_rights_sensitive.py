from dataclasses import replace

import pytest

from customers.identity.fields import CONTACT, SHELF_LIFE
from customers.identity.mapping import WHO
from customers.rights.register import BadRegister, register
from customers.rights.sensitive import Kind, told_by


@pytest.mark.parametrize(
    ("note", "kinds"),
    [
        ("Is diabetic, wants a soft waistband", [Kind.HEALTH]),
        ("Opérée de la hanche au printemps", [Kind.HEALTH]),
        ("enceinte, revient en mars", [Kind.HEALTH]),
        ("تعاني من مرض السكري", [Kind.HEALTH]),
        ("musulmane pratiquante, syndicat", [Kind.BELIEF]),
        ("CNIE BK 123456", [Kind.NATIONAL_ID]),
        ("2 85 05 78 006 084 36", [Kind.NATIONAL_ID]),
        ("malade, carte AB654321", [Kind.HEALTH, Kind.NATIONAL_ID]),
        ("W32 L34 in black, 14 oz, elastic waistband", []),
        ("Commande 26-1188, rappeler au +33 6 39 98 01 37", []),
        ("left leg 8 mm shorter, noir ou blanc", []),
        ("تفضل اللون الأسود", []),
    ],
)
def test_a_note_that_tells_what_none_should_hold_is_found(note: str, kinds: list[Kind]) -> None:
    assert list(told_by(note)) == kinds


def test_no_number_of_the_state_is_a_field_or_recognises_anybody() -> None:
    never = register().never
    assert {"cin", "cnie", "nir", "national_id"} <= never
    assert not never & {*SHELF_LIFE, *WHO, *CONTACT}
    declared = replace(register(), told={**register().told, "cin": ("identity",)})
    with pytest.raises(BadRegister, match="cin is no field of ours"):
        declared.must_declare({}, ["cin"])
