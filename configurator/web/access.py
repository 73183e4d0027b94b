"""Who may ask for a page. Nobody may, unless its view says so: deny by default.

Every view declares itself, directly beneath the line with its address:

    @blueprint.get("/orders")                            @blueprint.get("/healthz")
    @only_for(Role.STAFF, Role.MANAGER, Role.ADMIN)      @for_everybody
    def index() -> Response: ...                         def alive() -> Response: ...

`@only_for(*SHOP)` means all who work in the shop, `@only_for(*Role)` all who are signed in, and
`@for_everybody` also those who are not. A view made by somebody else's library is declared where
it is added: `for_everybody(app.view_functions["static"])`. With a view that says nothing the
application does not start; one that is added later answers nobody (500, logged as
UndeclaredRoute). `tests/test_configurator_access.py` holds every route against
`tests/cases/who_may_ask.csv`, so a new route needs a line there too.

Whether a draft, an order or a customer is the asker's own is a question about that thing: whoever
asks for another's gets NotThere, as for one that does not exist (`must_be_own`).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask, current_app, request

from configurator.storage.accounts import Role
from configurator.storage.errors import NotThere
from configurator.web.sessions import account, is_proved_lately

Asked = ParamSpec("Asked")
Shown = TypeVar("Shown")
View = TypeVar("View", bound=Callable[..., Any])

STRANGER = None
"""Who asks without having signed in."""

EVERYBODY: frozenset[Role | None] = frozenset({STRANGER, *Role})
SHOP = tuple(role for role in Role if role is not Role.CUSTOMER)
"""Everybody who works in the shop, whatever the task."""

_MARK = "may_ask"
_DELICATE = "is_delicate"


class NotSignedIn(Exception):
    """The page is only for some; whoever asks may be one of them, but has not said so."""


class NotAllowed(Exception):
    """Who is signed in has another task; the page is for `roles`."""

    def __init__(self, roles: frozenset[Role]) -> None:
        self.roles = roles
        super().__init__(f"only for {', '.join(sorted(roles))}")


class NotProved(Exception):
    """What was asked for is delicate, and who is signed in showed too long ago who he is."""

    def __init__(self, back: str) -> None:
        self.back = back
        super().__init__("a delicate act, too long after the password was given")


class UndeclaredRoute(Exception):
    """The view behind a route does not say who may ask for it."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        super().__init__(
            f"the view {endpoint!r} does not say who may ask for it: put @only_for(...) or"
            " @for_everybody directly beneath its address (see configurator/web/access.py)"
        )


def only_for(*roles: Role) -> Callable[[Callable[Asked, Shown]], Callable[Asked, Shown]]:
    """Let only these roles ask for a page. The page raises NotSignedIn, NotAllowed."""
    allowed = frozenset(roles)

    def guard(view: Callable[Asked, Shown]) -> Callable[Asked, Shown]:
        @wraps(view)
        def guarded(*args: Asked.args, **kwargs: Asked.kwargs) -> Shown:
            who = account()
            if who is None:
                raise NotSignedIn
            if who.role not in allowed:
                raise NotAllowed(allowed)
            return view(*args, **kwargs)

        vars(guarded)[_MARK] = allowed
        return guarded

    return guard


def delicate(back: str) -> Callable[[Callable[Asked, Shown]], Callable[Asked, Shown]]:
    """Have a page ask again for the password if that was long ago; then go `back`, to a view.

    Stands beneath `only_for`. The page raises NotProved. What is delicate stands in
    `tests/cases/delicate.csv`, and what looks so and is not, with the reason.
    """

    def guard(view: Callable[Asked, Shown]) -> Callable[Asked, Shown]:
        @wraps(view)
        def guarded(*args: Asked.args, **kwargs: Asked.kwargs) -> Shown:
            if not is_proved_lately():
                raise NotProved(back)
            return view(*args, **kwargs)

        vars(guarded)[_DELICATE] = True
        return guarded

    return guard


def for_everybody(view: View) -> View:
    """Let everybody ask for a page, signed in or not."""
    vars(view)[_MARK] = EVERYBODY
    return view


def may_ask(view: Callable[..., Any]) -> frozenset[Role | None] | None:
    """Who may ask for what `view` shows (None among them: strangers); None if it does not say."""
    said: frozenset[Role | None] | None = vars(view).get(_MARK)
    return said


def is_delicate(view: Callable[..., Any]) -> bool:
    """Whether what `view` does is asked for with the password, if that was given long ago."""
    return _DELICATE in vars(view)


def must_be_own(kind: str, key: str, owner: str | None, asker: str | None) -> None:
    """Raise NotThere, as for a thing that does not exist, unless `owner` is the `asker`."""
    if owner is None or owner != asker:
        raise NotThere(kind, key)


def init_access(app: Flask) -> None:
    """Have `app` answer nobody on routes whose views do not say who may ask."""
    for_everybody(app.view_functions["static"])
    app.before_request(_deny_undeclared)


def check_access(app: Flask) -> None:
    """See to it that each view of `app` says who may ask, once all are there.

    Raises UndeclaredRoute.
    """
    for endpoint, view in app.view_functions.items():
        if may_ask(view) is None:
            raise UndeclaredRoute(endpoint)


def _deny_undeclared() -> None:
    endpoint = request.endpoint
    if endpoint is not None and may_ask(current_app.view_functions[endpoint]) is None:
        raise UndeclaredRoute(endpoint)
