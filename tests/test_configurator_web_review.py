"""The review page for authors: findings with their rules, one rule's effect, a trace, examples."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from threading import Event
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from catalog.configuration import By, Choice, Configuration
from configurator.app import create_app
from configurator.migrations import upgrade
from configurator.passwords import password_hash
from configurator.settings import Settings
from configurator.storage.accounts import Account, Role, create_account
from configurator.storage.database import open_database
from configurator.storage.drafts import Draft, create_draft
from configurator.studies import Studies
from rules.engine import Engine, compile_engine
from rules.read import read_product
from rules.solver import Solver
from tests.shop import PASSWORD

TROUSERS = Path(__file__).parent / "cases" / "trousers"
PATIENCE = 60.0
ASKED_BY_HTMX = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def engine(tmp_path_factory) -> Engine:
    """The trousers with two rules more that forbid a value, and two examples."""
    folder = shutil.copytree(TROUSERS, tmp_path_factory.mktemp("library") / "trousers")
    file = folder / "product.yaml"
    more = "".join(
        f"  {key}:\n    says: {says}\n    reason: {{en: {key}., fr: {key}.}}\n"
        for key, says in {
            "wide_asks": "fit = wide requires wash = stone",
            "wide_denies": "fit = wide excludes wash = stone",
        }.items()
    )
    file.write_text(file.read_text().rstrip("\n") + "\n" + more)
    (folder / "examples").mkdir(exist_ok=True)
    for old in (folder / "examples").glob("*.yaml"):
        old.unlink()
    (folder / "examples" / "fits.yaml").write_text(
        "slim_stands:\n  choices: {fit: slim}\n  expect: valid\n"
        "wide_stands:\n  choices: {fit: wide}\n  expect: valid\n"
    )
    book, problems, _ = read_product(file)
    assert book is not None, problems
    return compile_engine(book)


class SlowEngine(Engine):
    """An engine that looks for rules to blame only once it `goes_on`."""

    goes_on = Event()

    @property
    def solver(self) -> Solver:
        assert self.goes_on.wait(PATIENCE)
        return Solver(self.book)


@pytest.fixture(scope="module")
def slow(engine) -> SlowEngine:
    book = replace(engine.book, product=replace(engine.product, key="slow"))
    return SlowEngine(book, engine.diagram)


@pytest.fixture(scope="module")
def app(engine, slow, tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    settings = Settings.from_environment(
        {"SURMESURE_DATA": str(folder), "SURMESURE_SECOND_FACTOR": "off"}
    )
    database = open_database(settings)
    upgrade(database)
    made = create_app(
        settings, engines={one.product.key: one for one in (engine, slow)}, database=database
    )
    with database.recording() as session:
        now = made.extensions["workshop"].now()
        for role in (Role.AUTHOR, Role.STAFF):
            account = Account(role, f"{role}@surmesure.example", role, role, now)
            create_account(session, account, password_hash(PASSWORD), "test")
    yield made
    database.close()


@pytest.fixture
def author(app) -> FlaskClient:
    return signed_in(app, Role.AUTHOR)


def signed_in(app, role: Role) -> FlaskClient:
    client = app.test_client()
    page = client.get("/sign-in").text
    hidden = {
        one.split('"')[1]: one.split('value="')[1].split('"')[0]
        for one in page.split("<form")
        for one in one.split('<input type="hidden" name=')[1:]
    }
    typed = {"email": f"{role}@surmesure.example", "password": PASSWORD}
    assert client.post("/sign-in", data=hidden | typed).status_code == 303
    return client


def worked_out(app, engine: Engine) -> Studies:
    studies: Studies = app.extensions["workshop"].studies
    assert studies.of(engine, PATIENCE)
    return studies


def test_the_review_tells_each_finding_with_its_rules_and_their_places(app, engine, author) -> None:
    worked_out(app, engine)
    page = author.get("/review/trousers").text

    assert "“Fit: Wide” can never be taken." in page
    assert "“Fit: Slim” is in every configuration" in page
    assert "The condition of “wide_asks” is never met." in page
    assert "Together these two rule out Fit: Wide" in page
    assert "trousers/product.yaml:" in page
    assert str(engine.product.rules[0].sentence.place.file) not in page


def test_examples_are_shown_with_their_results(app, engine, author) -> None:
    worked_out(app, engine)
    page = author.get("/review/trousers").text

    slim, wide = page.index("slim stands"), page.index("wide stands")
    assert wide < slim  # What fails comes first.
    assert "expected valid, but forbidden by" in page[wide:slim]
    assert "holds" in page[slim:]


def test_who_comes_too_early_is_told_and_may_look_again(app, slow, author) -> None:
    page, part = (author.get("/review/slow", headers=how) for how in ({}, ASKED_BY_HTMX))

    assert page.status_code == part.status_code == 200
    assert "being worked out" in page.text
    assert part.text.strip() in page.text
    assert 'hx-get="/review/slow"' in part.text
    slow.goes_on.set()
    worked_out(app, slow)
    assert "being worked out" not in author.get("/review/slow").text


def test_the_effect_of_a_rule_is_told_in_numbers_and_words(app, engine, author) -> None:
    studies: Studies = app.extensions["workshop"].studies
    found = studies.effect(engine, "wide_asks", PATIENCE)
    assert found
    assert found.present is not None
    assert found.without is not None
    page = author.get("/review/trousers/rules/wide_asks").text

    assert f"<dd>{found.present}</dd>" in page
    assert f"<dd>{found.without}</dd>" in page
    assert f"It takes away {found.without - found.present} designs" in page
    assert author.get("/review/trousers/rules/nothing").status_code == 404
    assert author.get("/review/nothing").status_code == 404


def traced(app, engine: Engine, author: FlaskClient, asked: Mapping[str, str]) -> str:
    """The page of a trace, once it is worked out."""
    address = f"/review/trousers/trace?{urlencode(asked)}"
    while "being worked out" in (page := author.get(address).text):
        worked_out(app, engine)
    return page


def test_a_trace_tells_what_each_choice_rules_out(app, engine, author) -> None:
    page = traced(app, engine, author, {"leg": "narrow", "cloth": "twill", "fit": "nonsense"})

    assert "<h2>Leg opening: Narrow</h2>" in page
    assert "<h2>Cloth: Twill</h2>" in page
    assert "Wash: " in page[page.index("<h2>Cloth: Twill</h2>") :]
    assert "wash_on_cloth" in page
    assert 'value="twill" selected' in page


def test_a_trace_of_a_design_is_asked_for_by_its_address(app, engine, author) -> None:
    workshop = app.extensions["workshop"]
    link = "k" * 32
    chosen = Configuration(
        product="trousers",
        edition=engine.product.edition,
        choices=(Choice("cloth", "twill", By.CUSTOMER),),
    )
    with workshop.database.writing() as session:
        create_draft(session, Draft(link=link, configuration=chosen, saved_at=workshop.now()))

    page = traced(
        app, engine, author, {"link": f"http://localhost/configure/trousers/{link}?step=stuff"}
    )

    assert "<h2>Cloth: Twill</h2>" in page
    unknown = author.get("/review/trousers/trace?link=nobody")
    assert unknown.status_code == 404
    assert "No design of this product has that link." in unknown.text


def test_a_review_is_for_authors(app) -> None:
    assert signed_in(app, Role.STAFF).get("/review/trousers").status_code == 403


def test_the_home_page_of_authors_leads_to_the_review(author) -> None:
    assert 'href="/review/trousers"' in author.get("/").text
