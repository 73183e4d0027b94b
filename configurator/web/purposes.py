"""Each request reads as the pages of its blueprint do; see `configurator.storage.purposes`."""

from flask import Flask, request

from configurator.storage.purposes import read_as
from customers.rights.register import EVERY_PAGE


def init_purposes(app: Flask) -> None:
    """Have `app` say at the beginning of each request who reads; before anything is read."""
    app.before_request(_say)
    app.teardown_request(_end)


def _say() -> None:
    read_as(request.blueprint or EVERY_PAGE, EVERY_PAGE)


def _end(_error: BaseException | None) -> None:
    read_as()
