"""The manager's pages of value: messages, charts, tables, files, and who may see them."""

import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from configurator.charts import COLOURS, Chart, Form, Mark, drawn
from configurator.figures_night import ALIKE, find_out
from configurator.storage.accounts import Role, disable_account
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.night_figures import keep_figure, replace_alike
from configurator.storage.tables import AuditRow
from configurator.storage.tables_figures import PortraitRow
from configurator.storage.value_anew import Today
from configurator.storage.value_intake import Earning, keep_earnings
from configurator.value_night import show, think
from configurator.web.figures import PAGES
from customers.value.policy import read_policies
from tests.shop import NOON
from tests.web import form

TODAY = Today(NOON, NOON.date())
POLICIES = read_policies()
WHERE = ("=1+1", "Bretagne", "Corse")
OF = (24, 15, 3)
"""So many customers are there: of the last one nobody may be told how they are."""

EMPTY = dict.fromkeys(("town", "band", "trade", "who", "shop", "medium"), "")
TRACES = dict.fromkeys(("looks", "designs", "wishes", "visits", "talks"), 0)


@pytest.fixture
def environ():
    return {"SURMESURE_SECOND_FACTOR": "off"}


@pytest.fixture
def engines():
    return {}


@pytest.fixture
def database(database: Database) -> Database:
    """42 customers of three regions, one named as a formula is; the first earned us most."""
    regions = [region for region, people in zip(WHERE, OF, strict=True) for _ in range(people)]
    day = TODAY.day - timedelta(days=200)
    with database.recording() as session:
        for number, region in enumerate(regions):
            id_ = f"c{number:02}"
            create_customer(session, Customer(id_, f"Person {number}", "", "", NOON), "test")
            keep_earnings(session, [Earning(id_, id_, day, 90_000 - number * 1_000, 99_000, "")])
            session.add(PortraitRow(person=id_, region=region, **EMPTY, **TRACES))
    show(database, think(database, POLICIES, TODAY), POLICIES.terms)
    find_out(database, POLICIES.terms, TODAY)
    return database


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("\N{NO-BREAK SPACE}", " ").split())


def rows(page: str) -> dict[str, list[str]]:
    """Cells of each row of the table by its head."""
    found = {}
    for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL):
        head, *cells = re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        found[words(head)] = [words(cell) for cell in cells]
    return found


def test_managers_and_admins_see_every_page_and_others_none(signed_in):
    for role in (Role.MANAGER, Role.ADMIN):
        asker = signed_in(role, "Ada")
        overview = asker.get("/value")
        assert "Worth together" in overview.text
        for key in PAGES:
            assert asker.get(f"/value/{key}").status_code == 200
            assert f'href="/value/{key}"' in overview.text
    assert signed_in(Role.STAFF, "Sam").get("/value").status_code == 403
    assert signed_in(Role.MANAGER, "Ada").get("/value/nothing").status_code == 404


def test_a_region_of_three_is_hidden_and_so_is_what_would_tell_of_it(signed_in):
    found = rows(signed_in(Role.MANAGER, "Ada").get("/value/places").text)

    assert found["Corse"][-2] == "· hidden"
    assert "3" not in found["Corse"]
    # All are 42: with only one region hidden, anybody could subtract.
    assert [found[region][-2] for region in WHERE].count("· hidden") == 2
    assert found["All"][-2] == "42"


def test_a_number_leads_managers_to_its_people_and_admins_nowhere(signed_in):
    manager = signed_in(Role.MANAGER, "Ada")
    page = manager.get("/value/distribution").text
    *_, link = re.findall(r'href="(/value/people\?[^"]*bar=[^"]*)"', page)

    listed = manager.get(link.replace("&amp;", "&")).text

    assert "Person 0" in listed
    assert 'href="/customers/c00/value"' in listed
    admin = signed_in(Role.ADMIN, "Eve")
    assert "/value/people" not in admin.get("/value/distribution").text
    assert admin.get("/value/people").status_code == 403
    assert manager.get("/value/people?first=x").status_code == 400


