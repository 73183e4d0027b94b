"""Nobody is pressed or led by the nose: no box is ticked before, and nothing counts down."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "templates"
TEXTS = {
    str(path.relative_to(TEMPLATES)): path.read_text("utf-8") for path in TEMPLATES.rglob("*.html")
}
SAMPLES = {"style/_buttons.html"}
"""The look as built; it asks nobody anything."""

BOX = re.compile(r'<input type="checkbox"[^>]*>')
SAID_SO = re.compile(r"\{% if .*?\{% endif %\}")
PRESSES = re.compile(
    r"count-?down|hurry|last chance|running out|while stocks? last|offer ends"
    r"|\bonly\b[^.<]*\bleft\b",
    re.IGNORECASE,
)


def ticked_before(text: str) -> bool:
    """Whether a box stands ticked that nobody ticked."""
    return any("checked" in one for one in BOX.findall(SAID_SO.sub("", text)))


def test_no_box_is_ticked_before_anybody_said_so() -> None:
    assert {name for name, text in TEXTS.items() if ticked_before(text)} == SAMPLES
    asks = [text for name, text in TEXTS.items() if name.startswith("consent/")]
    assert asks
    assert not any(re.search(r"\b(checked|selected)\b", text) for text in asks)
    assert ticked_before('<input type="checkbox" name="news" checked>')
    assert not ticked_before('<input type="checkbox" name="ok"{% if ok %} checked{% endif %}>')


def test_nothing_counts_down_or_presses() -> None:
    assert [name for name, text in TEXTS.items() if PRESSES.search(text)] == []
    assert PRESSES.search("Only 2 pairs left")
    assert PRESSES.search('<p class="countdown">')
