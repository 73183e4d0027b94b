"""Reads a product with its rules, all mistakes of files and sentences in one list."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from catalog.files import MOST_PROBLEMS, read_files
from catalog.problems import Problem
from catalog.product import Product, RuleKind, RuleText
from catalog.text import Sentence
from rules.rule import Formula, Rule, RuleBook, SoftRule, Term
from rules.soft_sentence import parse_soft
from rules.text import parse_condition, parse_quantity, parse_rule

Key = TypeVar("Key", str, int)
Written = TypeVar("Written", Sentence, RuleText)
Parsed = TypeVar("Parsed")


def read_product(path: Path) -> tuple[RuleBook | None, list[Problem], dict[str, str]]:
    """The rule book at `path`, all mistakes sorted by place, and the texts of its files by name.

    The book is None exactly when there are mistakes. Mistakes in sentences are looked for once the
    files themselves are right: a rule cannot be judged while the options it names are unclear.
    """
    product, problems, texts = read_files(path)
    if product is None:
        return None, problems, texts
    book, mistakes = rule_book(product)
    return book, mistakes, texts


def rule_book(product: Product) -> tuple[RuleBook | None, list[Problem]]:
    """`product` with its sentences parsed, or None and the mistakes in them sorted by place.

    Where sentence after sentence is wrong, only the first hundreds of mistakes are told.
    """
    problems: list[Problem] = []
    hard = [rule for rule in product.rules if rule.kind is RuleKind.MUST]
    rules = ((rule.key, rule.sentence) for rule in hard)
    claims: dict[str, Formula] = _parsed(rules, parse_rule, product, problems)
    modules = ((module.sku, module.quantity) for module in product.modules)
    quantities: dict[str, Term] = _parsed(modules, parse_quantity, product, problems)
    work = ((each.number, each.when) for each in product.operations if each.when is not None)
    conditions: dict[int, Formula] = _parsed(work, parse_condition, product, problems)
    soft = ((rule.key, rule) for rule in product.rules if rule.kind is not RuleKind.MUST)
    advice: dict[str, SoftRule] = _parsed(soft, parse_soft, product, problems)
    if problems:
        return None, sorted(problems)
    every = tuple(Rule(rule.key, claims[rule.key], rule.reason) for rule in hard)
    return RuleBook(product, every, quantities, conditions, tuple(advice.values())), []


def _parsed(
    sentences: Iterable[tuple[Key, Written]],
    parse: Callable[[Written, Product], Parsed | list[Problem]],
    product: Product,
    problems: list[Problem],
) -> dict[Key, Parsed]:
    """What `parse` makes of the sentences, by key; mistakes are added to `problems`."""
    parsed: dict[Key, Parsed] = {}
    for key, sentence in sentences:
        if len(problems) >= MOST_PROBLEMS:
            break
        outcome = parse(sentence, product)
        if isinstance(outcome, list):
            problems += outcome
        else:
            parsed[key] = outcome
    return parsed