def test_files_hold_no_formula_nothing_hidden_and_say_who_took_them(signed_in, database):
    manager = signed_in(Role.MANAGER, "Ada")

    text = manager.get("/value/places/table.csv").data.decode("utf-8-sig")
    book = manager.get("/value/places/table.xlsx").data

    assert "'=1+1," in text
    assert next(line for line in text.splitlines() if line.startswith("Corse")).endswith(",·,·")
    sheet = ZipFile(BytesIO(book)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "=1+1" in ZipFile(BytesIO(book)).read("xl/sharedStrings.xml").decode()
    with database.reading() as session:
        exported = select(AuditRow.who, AuditRow.subject).where(AuditRow.what == "exported")
        deeds = session.execute(exported).all()
    assert deeds == [(manager.account.id, "value places")] * 2
    assert manager.get("/value/places/table.exe").status_code == 404


def test_filters_stand_in_the_address_and_narrow_what_is_counted(signed_in):
    manager = signed_in(Role.MANAGER, "Ada")

    found = rows(manager.get("/value/distribution?region=Bretagne").text)
    nobody = manager.get("/value/concentration?region=Corse").text

    assert found["All"][0] == "15"
    assert "too few customers" in nobody
    assert "<picture>" not in nobody


def test_charts_are_pictures_with_words_and_without_style_in_both_themes(signed_in):
    manager = signed_in(Role.MANAGER, "Ada")

    pictures = {theme: manager.get(f"/value/distribution/{theme}.svg") for theme in COLOURS}

    assert pictures["light"].mimetype == "image/svg+xml"
    for theme, picture in pictures.items():
        assert "<title>Half of our customers are worth less than" in picture.text
        assert "<desc>" in picture.text
        assert COLOURS[theme].ground in picture.text
        assert " style=" not in picture.text
        assert "<script" not in picture.text
    page = manager.get("/value/distribution").text
    assert '(prefers-color-scheme: dark)" srcset="/value/distribution/dark.svg' in page


def test_what_a_chart_is_told_is_words_and_never_markup():
    marks = (Mark("</svg><script>", 3.0, "<b>3</b>"),)
    found = drawn(Chart(Form.BARS, "<i>", "a&b", marks), "light")
    assert "<script>" not in found
    assert "<b>" not in found
    assert "<title>&lt;i&gt;</title><desc>a&amp;b</desc>" in found


def test_prospects_are_listed_beside_how_far_that_can_be_trusted(signed_in, database):
    told = {"lifts": [2.5, 1.5], "held_out": 90, "best": 18, "learned_from": 300}
    with database.recording() as session:
        keep_figure(session, ALIKE, NOON, told)
        replace_alike(session, [("c07", 420), ("c03", 310)])

    page = signed_in(Role.MANAGER, "Ada").get("/value/alike").text

    assert "Among the tenth most alike are 2.5 times as many CPP as at random" in words(page)
    assert rows(page)["Person 7"] == ["1", "42 %"]
    assert page.index("Person 7") < page.index("Person 3")
    assert 'href="/customers/c07"' in page


def test_a_phase_without_owner_is_red_until_somebody_answers_for_it(signed_in, database):
    manager, page = signed_in(Role.MANAGER, "Ada"), "/value/phases"
    before = manager.get(page).text
    asked = form(before, f"{page}/identify") | {"account": manager.account.id}

    first = manager.post(f"{page}/identify", data=asked)
    again = manager.post(f"{page}/identify", data=asked | {"key": "another"})

    assert before.count("badge-bad") == 4
    assert first.status_code == 303
    assert again.status_code == 409
    after = manager.get(page).text
    assert after.count("badge-bad") == 3
    assert "3 phases have no owner" in after
    assert "badge-good" in after
    assert manager.post(f"{page}/nothing", data=asked).status_code == 404
    # Whose account was closed answers for nothing any more.
    with database.recording() as session:
        disable_account(session, manager.account.id, "test", NOON)
    assert "4 phases have no owner" in signed_in(Role.MANAGER, "Ben").get(page).text
