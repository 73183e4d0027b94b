"""The living style page: both themes from one style sheet, every promise of contrast kept."""

import re

import pytest

from configurator.app import create_app
from configurator.migrations import upgrade
from configurator.settings import Settings
from configurator.storage.database import open_database
from configurator.web.style import COLOURS, lowest
from configurator.web.tokens import Theme, colours, contrast, lengths_px, style_sheet, type_px

# What the look promises of each colour in the light and the dark theme.
PROMISED = {
    "edge": (3.7, 4.4),
    "ink": (15.0, 14.0),
    "ink2": (7.4, 9.1),
    "ink3": (5.5, 6.2),
    "linen": (4.9, 4.9),
    "indigo": (9.9, 8.7),
    "onindigo": (10.9, 9.4),
    "copper": (5.3, 7.4),
    "stitch": (3.4, 5.7),
    "moss": (6.0, 8.0),
    "amber": (6.0, 8.0),
    "madder": (6.0, 8.0),
    "mtint": (5.6, 6.8),
    "atint": (5.6, 6.8),
    "rtint": (5.6, 6.8),
    # Text of any size needs this much (WCAG 2.2, 1.4.3).
    "ctint": (4.5, 4.5),
    "tint": (4.5, 4.5),
}
BLOCK = re.compile(r"--paper: .*?--swatch-border: [^;]*;", re.DOTALL)


@pytest.fixture(scope="module")
def client(tmp_path_factory, engines):
    folder = tmp_path_factory.mktemp("style")
    settings = Settings.from_environment({"SURMESURE_DATA": str(folder)})
    database = open_database(settings)
    upgrade(database)
    app = create_app(settings, engines=engines, database=database)
    yield app.test_client()
    database.close()


@pytest.mark.parametrize("token", PROMISED)
@pytest.mark.parametrize("theme", Theme)
def test_a_colour_keeps_the_contrast_it_was_promised_with(theme: Theme, token: str) -> None:
    colour = next(one for one in COLOURS if one.token == token)
    promised = PROMISED[token][list(Theme).index(theme)]

    measured = lowest(colour, colours(style_sheet(), theme))

    assert measured is not None
    assert round(measured, 1) >= promised


@pytest.mark.parametrize("theme", Theme)
def test_the_page_shows_every_colour_there_is(theme: Theme) -> None:
    assert set(colours(style_sheet(), theme)) == {colour.token for colour in COLOURS}


def test_only_grounds_and_decoration_are_shown_without_contrast() -> None:
    assert {one.token for one in COLOURS if not one.seen} == {"paper", "sheet", "line"}


def test_dark_is_the_same_whether_the_system_or_the_reader_asked_for_it() -> None:
    light, asked_by_system, asked_by_reader = (
        block.split() for block in BLOCK.findall(style_sheet())
    )

    assert asked_by_system == asked_by_reader != light


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)


def test_type_and_space_are_read_from_the_style_sheet() -> None:
    assert type_px(style_sheet())["fact"] == (25, 28)
    assert type_px(style_sheet())["note"] == (19, 24)
    assert lengths_px(style_sheet())["s7"] == 48


def test_a_sheet_without_tokens_has_no_colours() -> None:
    assert colours("body { margin: 0; }", Theme.DARK) == {}


def test_the_page_shows_both_themes_with_every_state_of_a_card(client) -> None:
    page = client.get("/style").text

    for theme in Theme:
        shown = page.partition(f'data-theme="{theme}"')[2].partition("</main>")[0]
        for state in ("possible", "chosen", "set", "changes", "suggested", "barred"):
            assert f"card-{state}" in shown
        assert "15.0 : 1" in page
        assert "14.0 : 1" in page
    assert len(re.findall(r'fill="var\(--\w+\)"', page)) >= 2 * len(COLOURS)


def test_no_id_stands_twice_on_the_page(client) -> None:
    ids = re.findall(r'\sid="([^"]+)"', client.get("/style").text)

    assert len(ids) == len(set(ids))


def test_the_page_speaks_french(client) -> None:
    page = client.get("/style", headers={"Accept-Language": "fr"}).text

    assert "15,0 : 1" in page
