"""YAML is read with places, and refused quickly where it is hostile."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.file_text import MOST_BYTES, place_at
from catalog.files import read_files
from catalog.problems import Place, with_caret
from catalog.tree import items, leaf
from catalog.yaml_places import read_yaml


@pytest.mark.parametrize(
    ("content", "mistake"),
    [
        (b"a" * (MOST_BYTES + 1), "1:1: the file is larger than 1,000,000 bytes"),
        (b"a: b\nb: \xff", "2:4: this is not UTF-8 text"),
        (b"a: b\r\nb: \0", "2:4: the invisible character U+0000 stands here; delete it"),
        (b"a: \xc2\x85", "1:4: the invisible character U+0085 stands here; delete it"),
        (b'a: "\\0"', "1:4: this text holds an invisible character"),
        (b'a: "\\uD800"', "1:4: this text holds an invisible character"),
        (b'a: "\\UFFFFFFFF"', "1:1: this is not YAML: it is broken after here"),
        (b"a: b\nc: &here d", "2:4: anchors and aliases (& and *) are not read here"),
        (b"a: b\nc: *here", "2:4: anchors and aliases (& and *) are not read here"),
        (b"a: !!python/name:os.system x", "1:4: tags (!) are not read here"),
        (b"a: !!str x", "1:4: tags (!) are not read here"),
        (b"%YAML 1.1\n---\na: b", "2:1: directives (lines with %) are not read here"),
        (b"a: b\n---\na: b", "2:1: a second document begins here; a file holds one"),
        (b"a: b: c", "1:5: this is not YAML: mapping values are not allowed here"),
        (b"a: [b", "1:6: this is not YAML: expected ',' or ']', but got '<stream end>'"),
        (b"[" * 999_999, "1:51: this is nested more than 50 levels deep"),
        (b"- " * 499_999, "1:101: this is nested more than 50 levels deep"),
        (b"{a: " * 200_000, "1:198: this is nested more than 50 levels deep"),
        (b"- a\n" * 200_000, "100000:3: the file holds more than 100,000 texts"),
        (b"? [a]\n: b", "1:3: a key must be a word"),
        (b": b", "1:1: a key must be a word"),
        (b"", "1:1: the file is empty"),
        (b"# nothing", "1:1: the file is empty"),
        (b"- a", "1:1: `the file` must hold keys, each as `key: ...`"),
    ],
)
def test_hostile_yaml_is_refused_with_its_place(
    tmp_path: Path, content: bytes, mistake: str
) -> None:
    path = tmp_path / "product.yaml"
    path.write_bytes(content)
    product, problems, texts = read_files(path)
    assert product is None
    assert [str(problem) for problem in problems] == [f"{path}:{mistake}"]
    with_caret(problems[0], texts).encode("utf-8")


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("ab01:-,[]{}\"'|>#&*!%?@` \n\t\\é"), max_size=60))
def test_any_text_is_a_tree_or_has_mistakes(text: str) -> None:
    tree, problems = read_yaml(text, "any.yaml")
    assert tree is not None or problems
    for problem in problems:
        assert 1 <= problem.place.line <= text.count("\n") + 2


@given(st.text(st.sampled_from("ab\n\r"), max_size=20), st.integers(0, 20))
def test_a_place_is_where_an_editor_shows_it(text: str, index: int) -> None:
    before = text[: min(index, len(text))]
    lines = (before + "|").splitlines()
    assert place_at(text, len(before), "f") == Place("f", len(lines), len(lines[-1]))


def test_a_tree_gives_nothing_where_the_shape_is_another() -> None:
    tree, problems = read_yaml("a: {b: [c, [d]]}", "any.yaml")
    assert problems == []
    assert items(tree, "a") == ()
    assert leaf(tree, "a", "b") is None
    assert leaf(tree, "a", "nothing") is None
    assert items(tree, "a", "b", "c") == ()
