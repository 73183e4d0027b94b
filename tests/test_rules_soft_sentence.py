"""Soft rules are read beside the hard ones, and every mistake in them is told at its place."""

from pathlib import Path

import pytest

from catalog.text import Text
from rules.read import read_product
from rules.rule import All, Default, Hide, Is, Not, Recommend, Requires, Rule, RuleBook, Warn

PRODUCT = """\
product: cup
edition: "1"
name: {en: Cup}
currency: EUR
base_price_cents: 900
tax_percent: 20
base_lead_days: 2
languages: [en]
steps:
  - {key: all, name: {en: All}, options: [glaze, handle]}
options:
  glaze:
    name: {en: Glaze}
    values:
      clear: {name: {en: Clear}, benefit: {en: Plain}}
      blue: {name: {en: Blue}, benefit: {en: Bright}}
  handle:
    name: {en: Handle}
    values:
      none: {name: {en: None}, benefit: {en: Small}}
      loop: {name: {en: Loop}, benefit: {en: Cool}}
      ear: {name: {en: Ear}, benefit: {en: Old}}
  fired:
    kind: derived
    name: {en: Fired}
    values:
      once: {name: {en: Once}}
      twice: {name: {en: Twice}}
rules:
  blue_is_fired_twice:
    says: fired = twice requires glaze = blue and not (fired = once)
    reason: {en: Blue is fired twice.}
"""
REASON = "    reason: {en: Because.}\n"


def read(folder: Path, rule: str) -> tuple[RuleBook | None, list[str]]:
    file = folder / "product.yaml"
    file.write_text(f"{PRODUCT}  advice:\n{rule}{REASON}", encoding="utf-8")
    book, problems, _ = read_product(file)
    return book, [str(one).removeprefix(f"{file}:") for one in problems]


BLUE, LOOP = Is("glaze", frozenset({"blue"})), Is("handle", frozenset({"loop"}))
BECAUSE = Text(en="Because.")


@pytest.mark.parametrize(
    ("rule", "meant"),
    [
        (
            "    kind: warn\n    says: glaze = blue excludes handle = loop\n",
            Warn("advice", Not(All((BLUE, LOOP))), BECAUSE),
        ),
        (
            "    kind: recommend\n    weight: 3\n    says: handle in (loop, ear)\n",
            Recommend("advice", All(()), "handle", frozenset({"loop", "ear"}), 3, BECAUSE),
        ),
        (
            "    kind: recommend\n    says: glaze = blue requires handle = loop\n",
            Recommend("advice", BLUE, "handle", frozenset({"loop"}), 1, BECAUSE),
        ),
        (
            "    kind: default\n    says: glaze = blue requires handle = loop\n",
            Default("advice", BLUE, "handle", "loop", BECAUSE),
        ),
        (
            "    kind: hide\n    says: glaze = blue\n    hides: [handle]\n",
            Hide("advice", BLUE, ("handle",), BECAUSE),
        ),
    ],
)
def test_a_soft_rule_stands_beside_the_hard_ones(tmp_path: Path, rule: str, meant: object) -> None:
    book, problems = read(tmp_path, rule)

    assert book is not None, problems
    assert book.soft == (meant,)
    assert [one.key for one in book.rules] == ["blue_is_fired_twice"]


def test_a_rule_of_the_kind_must_is_a_hard_one(tmp_path: Path) -> None:
    book, _ = read(tmp_path, "    kind: must\n    says: glaze = blue requires handle = loop\n")

    assert book is not None
    assert book.rules[1] == Rule("advice", Requires(BLUE, LOOP), BECAUSE)
    assert book.soft == ()


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (
            "    kind: warm\n    says: glaze = blue\n",
            "34:11: `kind` must be one of `must`, `warn`, `recommend`, `default` or `hide`",
        ),
        (
            "    says: glaze = blue\n    weight: 2\n",
            "35:5: only rules of the kind `recommend` have `weight`, not `must`",
        ),
        (
            "    kind: warn\n    says: glaze = blue\n    hides: [handle]\n",
            "36:5: only rules of the kind `hide` have `hides`, not `warn`",
        ),
        (
            "    kind: recommend\n    weight: 0\n    says: glaze = blue\n",
            "35:13: `weight` must be 1 or more",
        ),
        (
            "    kind: recommend\n    says: glaze = blue excludes handle = loop\n",
            "35:11: a recommendation speaks of one option: write `option = value` or `option in",
        ),
        (
            "    kind: default\n    says: handle in (loop, ear)\n",
            "35:11: a default sets one single value: write `option = value`, perhaps after",
        ),
        (
            "    kind: default\n    says: glaze = blue requires fired = twice\n",
            "35:11: `fired` is a derived option; people are only advised on their own",
        ),
        (
            "    kind: default\n    says: glaze = blu\n",
            "35:19: `glaze` has no value `blu`; did you mean `blue`?",
        ),
        (
            "    kind: hide\n    says: glaze = blue\n",
            "33:3: `advice` hides nothing: name options, as `hides: [option]`",
        ),
        (
            "    kind: hide\n    says: glaze = blue\n    hides: [handel]\n",
            "36:13: there is no option `handel`; did you mean `handle`?",
        ),
        (
            "    kind: hide\n    says: glaze = blue\n    hides: [fired]\n",
            "36:13: `fired` is a derived option, which nobody is shown anyway",
        ),
        (
            "    kind: hide\n    says: glaze = blue requires handle = loop\n    hides: [handle]\n",
            "35:24: expected `and`, `or` or the end, found `requires`",
        ),
    ],
)
def test_a_mistake_in_a_soft_rule_is_told_at_its_place(
    tmp_path: Path, rule: str, told: str
) -> None:
    book, problems = read(tmp_path, rule)

    assert book is None
    assert any(one.startswith(told) for one in problems), problems
