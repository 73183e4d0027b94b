"""Style sheets, scripts and fonts: kept by browsers for a year, fetched anew when they change."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, url_for

A_YEAR_S = 365 * 24 * 3600
NEVER_CHANGE = "fonts/"
"""Style sheets name fonts without a version; a page must name them likewise or both are fetched."""


def init_assets(app: Flask) -> None:
    """Have `app` name assets with a fingerprint of their content, and say how long to keep them."""
    folder = Path(app.static_folder or "")

    app.jinja_env.globals["icons"] = lambda: _icons(request.script_root)

    @app.url_defaults
    def name_version(endpoint: str, values: dict[str, Any]) -> None:
        filename = values.get("filename", "")
        if endpoint == "static" and not filename.startswith(NEVER_CHANGE):
            version = _version(folder / filename)
            if version:
                values["v"] = version

    @app.after_request
    def say_how_long(answer: Response) -> Response:
        if request.endpoint == "static" and answer.status_code in {200, 304}:
            _keep(answer, versioned="v" in request.args)
        return answer


def _keep(answer: Response, *, versioned: bool) -> None:
    kept = versioned or NEVER_CHANGE in request.path
    answer.cache_control.no_cache = None if kept else True
    answer.cache_control.public = True
    if kept:
        answer.cache_control.max_age = A_YEAR_S
        answer.cache_control.immutable = True


@cache
def _icons(root: str) -> str:  # noqa: ARG001 - the address hangs on it
    """The address of the sprite: a page shows a dozen of its signs."""
    return url_for("static", filename="icons/icons.svg")


@cache
def _version(path: Path) -> str:
    if not path.is_file():
        return ""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
