import csv
import io

from click.testing import CliRunner

from configurator.breach import write_affected
from configurator.cli import main
from configurator.storage.breach import affected, breachable
from configurator.storage.customers import Customer, MeasurementTaken, create_customer
from configurator.storage.customers import record_measurements as measured
from configurator.storage.database import Database
from configurator.storage.wishes import Subject, Wish, make_wish
from tests.shop import NOON


def shop(database: Database) -> None:
    anna = Customer("anna", "=Anna", "anna@example.org", "+33 6", NOON)
    with database.recording() as session:
        create_customer(session, anna, "sam")
        create_customer(session, Customer("omar", "Omar", "", "0611", NOON), "sam")
        hip = MeasurementTaken("anna", "hip_mm", 1020, "102", "cm", "sam", NOON, "tape")
        measured(session, [hip])
        make_wish(session, "omar", Wish(Subject("jeans", design="slate"), NOON))


def test_a_drill_names_persons_and_fields_and_can_be_opened_in_a_spreadsheet(database) -> None:
    shop(database)
    file = io.StringIO()
    with database.reading() as session:
        assert write_affected(affected(session, ["measurement", "wish"]), file) == 2
        everybody = {one.person: one.fields for one in affected(session, breachable())}
    anna, omar = csv.DictReader(io.StringIO(file.getvalue()))
    assert (anna["person"], anna["name"], anna["phone"]) == ("anna", "'=Anna", "'+33 6")
    assert {"measurement.amount", "measurement.measured_at"} <= set(anna["fields"].split())
    assert "wish.design" not in anna["fields"]
    assert omar["fields"].split()[0] == "wish.customer"
    assert "customer.email" in everybody["omar"]
    assert "measurement.amount" not in everybody["omar"]


def test_a_table_that_is_not_there_is_named(settings, monkeypatch) -> None:
    monkeypatch.setenv("SURMESURE_DATA", str(settings.data_folder))
    done = CliRunner().invoke(main, ["breach", "customers"])
    assert done.exit_code == 1
    assert "no table customers; there are accepted_suggestion, account" in done.output
