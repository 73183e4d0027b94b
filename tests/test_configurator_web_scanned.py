import pytest

from configurator.web.scanned import scanned_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("26-1047", "26-1047"),
        (" 26-1047\r\n", "26-1047"),
        ("26\N{EN DASH}1047", "26-1047"),
        ("1047", "1047"),
        ("é-)&à'è", "26-1047"),
        ("&à'è", "1047"),
        ("", None),
        ("26", None),
        ("hello", None),
        ("٢٦-١٠٤٧", None),
        ("26-1047; DROP", None),
        ("1" * 40, None),
    ],
)
def test_what_a_scanner_types_is_read_as_a_number(typed, number):
    assert scanned_number(typed) == number
