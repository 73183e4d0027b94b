"""The cards of the configure page: every value with how it stands, who set it, and why."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from flask_babel import gettext as _

from catalog.configuration import OWN, By, Choice
from catalog.product import Option, Value
from configurator.web.number import NumberField, number_field
from configurator.web.swatch import Swatch, swatch
from rules.rule import Recommend, Rule
from rules.soft import Advice
from rules.state import State, Status, ValueState

_REASONS_ON_CARD = 2


class Mark(StrEnum):
    """The states of a card; each has its own sign and words."""

    POSSIBLE = "possible"
    CHOSEN = "chosen"
    SET = "set"  # only this value is left
    CHANGES = "changes"  # can be taken, but other choices must give way
    SUGGESTED = "suggested"
    BARRED = "barred"  # no change of choices helps: the body forbids it
    UNKNOWN = "unknown"  # not found out in time


@dataclass(frozen=True, slots=True)
class Card:
    """One value to take.

    `days` is how much later (below zero: sooner) the garment is ready with it, 0 when the date
    does not move. `price_delta_cents` is None where the sheet carries the price. `asked` is true
    while the sheet is about this card. `by` says who set the value, `mine` whether that is who is
    looking, `why` in a sentence what speaks for it or leaves nothing else.
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
    asked: bool
    by: By | None = None
    mine: bool = False
    recommended: bool = False
    why: str = ""

    @property
    def by_staff(self) -> bool:
        """Whether the shop took the choice."""
        return self.by is By.STAFF

    @property
    def id(self) -> str:
        """The same on every visit, so that focus and links find the card again."""
        return f"{self.option}.{self.value}"


@dataclass(frozen=True, slots=True)
class Group:
    """One option with its cards; `fitting` of them stand with the other choices.

    `warnings` are sentences on what was chosen here. `help` is said to somebody with a need, and
    `because` says why he is told so.
    """

    option: str
    name: str
    cards: tuple[Card, ...]
    fitting: int
    can_open: bool
    warnings: tuple[str, ...] = ()
    number: NumberField | None = None
    help: str = ""
    because: str = ""

    @property
    def has_unknown(self) -> bool:
        """Whether it was not found out in time of some card how it stands."""
        return any(card.mark is Mark.UNKNOWN for card in self.cards)

    @property
    def has_swatches(self) -> bool:
        """Whether the cards show cloth or thread and so need the room."""
        return any(card.swatch for card in self.cards)

    @property
    def has_small_swatches(self) -> bool:
        """Whether thread or metal is shown, which needs less room than cloth."""
        return any(card.swatch and card.swatch.kind != "cloth" for card in self.cards)


@dataclass(frozen=True, slots=True)
class Adapted:
    """What is said to somebody: `texts` by option and value in place of the usual ones.

    Of an option itself the value is empty. `whys` say by option why it is told so, `facts` put
    what a suggestion is because of into words.
    """

    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)
    whys: Mapping[str, str] = field(default_factory=dict)
    facts: Callable[[tuple[str, ...]], str] = lambda _keys: ""


PLAIN = Adapted()
"""As everybody is told."""


@dataclass(frozen=True, slots=True)
class Sight:
    """From where one looks at the page: which step, which language, the card asked about, who."""

    step: str
    language: str
    asked: Choice | None = None
    who: By = By.CUSTOMER
    adapted: Adapted = PLAIN


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of every value: the state, who set it, and what soft rules say."""

    state: State
    said: Advice
    by: Mapping[tuple[str, str], By]


def group(option: Option, known: Known, sight: Sight, warnings: tuple[str, ...] = ()) -> Group:
    """The cards of `option` as `sight` sees them."""
    number = number_field(option, known.state.options[option.key])
    # A number is typed: only to stay without one is a card.
    shown = option.values if number is None else option.values[: int(option.optional)]
    cards = tuple(_card(option, value, known, sight) for value in shown)
    return Group(
        option=option.key,
        name=option.name.in_(sight.language),
        cards=cards,
        fitting=sum(card.mark not in {Mark.CHANGES, Mark.BARRED, Mark.UNKNOWN} for card in cards),
        can_open=any(by in OWN for (key, _), by in known.by.items() if key == option.key),
        warnings=warnings,
        number=number,
        help=sight.adapted.texts.get((option.key, ""), ""),
        because=sight.adapted.whys.get(option.key, ""),
    )


def _card(option: Option, value: Value, known: Known, sight: Sight) -> Card:
    its, now = known.state.options[option.key][value.key], known.state.ready_on
    asked = sight.asked is not None and (sight.asked.option, sight.asked.value)
    by = known.by.get((option.key, value.key))
    mark = _mark(its, by)
    recommended = known.said.recommended.get((option.key, value.key), ())
    return Card(
        option=option.key,
        value=value.key,
        name=value.name.in_(sight.language),
        benefit=sight.adapted.texts.get((option.key, value.key))
        or (value.benefit.in_(sight.language) if value.benefit else ""),
        mark=mark,
        changes=its.changes or 0,
        price_delta_cents=its.price_delta_cents,
        days=(its.ready_on - now).days if its.ready_on and now else 0,
        swatch=swatch(value),
        asked=asked == (option.key, value.key),
        by=by,
        mine=by is sight.who,
        recommended=bool(recommended) and mark is not Mark.SET,
        why=_why(option, known.said, mark, recommended, sight),
    )


def _why(
    option: Option, said: Advice, mark: Mark, recommended: Sequence[Recommend], sight: Sight
) -> str:
    """What leaves nothing else, or speaks for the value: of a choice made, nothing more."""
    match mark:
        case Mark.SET:
            rules: Sequence[Rule | Recommend] = said.forced.get(option.key, ())
        case Mark.POSSIBLE | Mark.SUGGESTED:
            rules = recommended
        case _:
            rules = ()
    suggestion = said.suggested.get(option.key) if mark is Mark.SUGGESTED else None
    if suggestion and suggestion.by is By.TASTE:
        told = sight.adapted.facts(suggestion.because)
        return told or str(_("Goes with what was said or ordered before."))
    reasons = [suggestion.reason] if suggestion and suggestion.reason else []
    reasons += [rule.reason for rule in rules]
    each = dict.fromkeys(reason.in_(sight.language) for reason in reasons)
    return " ".join(list(each)[:_REASONS_ON_CARD])


def _mark(its: ValueState, by: By | None) -> Mark:
    match its.status:
        case Status.UNKNOWN:
            return Mark.UNKNOWN
        case Status.RULED_OUT:
            return Mark.BARRED if its.changes is None else Mark.CHANGES
        case Status.CHOSEN:
            return Mark.CHOSEN
        case Status.FORCED:
            # The customer's own choice stays his, even where nothing else is left.
            return Mark.CHOSEN if by in OWN else Mark.SET
    return Mark.SUGGESTED if by else Mark.POSSIBLE
