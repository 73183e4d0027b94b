"""`surmesure demo`: a shop to try out, filled once and then kept."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from configurator.command import settings_of_here
from configurator.crowd.filling import fill_crowd
from configurator.demo_campaigns import fill_campaigns
from configurator.demo_cases import fill_cases
from configurator.demo_channels import fill_channels
from configurator.demo_communities import fill_communities
from configurator.demo_customers import customer_id
from configurator.demo_filling import begun, fill_customers, fill_orders, is_filled
from configurator.demo_orders import DAYS, ORDERS
from configurator.demo_people import BY, PEOPLE
from configurator.demo_segments import fill_segments
from configurator.migrations import upgrade
from configurator.passwords import password_hash
from configurator.products import compiled_products
from configurator.serving import serve
from configurator.settings import Settings
from configurator.storage.accounts import (
    Account,
    Role,
    create_account,
    find_credentials,
    set_password,
)
from configurator.storage.database import Database, open_database
from configurator.storage.pairs import keep_contact
from rules.engine import Engine

ACCOUNTS = "demo-accounts.json"


@click.command("demo")
@click.option(
    "--customers",
    "crowd",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="Add N made-up people, some known twice; the truth goes to demo-truth.json.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Other people for each.")
def demo_command(crowd: int, seed: int) -> None:
    """Fill a demo shop and serve it on http://127.0.0.1:PORT (8000), data in SURMESURE_DATA."""
    settings = of_a_demo(settings_of_here(), os.environ)
    engines = compiled_products(limits=settings.limits)
    passwords = filled(settings, engines)
    if crowd:
        click.echo(f"Putting {crowd} made-up people on record; broken off, it is taken up again.")
        crowded(settings, crowd, seed)
    click.echo(welcome(settings, passwords))
    serve(settings, engines)


def of_a_demo(settings: Settings, environ: Mapping[str, str]) -> Settings:
    """`settings` with letters in a page, and sign-ins that stand as they are printed.

    A second factor is asked for only if SURMESURE_SECOND_FACTOR is set to say so.
    """
    asks = settings.asks_second_factor and bool(environ.get("SURMESURE_SECOND_FACTOR"))
    return replace(settings, is_demo=True, asks_second_factor=asks)


def filled(
    settings: Settings,
    engines: Mapping[str, Engine],
    database: Database | None = None,
    orders: int = ORDERS,
) -> Mapping[Role, str]:
    """The shop of `settings` filled, unless it is already; gives the passwords by role.

    `database` is closed; without one, that of the settings is opened.
    """
    database = database or open_database(settings)
    try:
        upgrade(database)
        left = () if is_filled(database) else fill_customers(settings, engines, database)
        passwords = _accounts(settings, database)
        if left:
            fill_orders(settings, engines, database, left, _ids(database), orders=orders)
            fill_segments(database, datetime.now(UTC))
        fill_channels(settings, database, datetime.now(UTC))
        fill_cases(settings, database, _ids(database), datetime.now(UTC))
        fill_campaigns(settings, database, datetime.now(UTC))
        fill_communities(settings, engines, database, datetime.now(UTC))
    finally:
        # Serving processes open it for themselves.
        database.close()
    return passwords


def crowded(settings: Settings, count: int, seed: int) -> None:
    """So many made-up people on record beside the demo's own, unless they are already."""
    database = open_database(settings)
    try:
        fill_crowd(settings, database, count, seed, begun(database) + timedelta(days=DAYS))
    finally:
        database.close()


def welcome(settings: Settings, passwords: Mapping[Role, str]) -> str:
    """What is printed: the address and a sign-in for each role."""
    lines = [f"Surmesure is served at {settings.public_address}", ""]
    for role, password in passwords.items():
        email, _ = PEOPLE[role]
        lines.append(f"  {role:<10} {email:<28} {password}")
    return "\n".join([*lines, "", "Stop with Ctrl-C; the data stay for the next start."])


def _accounts(settings: Settings, database: Database) -> Mapping[Role, str]:
    """The passwords of the demo people, as written down before or made now and written down."""
    path = settings.data_folder / ACCOUNTS
    written = _written(path)
    passwords = {role: written.get(role) or secrets.token_urlsafe(9) for role in PEOPLE}
    own = customer_id(settings, 0)
    for role, password in passwords.items():
        customer = own if role is Role.CUSTOMER else None
        _account(database, role, password, customer, is_new=role not in written)
    _write(path, passwords)
    return passwords


def _ids(database: Database) -> Mapping[Role, str]:
    """The accounts of the demo people, by role."""
    with database.reading() as session:
        known = {role: find_credentials(session, email) for role, (email, _) in PEOPLE.items()}
    return {role: one.account.id for role, one in known.items() if one}


def _written(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    return {one["role"]: one["password"] for one in json.loads(path.read_text("utf-8"))}


def _account(
    database: Database, role: Role, password: str, customer: str | None, *, is_new: bool
) -> None:
    email, name = PEOPLE[role]
    with database.reading() as session:
        known = find_credentials(session, email)
    if known and not is_new:
        return
    hashed, now = password_hash(password), datetime.now(UTC)
    with database.recording() as session:
        if known:
            set_password(session, known.account.id, hashed, BY, now)
        else:
            account = Account(secrets.token_urlsafe(16), email, name, role, now, customer)
            create_account(session, account, hashed, BY)
            if customer:
                keep_contact(session, customer, "email", email, now, is_proved=True)


def _write(path: Path, passwords: Mapping[Role, str]) -> None:
    """Write the accounts, readable by the owner of the data folder alone."""
    people = [
        {"role": role.value, "email": PEOPLE[role][0], "password": password}
        for role, password in passwords.items()
    ]
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(people, file, indent=2)
    draft.replace(path)
