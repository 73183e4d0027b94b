"""The links in the head of every plain page: where this account may go, and no other."""

from dataclasses import dataclass

from flask import Flask, current_app, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from configurator.web.access import STRANGER, may_ask
from configurator.web.sessions import account

PLACES: tuple[tuple[str, LazyString], ...] = (
    ("me.show", _l("My page")),
    ("own_messages.show", _l("Messages")),
    ("customers.index", _l("Customers")),
    ("orders.index", _l("Orders")),
    ("stations.index", _l("Workshop")),
    ("figures.index", _l("Value")),
    ("campaigns.index", _l("Campaigns")),
    ("people.show", _l("People")),
)
"""Views and the words that lead there, in the order of the head; who may ask is their own word."""


@dataclass(frozen=True, slots=True)
class Link:
    """A place and its words."""

    address: str
    words: str


def init_navigation(app: Flask) -> None:
    """Give the templates of `app` the links of whoever asks, and whether he may go elsewhere."""
    app.context_processor(lambda: {"places": places(), "may_go": may_go})


def may_go(endpoint: str) -> bool:
    """Whether whoever asks is shown that page: none is to be led where he is sent away."""
    who = account()
    shown_to = may_ask(current_app.view_functions[endpoint]) or ()
    return (who.role if who else STRANGER) in shown_to


def places() -> list[Link]:
    """Where who is signed in may go from everywhere; nothing for strangers."""
    return [Link(url_for(endpoint), str(words)) for endpoint, words in PLACES if may_go(endpoint)]
