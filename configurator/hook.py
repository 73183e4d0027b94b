"""Web hooks: another system that is told something over the net, as settings name it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from configurator.bad_settings import BadSetting
from configurator.smtp import HERE
from customers.rights.register import register

SMS = "SURMESURE_SMS"
FEWEST_KEY_CHARACTERS = 32
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Hook:
    """A system that takes calls at `address`, each signed with `key`; it stands in `country`."""

    address: str = field(repr=False)
    key: str = field(repr=False)
    country: str = ""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], name: str = SMS) -> "Hook | None":
        """Reads SURMESURE_SMS (nobody), SURMESURE_SMS_KEY and SURMESURE_SMS_COUNTRY.

        It must be reached by https, unless it is on this machine, and then stand in a country of
        the register: what we know of people goes there. Raises BadSetting.
        """
        address, key = environ.get(name) or "", environ.get(f"{name}_KEY") or ""
        country, allowed = environ.get(f"{name}_COUNTRY") or "", register().countries
        if not address:
            return None
        parts = urlsplit(address)
        is_here = parts.hostname in HERE
        is_web = parts.scheme == "https" or (parts.scheme == "http" and is_here)
        if not is_web or not parts.hostname or _SPACE.search(address):
            # Never the address itself: a password may stand in it.
            raise BadSetting(name, "not usable", "an address that begins with https://")
        if len(key) < FEWEST_KEY_CHARACTERS:
            wanted = f"{FEWEST_KEY_CHARACTERS} characters or more"
            raise BadSetting(f"{name}_KEY", "too short", wanted)
        if not is_here and country not in allowed:
            wanted = f"where it stands, one of {sorted(allowed)}"
            raise BadSetting(f"{name}_COUNTRY", country, wanted)
        return cls(address, key, country)
