"""The settings of one installation, read once from the environment and handed on as a value."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from configurator.answerable import Answerable
from configurator.bad_settings import BadSetting
from configurator.hook import Hook
from configurator.secret_key import FEWEST_KEY_CHARACTERS, secret_keys
from configurator.smtp import BadSmtp, Smtp
from production.words import WORDS

LONGEST_SHOP = 64
HIGHEST_PORT = 65_535
MOST_PROXIES = 10
MOST_DIGITS = 10
TIME_ZONE = "Europe/Paris"
ALL_SHOPS, OWN_SHOP = "all", "own"
"""Whose customers a shop sees: everybody's, or its own."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken at once, and how long things last.

    Each field may be set as `SURMESURE_` and its name in capitals, as a whole number above 0.
    Sizes are bytes. Sign-ins are counted per account and per address, `sign_in_tries_overall` for
    all together. A session ends when it was idle or lived too long, whichever comes first; on a
    tablet that several people of the shop share, after `tablet_idle_minutes` without a touch. Who
    asks for paper that is being printed waits for `paper_seconds`. A quote holds for `quote_days`;
    within `quote_minutes`, so many `quotes` are printed for one account or address, and so many
    `quotes_overall`. A product is compiled in at most `compile_seconds` into a diagram of at most
    `compile_nodes`; beyond, a solver answers each request as far as it comes in `answer_ms`.
    A design nobody touches for `abandoned_days` counts as abandoned; looked at again within
    `view_minutes`, it was viewed once. Within `lookup_minutes`, one account of the shop looks for
    customers so many times (`lookups`), typing counted with each pause.
    """

    form_bytes: int = 64 * 1024
    upload_bytes: int = 1024 * 1024
    form_fields: int = 200
    sign_in_tries: int = 10
    sign_in_tries_overall: int = 1000
    sign_in_minutes: int = 5
    staff_idle_minutes: int = 15
    staff_session_minutes: int = 12 * 60
    tablet_idle_minutes: int = 3
    customer_idle_minutes: int = 30
    customer_session_minutes: int = 14 * 24 * 60
    threads: int = 8
    paper_seconds: int = 5
    quote_days: int = 14
    compile_nodes: int = 1 << 22
    compile_seconds: int = 60
    answer_ms: int = 1200
    quotes: int = 30
    quotes_overall: int = 1000
    quote_minutes: int = 10
    abandoned_days: int = 7
    view_minutes: int = 30
    lookups: int = 120
    lookup_minutes: int = 5

    @property
    def sign_in_window(self) -> timedelta:
        """The time over which sign-ins are counted."""
        return timedelta(minutes=self.sign_in_minutes)

    @property
    def quote_window(self) -> timedelta:
        """The time over which quotes are counted."""
        return timedelta(minutes=self.quote_minutes)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between two installations.

    `paper_language` is the workshop's own. `metrics_token` opens the figures to other machines;
    empty, only this one is told them.
    `public_address` starts QR codes and links, without a slash at its end. `former_secret_keys`
    are still accepted, never used for signing: lines after the first of the key file.
    `time_zone` is that of the shop: its days and hours are what people are told. Of those who
    forward requests to us, the last `trusted_proxies` say truly what they forward.
    `shop_contacts` are numbers and addresses of the shop's own, by which nobody is recognised.
    `shop` is what this shop is called where there are several, as visits to it are noted.
    `shops_see` says whose customers its people see, ALL_SHOPS or OWN_SHOP.
    `keeps_views` says whether it is remembered which designs a customer looked at who signed in.
    `smtp` sends letters, None if nobody does; in a demo (`is_demo`) a page shows them instead.
    `asks_second_factor` says whether roles with more rights sign in with a code too.
    `sms` carries text messages and messengers, None if nobody does. By `reports_token` a mail
    server reports letters that came back; empty, nobody may.
    `keys_url` is the database of the keys of persons; empty, they lie beside the shop's own.
    """

    data_folder: Path
    database_url: str = field(repr=False)
    port: int
    public_address: str
    secret_key: str = field(repr=False)
    former_secret_keys: tuple[str, ...] = field(default=(), repr=False)
    limits: Limits = field(default_factory=Limits)
    paper_language: str = "en"
    metrics_token: str = field(default="", repr=False)
    time_zone: ZoneInfo = field(default_factory=lambda: ZoneInfo(TIME_ZONE))
    trusted_proxies: int = 0
    shop_contacts: frozenset[str] = frozenset()
    shop: str = ""
    shops_see: str = ALL_SHOPS
    keeps_views: bool = True
    smtp: Smtp | None = None
    asks_second_factor: bool = True
    is_demo: bool = False
    keys_url: str = field(default="", repr=False)
    answerable: Answerable = field(default_factory=Answerable)
    sms: Hook | None = None
    reports_token: str = field(default="", repr=False)

    @property
    def hooks(self) -> Mapping[str, Hook]:
        """The other systems that are told anything, by name."""
        return {"sms": self.sms} if self.sms else {}

    @property
    def has_post(self) -> bool:
        """Whether letters reach anybody."""
        return self.smtp is not None or self.is_demo

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        """The settings of this installation; makes the data folder and the key file if missing.

        Reads SURMESURE_DATA (`var`), DATABASE_URL (a SQLite file in the data folder),
        SURMESURE_KEYS (beside it: `keys.sqlite`, or a schema in PostgreSQL), PORT (8000),
        SURMESURE_ADDRESS (this machine and port), SURMESURE_PAPER_LANGUAGE (en),
        SURMESURE_METRICS_TOKEN, SURMESURE_TIME_ZONE (Europe/Paris), SURMESURE_TRUSTED_PROXIES (0),
        SURMESURE_SHOP_CONTACTS (its own numbers and addresses, commas between), SURMESURE_SHOP
        (what it is called), SURMESURE_SHOPS_SEE (all), SURMESURE_VIEWS (on), SURMESURE_SMTP and
        SURMESURE_SMTP_FROM (nobody sends letters), SURMESURE_SECOND_FACTOR (on),
        SURMESURE_REPORTS_TOKEN (nobody reports letters that came back), what Answerable and Hook
        read, and one variable per field of Limits; empty counts as not set. Raises SettingsError.
        """
        data_folder = Path(environ.get("SURMESURE_DATA") or "var").resolve()
        data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        port = _whole(environ, "PORT", 8000, highest=HIGHEST_PORT)
        secret_key, *former = secret_keys(data_folder / "secret-key")
        return cls(
            data_folder=data_folder,
            database_url=environ.get("DATABASE_URL")
            or f"sqlite:///{data_folder / 'surmesure.sqlite'}",
            port=port,
            public_address=_address(environ, f"http://127.0.0.1:{port}"),
            secret_key=secret_key,
            former_secret_keys=tuple(former),
            limits=_limits(environ),
            paper_language=_paper_language(environ),
            metrics_token=_token(environ, "SURMESURE_METRICS_TOKEN"),
            time_zone=_time_zone(environ),
            trusted_proxies=_whole(
                environ, "SURMESURE_TRUSTED_PROXIES", 0, lowest=0, highest=MOST_PROXIES
            ),
            shop_contacts=_shop_contacts(environ),
            shop=_shop(environ),
            shops_see=_shops_see(environ),
            keeps_views=_is_on(environ, "SURMESURE_VIEWS"),
            smtp=_smtp(environ),
            asks_second_factor=_is_on(environ, "SURMESURE_SECOND_FACTOR"),
            keys_url=environ.get("SURMESURE_KEYS") or "",
            answerable=Answerable.from_environment(environ),
            sms=Hook.from_environment(environ),
            reports_token=_token(environ, "SURMESURE_REPORTS_TOKEN"),
        )


