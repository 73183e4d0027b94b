"""The web application: one list of steps, each giving it one thing."""

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask

from configurator.settings import Settings
from configurator.storage.database import Database
from configurator.web import (
    configure,
    health,
    home,
    measure,
    order,
    orders,
    sign_in,
)
from configurator.web.assets import init_assets
from configurator.web.csrf import init_csrf
from configurator.web.errors import init_errors
from configurator.web.headers import init_headers
from configurator.web.language import init_language
from configurator.web.logs import init_logs
from configurator.web.render import init_templates
from configurator.web.sessions import init_sessions
from configurator.workshop import Workshop
from rules.engine import Engine

TEMPLATES = Path(__file__).parents[1] / "templates"
LINK_BYTES = 24
"""192 random bits: a link opens a design for whoever knows it."""

BLUEPRINTS = (
    home.blueprint,
    health.blueprint,
    sign_in.blueprint,
    configure.blueprint,
    measure.blueprint,
    order.blueprint,
    orders.blueprint,
)


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
    """
    app = Flask("configurator", template_folder=str(TEMPLATES), static_folder="static")
    app.extensions["workshop"] = Workshop(database, engines, settings, now, new_link)
    _configure(app, settings)
    init_logs(app)
    init_assets(app)
    init_headers(app)
    init_language(app)
    init_templates(app)
    init_sessions(app)
    init_errors(app)
    init_csrf(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


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
