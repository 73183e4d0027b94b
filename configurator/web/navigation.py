"""The links in the head of every plain page: where this account may go, and no other."""

from dataclasses import dataclass

from flask import Flask, current_app, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from configurator.web.access import may_ask
from configurator.web.sessions import account

PLACES: tuple[tuple[str, LazyString], ...] = (
    ("me.show", _l("My page")),
    ("customers.index", _l("Customers")),
    ("orders.index", _l("Orders")),
    ("stations.index", _l("Workshop")),
    ("people.show", _l("People")),
)
"""Views and the words that lead there, in the order of the head; who may ask is their own word."""


@dataclass(frozen=True, slots=True)
class Link:
    """A place and its words."""

    address: str
    words: str


def init_navigation(app: Flask) -> None:
    """Give the templates of `app` the links of whoever asks."""
    app.context_processor(lambda: {"places": places()})


def places() -> list[Link]:
    """Where who is signed in may go from everywhere; nothing for strangers."""
    who, views = account(), current_app.view_functions
    if who is None:
        return []
    return [
        Link(url_for(endpoint), str(words))
        for endpoint, words in PLACES
        if who.role in (may_ask(views[endpoint]) or ())
    ]
