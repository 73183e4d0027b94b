"""What the configure page shows, as plain values: steps, groups of cards and the bar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from catalog.configuration import OWN, By, Choice, Configuration
from catalog.product import Option, Product, Step, Value
from configurator.web.swatch import Swatch, swatch
from rules.state import State, Status, ValueState

_NAMES_IN_CAPTION = 2


class Mark(StrEnum):
    """The states of a card; each has its own sign and words."""

    POSSIBLE = "possible"
    CHOSEN = "chosen"
    SET = "set"  # only this value is left
    CHANGES = "changes"  # can be taken, but other choices must give way
    SUGGESTED = "suggested"
    BARRED = "barred"  # no change of choices helps: the body forbids it


@dataclass(frozen=True, slots=True)
class Card:
    """One value to take.

    `days` is how much later (below zero: sooner) the garment is ready with it, 0 when the date
    does not move. `price_delta_cents` is None where the sheet carries the price. `asked` is true
    while the sheet is about this card, `by_staff` when the shop took the choice.
    """

    option: str
    value: str
    name: str
    benefit: str
    mark: Mark
    changes: int
    price_delta_cents: int | None
    days: int
    swatch: Swatch | None
    by_staff: bool
    asked: bool

    @property
    def id(self) -> str:
        """The same on every visit, so that focus and links find the card again."""
        return f"{self.option}.{self.value}"


@dataclass(frozen=True, slots=True)
class Group:
    """One option with its cards; `fitting` of them stand with the other choices."""

    option: str
    name: str
    cards: tuple[Card, ...]
    fitting: int
    can_open: bool

    @property
    def has_swatches(self) -> bool:
        """Whether the cards show cloth or thread and so need the room."""
        return any(card.swatch for card in self.cards)

    @property
    def has_small_swatches(self) -> bool:
        """Whether thread or metal is shown, which needs less room than cloth."""
        return any(card.swatch and card.swatch.kind != "cloth" for card in self.cards)


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
    `ready_on` is None while choices clash.
    """

    total_cents: int
    ready_on: date | None
    configurations: int
    next: Tab | None
    can_undo: bool
    can_redo: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page. `caption` names the garment in a few words."""

    product: str
    product_name: str
    currency: str
    step: Tab
    tabs: tuple[Tab, ...]
    groups: tuple[Group, ...]
    bar: Bar
    caption: str


@dataclass(frozen=True, slots=True)
class Sight:
    """From where one looks at the page: which step, which language, the card asked about."""

    step: str
    language: str
    asked: Choice | None = None


def page(product: Product, state: State, configuration: Configuration, sight: Sight) -> Page:
    """The page for this state of `configuration`; an unknown step shows the first."""
    step = next((step for step in product.steps if step.key == sight.step), product.steps[0])
    values = decided(product, state)
    tabs = tuple(_tab(product, each, values, sight, current=each is step) for each in product.steps)
    taken = {choice.option: choice for choice in configuration.choices}
    return Page(
        product=product.key,
        product_name=product.name.in_(sight.language),
        currency=product.currency,
        step=tabs[product.steps.index(step)],
        tabs=tabs,
        groups=tuple(_group(product.option(key), state, taken, sight) for key in step.options),
        bar=_bar(tabs, product.steps.index(step), state, configuration),
        caption=caption(product, values, sight.language),
    )


def decided(product: Product, state: State) -> dict[str, str]:
    """The value of each option that has one, chosen or the only one left, by option."""
    return {
        option.key: value
        for option in product.options
        for value, its in state.options.get(option.key, {}).items()
        if its.status in {Status.CHOSEN, Status.FORCED}
    }


def caption(product: Product, values: Mapping[str, str], language: str) -> str:
    """The garment in a few words: the first option of the first steps (`Slim, Selvedge 14 oz`)."""
    firsts = [step.options[0] for step in product.steps if step.options]
    return _names(product, values, [key for key in firsts if key in values], language)


def _names(product: Product, values: Mapping[str, str], options: list[str], language: str) -> str:
    """The names of the first few of these options' values."""
    shown = options[:_NAMES_IN_CAPTION]
    return ", ".join(product.option(key).value(values[key]).name.in_(language) for key in shown)


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


def _group(option: Option, state: State, taken: Mapping[str, Choice], sight: Sight) -> Group:
    cards = tuple(
        _card(option, value, state, taken.get(option.key), sight) for value in option.values
    )
    return Group(
        option=option.key,
        name=option.name.in_(sight.language),
        cards=cards,
        fitting=sum(card.mark not in {Mark.CHANGES, Mark.BARRED} for card in cards),
        can_open=option.key in taken and taken[option.key].by in OWN,
    )


def _card(option: Option, value: Value, state: State, taken: Choice | None, sight: Sight) -> Card:
    its = state.options[option.key][value.key]
    asked = sight.asked is not None and (sight.asked.option, sight.asked.value)
    return Card(
        option=option.key,
        value=value.key,
        name=value.name.in_(sight.language),
        benefit=value.benefit.in_(sight.language) if value.benefit else "",
        mark=_mark(its, value, taken),
        changes=its.changes or 0,
        price_delta_cents=its.price_delta_cents,
        days=(its.ready_on - state.ready_on).days if its.ready_on and state.ready_on else 0,
        swatch=swatch(value),
        by_staff=taken is not None and taken.value == value.key and taken.by is By.STAFF,
        asked=asked == (option.key, value.key),
    )


def _mark(its: ValueState, value: Value, taken: Choice | None) -> Mark:
    is_taken = taken is not None and taken.value == value.key
    match its.status:
        case Status.RULED_OUT:
            return Mark.BARRED if its.changes is None else Mark.CHANGES
        case Status.CHOSEN:
            return Mark.CHOSEN
        case Status.FORCED:
            # The customer's own choice stays his, even where nothing else is left.
            return Mark.CHOSEN if is_taken and taken and taken.by in OWN else Mark.SET
        case Status.POSSIBLE:
            return Mark.SUGGESTED if is_taken else Mark.POSSIBLE
