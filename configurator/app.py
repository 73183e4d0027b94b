"""The web application: one list of steps, each giving it one thing."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask

from configurator.api.entrance import init_api
from configurator.jobs.queue import Queue
from configurator.settings import Settings
from configurator.shelves import stock_shelves
from configurator.storage.audit import Deed
from configurator.storage.database import Database
from configurator.storage.declared import must_be_declared
from configurator.storage.jobs import LAYOUT, WORK_ORDER, Work
from configurator.storage.rolls import TOOK
from configurator.web.access import check_access, init_access
from configurator.web.assets import init_assets
from configurator.web.blueprints import BLUEPRINTS
from configurator.web.boundaries import init_boundaries
from configurator.web.cards import init_cards
from configurator.web.csrf import init_csrf
from configurator.web.errors import init_errors
from configurator.web.headers import init_headers
from configurator.web.language import init_language
from configurator.web.lock import init_lock
from configurator.web.logs import init_logs
from configurator.web.metrics import Counts, init_metrics
from configurator.web.navigation import init_navigation
from configurator.web.patience import init_patience
from configurator.web.proxies import init_proxies
from configurator.web.purposes import init_purposes
from configurator.web.render import init_templates
from configurator.web.restricting import init_restricting
from configurator.web.seen import init_seen
from configurator.web.sessions import init_sessions
from configurator.web.uploads import init_uploads
from configurator.workshop import Workshop
from rules.engine import Engine

TEMPLATES = Path(__file__).parents[1] / "templates"
LINK_BYTES = 24
"""192 random bits: a link opens a design for whoever knows it."""

PAPER_AFTER = ("placed", TOOK)
"""The deeds after which the paper of an order is printed."""


def new_link() -> str:
    """Unguessable text for addresses and cookies."""
    return secrets.token_urlsafe(LINK_BYTES)


def create_app(
    settings: Settings,
    *,
    engines: Mapping[str, Engine],
    database: Database,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    new_link: Callable[[], str] = new_link,
) -> Flask:
    """The application for one process.

    Args:
        settings: of this installation.
        engines: compiled products by key; may be shared by processes.
        database: open, with its tables up to date, and opened in this very process.
        now: gives UTC-aware instants.
        new_link: gives unguessable texts.

    Raises Undeclared for a column of the database the register of purposes does not name.
    """
    must_be_declared()
    app = Flask("configurator", template_folder=str(TEMPLATES), static_folder="static")
    move_in(app, Workshop(database, engines, settings, now, new_link))
    init_purposes(app)
    init_proxies(app)
    init_logs(app)
    init_metrics(app)
    init_assets(app)
    init_headers(app)
    init_language(app)
    init_templates(app)
    init_cards(app)
    init_sessions(app)
    init_uploads(app)
    init_errors(app)
    init_access(app)
    init_navigation(app)
    init_csrf(app)
    init_lock(app)
    init_seen(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    init_api(app)
    init_boundaries(app)
    init_restricting(app)
    check_access(app)
    init_patience(app)
    return app


def move_in(app: Flask, shop: Workshop) -> None:
    """Have `app` serve `shop`, also in place of another with the same limits and addresses."""
    stock_shelves(shop.database, shop.engines)
    app.extensions["workshop"], app.extensions["queue"] = shop, None
    _configure(app, shop.settings)
    shop.database.told = partial(_told, app)
    shop.database.stand_in(shop.settings.shop)


def connect(app: Flask, queue: Queue) -> None:
    """Have `app` wake the worker by `queue`; without, he finds what is to do a little later."""
    app.extensions["queue"] = queue


def _told(app: Flask, deeds: Sequence[Deed]) -> None:
    """Hear what was done: count it, and wake the worker for what he has to print."""
    counts: Counts = app.extensions["counts"]
    queue: Queue | None = app.extensions["queue"]
    counts.done(deeds)
    for deed in deeds:
        if queue is not None and deed.what in PAPER_AFTER:
            queue.put(Work(WORK_ORDER, deed.subject.removeprefix("order "), LAYOUT))


def _configure(app: Flask, settings: Settings) -> None:
    address = urlsplit(settings.public_address)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.former_secret_keys),
        MAX_CONTENT_LENGTH=settings.limits.form_bytes,
        MAX_FORM_MEMORY_SIZE=settings.limits.form_bytes,
        MAX_FORM_PARTS=settings.limits.form_fields,
        TRUSTED_HOSTS=[address.hostname, "127.0.0.1", "localhost"],
        PREFERRED_URL_SCHEME=address.scheme,
    )
