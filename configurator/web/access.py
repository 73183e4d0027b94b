"""Who may see a page: pages of the shop ask for a sign-in, everything else is open."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from configurator.storage.accounts import Role
from configurator.web.sessions import account

Asked = ParamSpec("Asked")
Shown = TypeVar("Shown")


class NotSignedIn(Exception):
    """The page is for the shop; whoever asks may be of it, but has not said so."""


class NotAllowed(Exception):
    """Who is signed in has another task; the page is for `roles`."""

    def __init__(self, roles: frozenset[Role]) -> None:
        self.roles = roles
        super().__init__(f"only for {', '.join(sorted(roles))}")


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

        return guarded

    return guard