def _paper_language(environ: Mapping[str, str]) -> str:
    name = "SURMESURE_PAPER_LANGUAGE"
    language = environ.get(name) or "en"
    if language not in WORDS:
        raise BadSetting(name, language, f"one of {', '.join(WORDS)}")
    return language


def _token(environ: Mapping[str, str], name: str) -> str:
    token = environ.get(name) or ""
    if token and len(token) < FEWEST_KEY_CHARACTERS:
        raise BadSetting(name, "too short", f"{FEWEST_KEY_CHARACTERS} characters or more")
    return token


def _shop_contacts(environ: Mapping[str, str]) -> frozenset[str]:
    said = environ.get("SURMESURE_SHOP_CONTACTS") or ""
    return frozenset(one.strip() for one in said.split(",") if one.strip())


def _shop(environ: Mapping[str, str]) -> str:
    name = "SURMESURE_SHOP"
    said = (environ.get(name) or "").strip()
    if len(said) > LONGEST_SHOP or not said.isprintable():
        raise BadSetting(name, "not usable", f"at most {LONGEST_SHOP} plain letters")
    return said


def _shops_see(environ: Mapping[str, str]) -> str:
    name = "SURMESURE_SHOPS_SEE"
    said = environ.get(name) or ALL_SHOPS
    if said not in {ALL_SHOPS, OWN_SHOP}:
        raise BadSetting(name, said, f"{ALL_SHOPS} or {OWN_SHOP}")
    if said == OWN_SHOP and not _shop(environ):
        raise BadSetting(name, said, f"{ALL_SHOPS} where SURMESURE_SHOP does not name this shop")
    return said


def _smtp(environ: Mapping[str, str]) -> Smtp | None:
    said = [environ.get(f"SURMESURE_SMTP{part}") or "" for part in ("", "_FROM", "_COUNTRY")]
    try:
        return Smtp.at(*said) if said[0] else None
    except BadSmtp as error:
        # Never the address itself: a password stands in it.
        raise BadSetting("SURMESURE_SMTP", "not usable", str(error)) from error


def _is_on(environ: Mapping[str, str], name: str) -> bool:
    said = environ.get(name) or "on"
    if said not in {"on", "off"}:
        raise BadSetting(name, said, "on or off")
    return said == "on"


def _time_zone(environ: Mapping[str, str]) -> ZoneInfo:
    name = "SURMESURE_TIME_ZONE"
    zone = environ.get(name) or TIME_ZONE
    try:
        return ZoneInfo(zone)
    # A name may also read as a path out of the folder of zones, or as a folder in it.
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadSetting(
            name, zone, f"a time zone by its IANA name, such as {TIME_ZONE}"
        ) from error


def _limits(environ: Mapping[str, str]) -> Limits:
    usual = Limits()
    return Limits(
        **{
            limit.name: _whole(
                environ, f"SURMESURE_{limit.name.upper()}", getattr(usual, limit.name)
            )
            for limit in fields(Limits)
        }
    )


def _whole(
    environ: Mapping[str, str],
    name: str,
    usual: int,
    *,
    lowest: int = 1,
    highest: int = 1_000_000_000,
) -> int:
    text = environ.get(name) or str(usual)
    # int() alone also takes "1_000", signs and the digits of other scripts.
    is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    if not is_number or not lowest <= int(text) <= highest:
        raise BadSetting(name, text, f"a whole number from {lowest} to {highest}")
    return int(text)


def _address(environ: Mapping[str, str], usual: str) -> str:
    name = "SURMESURE_ADDRESS"
    text = environ.get(name) or usual
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise BadSetting(name, text, "an address such as https://shop.example")
    return text.rstrip("/")
