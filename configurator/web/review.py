"""The review of a product for its authors: findings, the effect of a rule, a trace, examples."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from catalog.configuration import By, Choice
from catalog.product import Kind, Option, Product, Range
from configurator.storage.accounts import Role
from configurator.storage.errors import NotThere
from configurator.studies import Study
from configurator.web.access import only_for
from configurator.web.desk import desk, engine_of, language, workshop
from configurator.web.number import off_range
from configurator.web.render import render
from configurator.web.review_words import (
    RuleLine,
    effect_words,
    groups,
    named,
    rule_lines,
    short_place,
)
from rules.engine import Engine
from rules.state import Situation
from rules.trace import Exclusion

blueprint = Blueprint("review", __name__)

AUTHORS = (Role.AUTHOR, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class ExampleLine:
    """An example beside the product: where it stands and what is otherwise than expected."""

    name: str
    place: str
    choices: str
    failures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Excluded:
    """Values that the same rules ruled out at once."""

    values: tuple[str, ...]
    rules: tuple[RuleLine, ...]


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One choice, and what it ruled out of what was possible before it."""

    choice: str
    excluded: tuple[Excluded, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """An option of the form: its values by key, or `numbers` to type, and the one taken, if any.

    What was `mistyped` for a number is `wrong`, in words that say what may be typed.
    """

    key: str
    name: str
    values: Mapping[str, str]
    numbers: Range | None
    taken: str
    mistyped: str
    wrong: str


@blueprint.get("/review/<product_key>")
@only_for(*AUTHORS)
def show(product_key: str) -> Response:
    """All findings of a product, its examples and its rules."""
    engine = engine_of(product_key)
    study = workshop().studies.of(engine)
    return render(
        "review/page.html",
        "review/_study.html",
        product=engine.product,
        is_ready=study is not None,
        groups=groups(engine.product, study.review) if study else (),
        examples=_examples(study) if study else (),
        mistakes=[(short_place(p.place), p.message) for p in study.problems] if study else [],
        rules=tuple(rule_lines(engine.product).values()),
        counted=_counted(engine),
    )


@blueprint.get("/review/<product_key>/rules/<rule_key>")
@only_for(*AUTHORS)
def show_rule(product_key: str, rule_key: str) -> Response:
    """What one rule does: how many designs there are with it and without."""
    engine = engine_of(product_key)
    rule = rule_lines(engine.product).get(rule_key)
    if rule is None or rule_key not in _counted(engine):
        raise NotThere("rule", rule_key)
    found = workshop().studies.effect(engine, rule_key)
    return render(
        "review/rule.html",
        "review/_effect.html",
        product=engine.product,
        rule=rule,
        effect=found,
        words=effect_words(found) if found else "",
    )


@blueprint.get("/review/<product_key>/trace")
@only_for(*AUTHORS)
def show_trace(product_key: str) -> Response:
    """What each choice of a configuration ruled out, in order, and by which rules."""
    engine = engine_of(product_key)
    link, trouble, status = request.args.get("link", "").strip(), "", HTTPStatus.OK
    situation = Situation((), {}, {}, date.min)
    try:
        situation = _situation(engine, link)
    except NotThere:
        trouble, status = _("No design of this product has that link."), HTTPStatus.NOT_FOUND
    questions = _questions(engine.product, situation)
    if any(question.wrong for question in questions):
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    found = workshop().studies.trace(engine, situation) if situation.choices else ()
    return render(
        "review/trace.html",
        "review/_trace.html",
        status=status,
        product=engine.product,
        link=link,
        trouble=trouble,
        asked=request.full_path,
        has_choices=bool(situation.choices),
        steps=None if found is None else _steps(engine.product, situation, found),
        questions=questions,
    )


def _counted(engine: Engine) -> frozenset[str]:
    """Rules that designs hang on: advice forbids nothing."""
    return frozenset(rule.key for rule in engine.book.rules)


def _situation(engine: Engine, link: str) -> Situation:
    """The own choices and the body of the design at `link`, else the values in the address.

    Raises NotThere.
    """
    product = engine.product
    if link:
        given = desk(product.key, last_part(link, product.key)).situation
        return Situation(given.choices, given.facts, {}, date.min)
    taken = {
        option.key: value
        for option in product.of_kind(Kind.DESIGN, Kind.MEASURED)
        # A number typed stands beside what says that there is none.
        for value in request.args.getlist(option.key)
        if option.has(value)
    }
    design = [option.key for option in product.of_kind(Kind.DESIGN)]
    choices = tuple(Choice(key, taken[key], By.STAFF) for key in design if key in taken)
    return Situation(choices, {k: v for k, v in taken.items() if k not in design}, {}, date.min)


def last_part(link: str, product_key: str) -> str:
    """The link itself out of the address of a design, as a browser shows it."""
    parts = [part for part in urlsplit(link).path.split("/") if part]
    if product_key in parts[:-1]:
        return parts[parts.index(product_key) + 1]
    return parts[-1] if parts else ""


def _steps(
    product: Product, situation: Situation, found: tuple[Exclusion, ...]
) -> tuple[TraceStep, ...]:
    """What people see of a trace: hidden options stay out of it."""
    shown = {option.key for option in product.of_kind(Kind.DESIGN)}
    lines = rule_lines(product)
    steps = []
    for choice in situation.choices:
        alike: dict[tuple[str, ...], list[str]] = {}
        for one in found:
            if one.by == choice and one.value[0] in shown:
                keys = tuple(rule.key for rule in one.rules)
                alike.setdefault(keys, []).append(_out(product, one))
        excluded = tuple(
            Excluded(tuple(values), tuple(lines[key] for key in keys if key in lines))
            for keys, values in alike.items()
        )
        words = named(product, f"{choice.option}={choice.value}")
        steps.append(TraceStep(words, excluded))
    return tuple(steps)


def _out(product: Product, one: Exclusion) -> str:
    words = named(product, "=".join(one.value))
    if not one.last:
        return words
    last = product.option(one.value[0]).value(one.last)
    return f"{words} … {last.name.in_(language()) or one.last}"


def _questions(product: Product, situation: Situation) -> tuple[Question, ...]:
    taken = {one.option: one.value for one in situation.choices} | dict(situation.facts)
    return tuple(
        Question(
            key=option.key,
            name=option.name.in_(language()) or option.key,
            values={
                value.key: value.name.in_(language()) or value.key
                for value in option.values[: _told_by_name(option)]
            },
            numbers=option.numbers,
            taken=taken.get(option.key, ""),
            mistyped=mistyped,
            wrong=off_range(option, language()) if mistyped else "",
        )
        for option in product.of_kind(Kind.DESIGN, Kind.MEASURED)
        for mistyped in [_mistyped(option)]
    )


def _mistyped(option: Option) -> str:
    """What the address has for an option of numbers and is none of them."""
    typed = filter(None, request.args.getlist(option.key) if option.numbers else ())
    return next((value for value in typed if not option.has(value)), "")


def _told_by_name(option: Option) -> int:
    """How many of its values are no numbers."""
    return len(option.values) if option.numbers is None else int(option.optional)


def _examples(study: Study) -> tuple[ExampleLine, ...]:
    """The examples, those that fail first."""
    lines = (
        ExampleLine(
            one.example.name.replace("_", " "),
            short_place(one.example.place),
            ", ".join(f"{option} = {value}" for option, value in one.example.choices.items()),
            one.failures,
        )
        for one in study.examples
    )
    return tuple(sorted(lines, key=lambda line: not line.failures))
