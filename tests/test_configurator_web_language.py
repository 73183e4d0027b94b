"""Every word people read is there in French and Arabic, and the right language is chosen."""

import io
import re
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from configurator.app import create_app
from configurator.migrations import upgrade
from configurator.settings import Settings
from configurator.storage.database import open_database
from configurator.web.language import TRANSLATIONS

ROOT = Path(__file__).parents[1]
PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%")


def said() -> set[str | tuple[str, ...]]:
    """All texts in code and templates."""
    with (TRANSLATIONS / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2)}
    found = extract_from_dir(ROOT, methods, options, keywords=keywords)
    return {message for _file, _line, message, _comments, _context in found}


@pytest.fixture(scope="module", params=["fr", "ar"])
def translated(request):
    with (TRANSLATIONS / request.param / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=request.param)


@pytest.fixture
def client(tmp_path):
    settings = Settings.from_environment({"SURMESURE_DATA": str(tmp_path)})
    database = open_database(settings)
    upgrade(database)
    yield create_app(settings, engines={}, database=database).test_client()
    database.close()


def test_every_text_is_translated(translated):
    texts = said()
    untranslated = [
        text
        for text in texts
        for message in [translated.get(text[0] if isinstance(text, tuple) else text)]
        if message is None or message.fuzzy or not message.string or not all(message.string)
    ]

    assert len(texts) > 150
    assert untranslated == []


def test_nothing_is_translated_that_nobody_says(translated):
    texts = {text[0] if isinstance(text, tuple) else text for text in said()}

    known = {m.id[0] if isinstance(m.id, tuple) else m.id for m in translated if m.id}
    assert known - texts == set()


def test_translations_name_the_same_values(translated):
    def values(texts):
        whole = texts if isinstance(texts, tuple) else (texts,)
        return {value for text in whole for value in PLACEHOLDER.findall(text)}

    wrong = [m.id for m in translated if m.id and values(m.id) != values(m.string)]
    assert wrong == []


@pytest.mark.parametrize(
    ("accepts", "language", "direction"),
    [
        ("fr-CH, en;q=0.5", "fr", "ltr"),
        ("de, en;q=0.5", "en", "ltr"),
        ("zh", "en", "ltr"),
        ("", "en", "ltr"),
        ("ar-MA, fr;q=0.8", "ar", "rtl"),
    ],
)
def test_the_browser_says_which_language_it_wants(client, accepts, language, direction):
    page = client.get("/sign-in", headers={"Accept-Language": accepts}).text

    assert f'<html lang="{language}" dir="{direction}"' in page


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "لا طلبات"),
        (1, "طلب واحد"),
        (2, "طلبان"),
        (3, "3 طلبات"),
        (10, "10 طلبات"),
        (11, "11 طلبا"),
        (99, "99 طلبا"),
        (100, "100 طلب"),
        (102, "102 طلب"),
        (103, "103 طلبات"),
    ],
)
def test_arabic_counts_in_its_six_ways(number, told):
    with (TRANSLATIONS / "ar" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        compiled = io.BytesIO()
        write_mo(compiled, read_po(file))
    compiled.seek(0)

    said = GNUTranslations(compiled).ngettext("%(num)s order", "%(num)s orders", number)

    assert said % {"num": number} == told


def test_a_language_asked_for_once_is_kept(client):
    assert "Se connecter" in client.get("/sign-in?lang=fr").text
    assert "Se connecter" in client.get("/sign-in", headers={"Accept-Language": "en"}).text
    assert "Se connecter" not in client.get("/sign-in?lang=en").text


def test_a_language_we_do_not_speak_is_passed_over(client):
    answer = client.get("/sign-in?lang=<script>")

    assert '<html lang="en"' in answer.text
    assert not client.get_cookie("language")


def test_a_page_offers_itself_in_the_other_languages(client):
    page = client.get("/sign-in?next=/orders/26-1001").text

    assert 'href="/sign-in?next=/orders/26-1001&amp;lang=fr"' in page
    assert 'lang="ar" hreflang="ar">العربية</a>' in page
    assert 'href="/?lang=fr"' in client.get("/nothing").text
