"""Why choices clash, as whole sentences that translators can turn as their language wants."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from catalog.configuration import Choice
from configurator.web.desk import Desk, language
from configurator.web.format import listed
from rules.explain import Conflict, stands, values_of


@dataclass(frozen=True, slots=True)
class ConflictTold:
    """A conflict in words: one sentence on what clashes, and the reasons, each a sentence."""

    sentence: str
    reasons: tuple[str, ...]


def conflict_told(desk: Desk, clash: Conflict, wish: Choice | None = None) -> ConflictTold:
    """`clash` in the language of the request; `wish` is the value that it rules out."""
    reasons = [rule.reason.in_(language()) for rule in clash.rules]
    return ConflictTold(
        sentence=_sentence(desk, clash, wish),
        # Two rules may give one reason.
        reasons=tuple(dict.fromkeys(reason for reason in reasons if reason)),
    )


def _sentence(desk: Desk, clash: Conflict, wish: Choice | None) -> str:
    choices = listed([_named(desk, choice) for choice in clash.choices], language())
    by_body = _by_body(desk, clash, wish)
    told: str
    if wish is None:
        return _together(choices, len(clash.choices), by_body=by_body)
    name = desk.product.option(wish.option).value(wish.value).name.in_(language())
    if clash.choices and by_body:
        told = _(
            "With your measurements, %(name)s does not go with %(choices)s.",
            name=name,
            choices=choices,
        )
    elif clash.choices:
        told = _("%(name)s does not go with %(choices)s.", name=name, choices=choices)
    elif by_body:
        told = _("%(name)s cannot be made with your measurements.", name=name)
    else:
        told = _("%(name)s cannot be made.", name=name)
    return told


def _together(choices: str, number: int, *, by_body: bool) -> str:
    told: str
    if by_body:
        told = ngettext(
            "%(choices)s cannot be made with your measurements.",
            "With your measurements, %(choices)s do not go together.",
            number,
            choices=choices,
        )
    else:
        told = ngettext(
            "%(choices)s cannot be made.",
            "%(choices)s do not go together.",
            number,
            choices=choices,
        )
    return told


def _named(desk: Desk, choice: Choice) -> str:
    """A choice inside a sentence: values alone can read alike, `Standard` or `30 cm`."""
    option = desk.product.option(choice.option)
    value = option.value(choice.value).name.in_(language())
    told: str = _("%(value)s (%(option)s)", value=value, option=option.name.in_(language()))
    return told


def _by_body(desk: Desk, clash: Conflict, wish: Choice | None) -> bool:
    """Whether the same would stand together for some other body."""
    wanted = values_of((wish,)) if wish else {}
    return bool(desk.situation.facts) and stands(desk.engine.diagram, wanted, clash.choices)
