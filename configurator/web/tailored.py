"""A draft tailored: block and adjustments for its body, its design and what people kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from catalog.product import Kind
from configurator.storage.accounts import Account, Role
from configurator.storage.drafts import Draft
from configurator.storage.ownership import customer_behind
from configurator.web import sessions
from configurator.web.desk import Desk, workshop
from configurator.web.learned import Learned, learned_of
from customers.body.cutting import UnknownShrinkage
from customers.body.fitting import Design, Fitting
from customers.body.measurement import BodyError
from customers.body.misfit import Misfit, misfit
from customers.body.start import fitting_from
from customers.body.steps import Step
from customers.body.tailoring import tailor
from customers.body.target import Tailoring, deviations, within_tolerance
from customers.body.ways import NotMeasured
from production.freeze import CannotBeMade
from rules.complete import Goal, complete
from rules.rule import RuleBook

MADE = (Kind.DESIGN, Kind.DERIVED)
"""Options that say what is made; the others say for whom and how large."""


MOST_TRIED = 8
"""So many blocks are altered to see what each would cost; each takes some 20 ms."""


class NotComplete(CannotBeMade):
    """Choices or measurements are still missing, or clash."""


class NoBlockFits(CannotBeMade):
    """No pattern can be adjusted to this body under the rules; `misfit` says why, if known."""

    def __init__(self, misfit: Misfit | None = None) -> None:
        self.misfit = misfit
        super().__init__("no pattern can be adjusted to this body")


@dataclass(frozen=True, slots=True)
class Tailored:
    """The garment as it would be cut today, with the targets and what they owe to lessons."""

    fitting: Fitting
    tailoring: Tailoring
    learned: Learned


def made(at: Desk) -> Mapping[str, str]:
    """The value of every option that says what is made, once nothing is open.

    Raises NotComplete.
    """
    complete_ = at.state.complete and at.state.ready_on is not None
    values = complete(at.engine, at.situation, Goal.CHEAPEST) if complete_ else None
    if values is None or at.draft.measured_at is None:
        raise NotComplete
    return {option.key: values[option.key] for option in at.product.of_kind(*MADE)}


def tailored(at: Desk, values: Mapping[str, str]) -> Tailored:
    """The draft tailored with these `values`, learned of its customer what there is to learn.

    What was kept and goes no longer with design and body is chosen anew.
    Raises NotComplete, NoBlockFits.
    """
    fitting, learned, book = *_fitting(at, values), at.engine.book
    kept = {key: value for key, value in at.draft.start.kept.items() if _is_size(at, key, value)}
    if kept and (found := tailor(book, fitting, kept)):
        return Tailored(fitting, found, learned)
    found = tailor(book, fitting)
    if found is None:
        raise NoBlockFits(misfit(book, fitting))
    return Tailored(fitting, found, learned)


def with_blocks_altered(
    book: RuleBook, found: Tailored, kept: Mapping[str, str], steps: Sequence[Step]
) -> tuple[Step, ...]:
    """`steps`, but each block as it would be cut: its adjustments chosen anew around it.

    Only the nearest blocks are tried, as each takes as long as tailoring does; the others are left
    out, and so is a block from which nothing can be cut.
    """
    sizing = book.product.sizing
    option = sizing.block_option if sizing else ""
    others = [one for one in steps if one.option == option and not one.taken]
    near = sorted(others, key=_far)[:MOST_TRIED]
    tried = (_altered(book, found.fitting, {**kept, option: one.value}, one) for one in near)
    same = [one for one in steps if one.option != option or one.taken]
    return (*same, *(one for one in tried if one))


def _altered(book: RuleBook, fitting: Fitting, kept: Mapping[str, str], step: Step) -> Step | None:
    made_so = tailor(book, fitting, kept)
    if made_so is None:
        return None
    return replace(
        step,
        missed_mm=deviations(book.product, made_so),
        within_tolerance=within_tolerance(book.product, made_so),
        rules=(),
        limits=(),
    )


def _far(step: Step) -> int:
    return sum(abs(mm) for mm in step.missed_mm.values())


def keeps(draft: Draft, tailoring: Tailoring) -> bool:
    """Whether all that people kept of the sizes could stay."""
    return all(tailoring.sizes.get(key) == value for key, value in draft.start.kept.items())


def whose(draft: Draft, asker: Account | None) -> str | None:
    """The customer an order of `draft` would be for, as far as known: who asks, else whose it is.

    Only for what the garment becomes: whether the asker may know whose it is, is another question.
    """
    if asker and asker.role is Role.CUSTOMER:
        return asker.customer
    with workshop().database.reading() as session:
        return customer_behind(session, draft)


def _fitting(at: Desk, values: Mapping[str, str]) -> tuple[Fitting, Learned]:
    learned = learned_of(whose(at.draft, sessions.account()), at.product)
    design = Design(at.product, {**values, **at.situation.facts})
    try:
        return fitting_from(at.draft.start, design, at.draft.body_mm, learned.mm), learned
    except UnknownShrinkage as error:
        raise NoBlockFits from error
    except NotMeasured as error:
        raise NotComplete from error
    except BodyError as error:  # Another edition no longer has the block that was worn.
        raise NotComplete from error


def _is_size(at: Desk, option: str, value: str) -> bool:
    return any(one.key == option and one.has(value) for one in at.product.of_kind(Kind.SIZE))
