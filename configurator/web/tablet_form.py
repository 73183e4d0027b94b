"""Where somebody was when a tablet was locked, and what he had typed: sealed until he is back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from flask import g

from configurator.sealing import sealing_keys
from configurator.storage.seal import BrokenSeal, sealed, unsealed_by
from configurator.storage.tablets import Opened
from configurator.web.desk import workshop

SECRETS = "kept forms"
TABLET = "tablet"
"""Under this name a visit on a tablet that several people share keeps which it is."""
FORM = "form"
"""Under this name a visit keeps, sealed, what was half filled when the tablet was locked."""


@dataclass(frozen=True, slots=True)
class KeptForm:
    """What is kept under the lock.

    `typed` is what tablet.js gathered from the page at `place`, and gives back to it. `action` and
    `fields` are what was sent to us when the tablet had locked itself already. `visit` is what the
    visit kept for its pages.
    """

    place: str
    typed: Sequence[Sequence[Any]] = ()
    action: str = ""
    fields: Sequence[tuple[str, str]] = ()
    visit: Mapping[str, Any] = field(default_factory=dict)


def kept_there(tablet: Opened, account: str) -> dict[str, Any]:
    """What a visit on a shared tablet begins with: all that was kept under the lock."""
    g.form = opened_form(tablet.form, account)
    visit = g.form.visit if g.form else {}
    return {**visit, TABLET: tablet.tablet, FORM: tablet.form}


def closed_form(kept: KeptForm, account: str) -> str:
    """`kept`, readable by nobody but us, and for no other account."""
    text = json.dumps(asdict(kept), ensure_ascii=False)
    return sealed(text, sealing_keys(workshop().settings, SECRETS)[0], account)


def opened_form(closed: str, account: str) -> KeptForm | None:
    """What `closed_form` closed; None for nothing, and for what no key opens any more."""
    if not closed:
        return None
    try:
        text = unsealed_by(closed, sealing_keys(workshop().settings, SECRETS), account)
    except BrokenSeal:
        return None
    return KeptForm(**json.loads(text))
