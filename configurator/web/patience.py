"""Trying again inside one request, where PostgreSQL gave a transaction up for another's sake.

Only a deadlock, a lock not had in time or a failed serialisation is tried again, and only as long
as nothing of this request was asked to be kept: then all of it was undone, and views parse, call
once and render, so that running one anew is as if it had been asked for later.
"""

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask

from configurator.storage.errors import Busy
from configurator.web.desk import workshop

MOST_TRIES = 5
LONGEST_S = 4
PAUSE_S = 0.02

Asked = ParamSpec("Asked")
Shown = TypeVar("Shown")


def init_patience(app: Flask) -> None:
    """Have all views of `app` tried again; after all of them were added."""
    views: dict[str, Any] = app.view_functions
    for endpoint, view in views.items():
        views[endpoint] = patient(view)


def patient(view: Callable[Asked, Shown]) -> Callable[Asked, Shown]:
    """`view`, run anew where that is safe and of use. Raises Busy in the end."""

    @wraps(view)
    def again(*args: Asked.args, **kwargs: Asked.kwargs) -> Shown:
        commits, began = workshop().database.commits, time.monotonic()
        tries = 0
        while True:
            try:
                return view(*args, **kwargs)
            except Busy as busy:
                tries += 1
                kept = workshop().database.commits != commits
                late = tries == MOST_TRIES or time.monotonic() - began > LONGEST_S
                if kept or late or not busy.passing:
                    raise
            # Those who clashed shall not clash again at the next moment.
            time.sleep(random.uniform(0, PAUSE_S * 2**tries))  # noqa: S311 - no secret

    return again
