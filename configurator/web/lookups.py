"""A limit on how often somebody of the shop looks for customers: enough for any counter.

Without it whoever takes over one account could read all customers in an afternoon. Each account is
counted by itself and over all processes; a refusal is noted in the trail, once for each such time.
"""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from configurator.asked_lately import AskedTooOften, AskLimits, admit
from configurator.storage.audit import Deed, record
from configurator.storage.documents import secret_fingerprint
from configurator.web.desk import workshop
from configurator.web.sessions import account

FOLDER = "looked-up"
REFUSED = "was refused to look for more customers"
OFTEN = 1_000_000
"""No limit for all together: each account has a file of its own."""


def admit_lookup() -> None:
    """Count that who is signed in looks for customers. Raises AskedTooOften."""
    who, shop = account(), workshop()
    assert who is not None  # Strangers look for nobody.
    file = shop.settings.data_folder / FOLDER / secret_fingerprint(who.id)[:16]
    limits = shop.settings.limits
    allowed = AskLimits(limits.lookups, OFTEN, timedelta(minutes=limits.lookup_minutes))
    try:
        admit(file, who.id, shop.now(), allowed)
    except AskedTooOften:
        _tell_once(file.with_suffix(".refused"), who.id, allowed)
        raise


def _tell_once(file: Path, who: str, allowed: AskLimits) -> None:
    at = workshop().now()
    with suppress(AskedTooOften):
        admit(file, who, at, AskLimits(1, OFTEN, allowed.window))
        with workshop().database.recording() as session:
            record(session, Deed(at, who, REFUSED, f"account {who}"))
