"""The home page of who does marketing: what to do now."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _

from configurator.storage.campaign_figures import outcome_of
from configurator.storage.campaigns import OPEN, Campaign, State, list_campaigns
from configurator.storage.segments import in_force, segments_in
from configurator.web.campaign_words import STATES, effect_words
from configurator.web.campaigns import address_of
from configurator.web.desk import language, workshop
from configurator.web.format import count
from configurator.web.home_acts import Act
from configurator.web.home_pages import MOST_LINES, Home, Line, Part


def marketing() -> Home:
    """What runs and what it brings, what is still to be written, and which segments are ready."""
    shop = workshop()
    with shop.database.reading() as session:
        all_of_them = [one.on(shop.today()) for one in list_campaigns(session, MOST_LINES * 2)]
        running = [one for one in all_of_them if one.state is State.RUNNING]
        outcomes = {one.id: outcome_of(session, one, shop.settings.time_zone) for one in running}
        segments = [
            one for made in in_force(session).values() for one in segments_in(session, made.id)
        ]
    begun = [one for one in all_of_them if one.state in OPEN]
    ready = sum(one.strategy.is_usable for one in segments)
    notes = {
        id_: effect_words(one.effect, one.served.ordered + one.without.ordered)
        for id_, one in outcomes.items()
    }
    return Home(
        lead=_("Whom have we something to say to?"),
        acts=(
            Act(_("Campaigns"), url_for("campaigns.index")),
            Act(_("Messages to customers"), url_for("messages.index")),
            Act(_("Needs and segments"), url_for("needs.index")),
            Act(_("Value"), url_for("figures.index")),
        ),
        parts=(
            Part("running", _("Running"), _lines(running, notes), _("No campaign is running.")),
            Part("begun", _("To be finished"), _lines(begun, {}), _("No draft is waiting.")),
        ),
        facts=(
            (_("segments that can be aimed at"), count(ready, language())),
            (_("segments in all"), count(len(segments), language())),
            (_("messages waiting"), count(sum(o.waiting for o in outcomes.values()), language())),
        ),
    )


def _lines(campaigns: Iterable[Campaign], notes: dict[str, str]) -> tuple[Line, ...]:
    return tuple(
        Line(
            one.plan.name or _("New campaign"),
            notes.get(one.id, ""),
            str(STATES[one.state]),
            address_of(one),
        )
        for one in list(campaigns)[:MOST_LINES]
    )
