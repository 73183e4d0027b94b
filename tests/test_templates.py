"""What browsers are sent: no inline scripts or styles, sound for htmx 4, fit for each direction."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "configurator/static").rglob("*.css"))
MOST_LINES = 100

JINJA = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
MACRO_EDGE = re.compile(r"\{%-?\s*(?:end)?macro\b.*?%\}", re.DOTALL)
TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*""")

FORBIDDEN = {
    "a style in the page": r"\sstyle\s*=|<style\b",
    "a script in the page": r"<script\b(?![^>]*\ssrc=)",
    "a script in an attribute": r"\son[a-z]+\s*=|\shx-on\b|javascript:",
    "a script in a value": r"""\shx-(?:vals|headers|vars)(?::\w+)*\s*=\s*["']\s*js:""",
    "a filter of events, which needs eval": r"""\shx-trigger(?::\w+)*\s*=\s*["'][^"']*\[""",
}

SENDS = re.compile(r"\shx-(?:post|put|patch|delete)\b")
ASKS = re.compile(r"\shx-(?:get|post|put|patch|delete|action|boost)\b(?!:inherited)|^<hx-partial\b")
FOR_OTHERS = re.compile(
    r"\s(hx-(?:target|swap|headers|vals|include|sync|confirm|indicator|select|push-url|replace-url"
    r"|encoding|disable|boost))(?=[\s=>])"
)

PHYSICAL = re.compile(
    r"(?<![\w-])(?:"
    r"(?:scroll-)?(?:margin|padding)-(?:left|right|top|bottom)"
    r"|border-(?:left|right|top|bottom)(?:-\w+)*"
    r"|(?:left|right|top|bottom)"
    r"|(?:min-|max-)?(?:width|height)"
    r")\s*:(?!\s*\w+\))"
    r"|(?<![\w-])(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_page_holds(what: str) -> None:
    for path in TEMPLATES:
        found = re.search(FORBIDDEN[what], plain(path), re.IGNORECASE)

        assert not found, f"{path.name}: {found[0]}"


def test_what_sends_says_itself_where_the_answer_goes() -> None:
    for path, tag in tags():
        if SENDS.search(tag):
            assert " hx-target=" in tag, f"{path.name}: {tag}"
            assert " hx-swap=" in tag, f"{path.name}: {tag}"


def test_what_is_meant_for_the_tags_within_says_so() -> None:
    # htmx 4 hands nothing down unless told: without `:inherited` the attribute does nothing.
    for path, tag in tags():
        assert ASKS.search(tag) or not FOR_OTHERS.search(tag), f"{path.name}: {tag}"


def test_a_template_is_short() -> None:
    long = [path for path in TEMPLATES if len(path.read_text("utf-8").splitlines()) > MOST_LINES]

    assert long == []


def test_a_template_begins_with_what_it_needs() -> None:
    assert [one for one in TEMPLATES if not one.read_text("utf-8").startswith("{#")] == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_style_sheet_knows_start_and_end_instead_of_left_and_right(path: Path) -> None:
    # The work order has a style sheet of its own for paper, which has a left and a right.
    found = PHYSICAL.findall(re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL))

    assert not found


@pytest.mark.parametrize(
    ("markup", "what"),
    [
        ('<p style="color: red">', "a style in the page"),
        ("<script>go()</script>", "a script in the page"),
        ('<a onclick="go()">', "a script in an attribute"),
        ('<a hx-on:click="go()">', "a script in an attribute"),
        ("<a hx-vals='js:{a: 1}'>", "a script in a value"),
        ('<a hx-trigger="click[ctrlKey]">', "a filter of events, which needs eval"),
    ],
)
def test_what_must_not_stand_is_found(markup: str, what: str) -> None:
    assert re.search(FORBIDDEN[what], markup)


@pytest.mark.parametrize(
    "declaration",
    ["margin-left: 0", "left: 0", "border-right: 0", "text-align: right", "width: 1px", "a{top:0}"],
)
def test_left_and_right_are_found(declaration: str) -> None:
    assert PHYSICAL.search(declaration)


@pytest.mark.parametrize(
    "declaration",
    [
        "margin-inline-start: 0",
        "--bar-height: 1px",
        "line-height: 1",
        "@media (min-width: 45rem) {",
    ],
)
def test_start_and_end_are_let_pass(declaration: str) -> None:
    assert not PHYSICAL.search(declaration)


def plain(path: Path) -> str:
    """The template without what Jinja reads; a macro stands between angle brackets like a tag.

    So attributes that a macro keeps together are seen together.
    """
    text = path.read_text("utf-8")
    return JINJA.sub(" ", MACRO_EDGE.sub("<", text))


def tags() -> Iterator[tuple[Path, str]]:
    """The tags of all templates, each up to its closing bracket."""
    return ((path, tag + " ") for path in TEMPLATES for tag in TAG.findall(plain(path)))
