"""Requests that a proxy hands on: who really asks, by which host, and whether by https.

Each proxy adds what it saw to the headers X-Forwarded-For, -Proto and -Host; what stands in them
before that, anybody may have written. So only what the last so many proxies added is believed, as
many as the settings trust: none unless they say so. A proxy in front of us must set all three.
"""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from configurator.web.sessions import workshop_settings


def init_proxies(app: Flask) -> None:
    """Have `app` see requests as they reached the first of the proxies that are trusted."""
    trusted = workshop_settings(app).trusted_proxies
    if trusted:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign] # Flask's own way to wrap it
            app.wsgi_app, x_for=trusted, x_proto=trusted, x_host=trusted
        )
