"""What the configure page shows, as plain values: steps, groups of cards and the bar."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from catalog.configuration import Choices, Configuration
from catalog.product import Product, Step
from configurator.web.groups import Group, Known, Mark, Sight, group
from customers.dialogue.answered import is_silent
from production.format import in_a_row
from rules.rule import Warn
from rules.scope import options_of
from rules.soft import SILENT, Advice, who_set
from rules.state import State, Status

_NAMES_IN_CAPTION = 2
_DECIDED = frozenset({Status.CHOSEN, Status.FORCED})


@dataclass(frozen=True, slots=True)
class Tab:
    """One step: the first value taken in it, and how many options are still `open`."""

    key: str
    name: str
    taken: str
    open: int
    current: bool

    @property
    def done(self) -> bool:
        """Whether every option of the step has its value."""
        return self.open == 0


@dataclass(frozen=True, slots=True)
class Bar:
    """What is always in view.

    `next` is the step to go to now, the next with something open; None when all is decided.
    `ready_on` is None while choices clash, `configurations` where a solver answers.
    """

    total_cents: int
    ready_on: date | None
    configurations: int | None
    next: Tab | None
    can_undo: bool
    can_redo: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page. `caption` names the garment in a few words.

    `is_silent` where nothing is to be suggested. Once nothing is open, `warnings` are those about
    other steps; a group has those about itself.
    """

    product: str
    product_name: str
    currency: str
    step: Tab
    tabs: tuple[Tab, ...]
    groups: tuple[Group, ...]
    bar: Bar
    caption: str
    warnings: tuple[str, ...] = ()
    is_silent: bool = False

    @property
    def suggests(self) -> bool:
        """Whether any card of the step is suggested or spoken well of."""
        cards = (card for group in self.groups for card in group.cards)
        return any(card.recommended or card.mark is Mark.SUGGESTED for card in cards)


def page(
    product: Product,
    state: State,
    configuration: Configuration,
    sight: Sight,
    said: Advice = SILENT,
) -> Page:
    """The page for this state of `configuration`; an unknown step shows the first."""
    step = next((step for step in product.steps if step.key == sight.step), product.steps[0])
    values = decided(product, state)
    tabs = tuple(_tab(product, each, values, sight, current=each is step) for each in product.steps)
    known = Known(state, said, who_set(configuration.choices, state, said))
    places = _places(said, step, configuration.choices)
    bar = _bar(tabs, product.steps.index(step), state, configuration)
    return Page(
        product=product.key,
        product_name=product.name.in_(sight.language),
        currency=product.currency,
        step=tabs[product.steps.index(step)],
        tabs=tabs,
        groups=tuple(
            group(product.option(key), known, sight, _told(places.get(key, ()), sight))
            for key in step.options
            if key not in said.hidden
        ),
        bar=bar,
        caption=caption(product, values, sight.language),
        warnings=() if bar.next else _told(places.get("", ()), sight),
        is_silent=is_silent(configuration),
    )


def warnings(said: Advice, language: str) -> tuple[str, ...]:
    """The reasons of all warnings, each once."""
    return tuple(dict.fromkeys(rule.reason.in_(language) for rule in said.warnings))


def _told(rules: Iterable[Warn], sight: Sight) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule.reason.in_(sight.language) for rule in rules))


def _places(said: Advice, step: Step, choices: Choices) -> dict[str, list[Warn]]:
    """Warnings by the option of `step` beside which they stand: the one last chosen of its own.

    Those about other steps stand under an empty key.
    """
    newest = [choice.option for choice in choices]
    found: dict[str, list[Warn]] = {}
    for rule in said.warnings:
        mine = options_of(rule.claim).intersection(step.options).difference(said.hidden)
        last = max(mine, key=lambda key: newest.index(key) if key in newest else -1, default="")
        found.setdefault(last, []).append(rule)
    return found


def decided(product: Product, state: State) -> dict[str, str]:
    """The value of each option that has one, chosen or the only one left, by option."""
    return {
        option.key: value
        for option in product.options
        for value, its in state.options.get(option.key, {}).items()
        if its.status in _DECIDED
    }


def suggested(said: Advice) -> dict[str, str]:
    """The value suggested for each option that has such, as the picture shows it already."""
    return {option: one.value for option, one in said.suggested.items()}


def caption(product: Product, values: Mapping[str, str], language: str) -> str:
    """The garment in a few words: the first option of the first steps (`Slim, Selvedge 14 oz`)."""
    firsts = [step.options[0] for step in product.steps if step.options]
    return _names(product, values, [key for key in firsts if key in values], language)


def _names(product: Product, values: Mapping[str, str], options: list[str], language: str) -> str:
    """The names of the first few of these options' values."""
    shown = options[:_NAMES_IN_CAPTION]
    names = [product.option(key).value(values[key]).name.in_(language) for key in shown]
    return in_a_row(names, language)


def _tab(
    product: Product, step: Step, values: Mapping[str, str], sight: Sight, *, current: bool
) -> Tab:
    taken = [key for key in step.options if key in values]
    return Tab(
        key=step.key,
        name=step.name.in_(sight.language),
        taken=_names(product, values, taken[:1], sight.language),
        open=len(step.options) - len(taken),
        current=current,
    )


def _bar(tabs: tuple[Tab, ...], here: int, state: State, configuration: Configuration) -> Bar:
    ahead = (*tabs[here + 1 :], *tabs[:here])
    to_do = next((tab for tab in ahead if not tab.done), None)
    if to_do is None and not tabs[here].done:
        # Only this step is left: going on leads to its neighbour, never straight to the end.
        to_do = ahead[0] if ahead else tabs[here]
    return Bar(
        total_cents=state.total_cents,
        ready_on=state.ready_on,
        configurations=state.configurations,
        next=to_do,
        can_undo=bool(configuration.past),
        can_redo=bool(configuration.future),
    )
