"""Pages stay light: what a browser must fetch before it shows one has a budget."""

import gzip
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from configurator.storage.accounts import Role

STATIC = Path(__file__).parents[1] / "configurator" / "static"
LINKED = re.compile(r'(?:href|src)="/static/((?:css|js)/[^"?]+)')
MOST_KIB = 80
HEAVIEST_PICTURE_KIB = 60


@pytest.fixture
def engines() -> dict[str, object]:
    return {}


@pytest.mark.parametrize("page", ["/", "/sign-in", "/me", "/customers", "/messages"])
def test_page_styles_and_scripts_weigh_less_than_their_budget(
    page: str, client: FlaskClient, signed_in: object
) -> None:
    role = {"/me": Role.CUSTOMER, "/customers": Role.STAFF, "/messages": Role.MANAGER}.get(page)
    visitor = signed_in(role) if role and callable(signed_in) else client
    html = visitor.get(page).data
    linked = sorted(set(LINKED.findall(html.decode())))
    assert linked
    files = [(STATIC / one).read_bytes() for one in linked]
    weight = sum(len(gzip.compress(one)) for one in [html, *files])
    assert weight <= MOST_KIB * 1024, f"{page}: {weight / 1024:.0f} KiB of {linked}"


def test_no_picture_or_icon_of_ours_is_heavy() -> None:
    pictures = [one for one in STATIC.rglob("*") if one.suffix in {".svg", ".png", ".jpg", ".webp"}]
    heavy = [one.name for one in pictures if one.stat().st_size > HEAVIEST_PICTURE_KIB * 1024]
    assert not heavy
