"""Who answers for what is known of people here, and where it is kept: read from the environment."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from configurator.bad_settings import BadSetting
from configurator.smtp import HERE, is_mailable
from customers.rights.register import register

COUNTRY = "FR"
"""Of a shop that does not say where it stands."""

_CODE = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Answerable:
    """`officer` is the address of who looks after data protection, empty if there is nobody.

    `country` is where the shop stands, `database_country` where the databases do that are not on
    this machine, as ISO codes.
    """

    officer: str = ""
    country: str = COUNTRY
    database_country: str = ""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Answerable":
        """Reads SURMESURE_DPO_MAIL (nobody), SURMESURE_COUNTRY (FR), SURMESURE_DATABASE_COUNTRY.

        Raises SettingsError, also for a database on another machine that is in no country of the
        register: nothing we know is to be kept there.
        """
        made = cls(_officer(environ), _country(environ), environ.get(_STANDS) or "")
        for name in ("DATABASE_URL", "SURMESURE_KEYS"):
            if _is_elsewhere(environ.get(name) or "") and not made.may_be_kept_there:
                wanted = f"{_STANDS} to say where it stands, one of {sorted(register().countries)}"
                # Never the address itself: a password stands in it.
                raise BadSetting(name, "on another machine", wanted)
        return made

    @property
    def may_be_kept_there(self) -> bool:
        """Whether the register names the country of the databases."""
        return self.database_country in register().countries


_STANDS = "SURMESURE_DATABASE_COUNTRY"


def _officer(environ: Mapping[str, str]) -> str:
    name = "SURMESURE_DPO_MAIL"
    said = environ.get(name) or ""
    if said and not is_mailable(said):
        raise BadSetting(name, said, "one plain e-mail address")
    return said


def _country(environ: Mapping[str, str]) -> str:
    name = "SURMESURE_COUNTRY"
    said = environ.get(name) or COUNTRY
    if not _CODE.fullmatch(said):
        raise BadSetting(name, said, "an ISO code of two capitals, such as FR")
    return said


def _is_elsewhere(address: str) -> bool:
    """Whether a database is reached over the net; a socket or file is on this machine."""
    return any(host not in HERE and not host.startswith("/") for host in _hosts(address))


def _hosts(address: str) -> Iterator[str]:
    parts = urlsplit(address)
    if parts.scheme.startswith("sqlite"):
        return
    # Several hosts stand in one address with commas between.
    network = parts.netloc.rpartition("@")[2]
    for one in (network, *parse_qs(parts.query).get("host", ())):
        for host in unquote(one).split(","):
            name = host if host.startswith("/") else _bare(host)
            if name:
                yield name.lower()


def _bare(host: str) -> str:
    """A host without its port; one of IPv6 stands in brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]
