"""The quote on paper: what it says, in which language, and what never stands on it."""

import io
import json
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from production.pdf import pdf
from production.quote import (
    STYLESHEET,
    Quote,
    QuoteLine,
    TooLongForAQuote,
    from_document,
    quote_html,
    quote_language,
    reference,
    to_document,
)
from production.quote_words import WORDS

QUOTE = Quote(
    reference="4821 7730 / 3",
    language="en",
    product="Jeans",
    caption="Slim, Selvedge 14 oz",
    person="",
    currency="EUR",
    tax_percent=20,
    base_price_cents=15900,
    lines=(
        QuoteLine("Fit", "Slim", 0),
        QuoteLine("Cloth", "Selvedge 14 oz", 2800),
        QuoteLine("Belt loops", "Five", -400),
    ),
    issued_on=date(2026, 11, 21),
    valid_until=date(2026, 12, 5),
    ready_on=date(2026, 12, 12),
    address="https://shop.example/configure/jeans/4Kq9-1xYt0a_Zs8wQm2Lr7Vb3Nc6Hd5F",
    look={"fit": {"leg": "slim"}, "cloth": {"base": "#22345c", "selvedge": "#b3363b"}},
)


def test_the_total_is_base_and_lines_and_the_tax_is_part_of_it() -> None:
    assert QUOTE.total_cents == 15900 + 2800 - 400
    assert QUOTE.tax_cents == 3050


@pytest.mark.parametrize(("total_cents", "tax_cents"), [(3, 1), (0, 0), (120, 20), (18300, 3050)])
def test_tax_is_rounded_to_the_nearest_cent(total_cents: int, tax_cents: int) -> None:
    assert replace(QUOTE, base_price_cents=total_cents, lines=()).tax_cents == tax_cents


def test_a_quote_comes_back_from_its_document() -> None:
    assert from_document(json.loads(json.dumps(to_document(QUOTE)))) == QUOTE


def test_each_language_has_the_same_words() -> None:
    assert {frozenset(words) for words in WORDS.values()} == {frozenset(WORDS["en"])}
    assert [quote_language(one) for one in ("fr", "ar", "de")] == ["fr", "ar", "en"]


def test_an_arabic_quote_runs_from_right_to_left_and_its_text_can_be_read_out_of_the_pdf() -> None:
    quote = replace(QUOTE, language="ar", product="جينز", person="علاء بنعلي")
    html = quote_html(quote)

    assert '<html lang="ar" dir="rtl">' in html
    text = PdfReader(io.BytesIO(pdf(html, STYLESHEET))).pages[0].extract_text()
    for told in ("علاء بنعلي", "عرض الثمن", "4821 7730 / 3", "دجنبر", "183,00"):
        assert told in text


def test_a_reference_is_made_of_digits_and_the_revision() -> None:
    assert reference("ab" * 32, 12) == reference("ab" * 32, 12) != reference("cd" * 32, 12)
    number, revision = reference("ab" * 32, 12).split(" / ")
    assert (number.replace(" ", "").isdigit(), revision) == (True, "12")


def test_the_page_tells_price_validity_and_the_way_back() -> None:
    page = quote_html(QUOTE)

    for told in (
        "€183.00",
        "€30.50",
        "+\u00a0€28.00",
        "\u2212\u00a0€4.00",
        "Saturday 5 December 2026",
    ):
        assert told in page
    assert page.count("<svg") == 3


def test_a_name_is_printed_only_when_there_is_one_and_as_text() -> None:
    assert ">For<" not in quote_html(QUOTE)
    assert "O&#39;Neill &lt;b&gt;" in quote_html(replace(QUOTE, person="O'Neill <b>"))


def test_what_is_warned_of_stands_on_it_and_comes_back_from_its_document() -> None:
    warned = replace(QUOTE, language="fr", warnings=("La corne se ternit.",))

    assert "Bon à savoir" in quote_html(warned)
    assert "La corne se ternit." in quote_html(warned)
    assert "Good to know" not in quote_html(QUOTE)
    assert from_document(json.loads(json.dumps(to_document(warned)))) == warned


def test_an_address_no_code_can_show_is_left_out() -> None:
    assert quote_html(replace(QUOTE, address="https://é.example/")).count("<svg") == 2


@pytest.mark.parametrize(
    "quote",
    [
        replace(QUOTE, lines=QUOTE.lines * 21),
        replace(QUOTE, person="x" * 121),
        replace(QUOTE, lines=(QuoteLine("x" * 121, "y", 0),)),
        replace(QUOTE, warnings=("x" * 501,)),
        replace(QUOTE, warnings=("x",) * 58),
    ],
)
def test_what_does_not_fit_is_refused(quote: Quote) -> None:
    with pytest.raises(TooLongForAQuote):
        quote_html(quote)


def test_it_is_one_page_in_french_with_all_that_jeans_have() -> None:
    lines = tuple(QuoteLine(f"Option {n}", "Une valeur usuelle", 300) for n in range(25))
    quote = replace(QUOTE, language="fr", lines=lines, person="Nadia El Amrani")

    printed = PdfReader(io.BytesIO(pdf(quote_html(quote), STYLESHEET)))

    assert len(printed.pages) == 1
    text = printed.pages[0].extract_text()
    assert "234,00\u00a0€" in text
    assert "Nadia El Amrani" in text
    assert "samedi 5 décembre 2026" in text
