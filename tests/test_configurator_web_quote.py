"""The quote of a design: printed by the worker, asked for by its link."""

import io
import re
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from pypdf import PdfReader

from configurator.app import create_app
from configurator.bench_visitors import Reply, Visitor
from configurator.jobs.quotes import FOLDER, QUOTE, print_quote
from configurator.jobs.work import Bench, do_wanted
from configurator.migrations import upgrade
from configurator.settings import Settings
from configurator.storage.database import open_database
from configurator.storage.jobs import Work

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


class Shop:
    """A shop with a visitor who has a design; the worker works when told."""

    def __init__(self, folder, engines, **environ) -> None:
        self.now = NOW
        self.settings = Settings.from_environment({"SURMESURE_DATA": str(folder), **environ})
        self.database = open_database(self.settings)
        upgrade(self.database)
        app = create_app(
            self.settings, engines=engines, database=self.database, now=lambda: self.now
        )
        self.client = app.test_client(use_cookies=False)
        self.visitor = Visitor(self._send, Random(7))
        self.visitor.enter()

    def _send(self, method, address, headers, body):
        answer = self.client.open(address, method=method, headers=dict(headers), data=body)
        return Reply(answer.status_code, list(answer.headers), answer.text)

    def ask(self, language="en", address="127.0.0.1"):
        return self.client.get(
            f"{self.visitor.link}/quote.pdf",
            headers={"Accept-Language": language},
            environ_base={"REMOTE_ADDR": address},
        )

    def work(self) -> int:
        folder = self.settings.data_folder / FOLDER
        waiting = [path for path in folder.glob("*.json") if not path.with_suffix(".pdf").exists()]
        bench = Bench(self.database, self.settings, lambda: NOW)
        return sum(do_wanted(bench, Work(QUOTE, path.stem)) for path in waiting)


@pytest.fixture(scope="module")
def shop(tmp_path_factory, engines):
    shop = Shop(tmp_path_factory.mktemp("quote"), engines)
    yield shop
    shop.database.close()


def test_an_open_design_leads_to_finishing_it(tmp_path, engines) -> None:
    shop = Shop(tmp_path, engines)

    answer = shop.ask()

    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("?finish=ask")
    shop.database.close()


def test_a_complete_design_is_quoted_once_printed(shop) -> None:
    shop.visitor.post("finish", goal="soonest")

    first = shop.ask()
    made = shop.work()
    second = shop.ask()

    assert (first.status_code, first.headers["Retry-After"]) == (503, "5")
    assert "being printed" in first.text
    assert made == 1
    assert second.mimetype == "application/pdf"
    assert "no-store" in second.headers["Cache-Control"]
    text = PdfReader(io.BytesIO(second.data)).pages[0].extract_text()
    total = re.findall(r"total-price.*?<dd>([^<]+)<", shop.visitor.page, re.DOTALL)[0]
    assert total in text
    assert "Friday 4 December 2026" in text
    assert shop.work() == 0

    in_french = shop.ask("fr")
    assert in_french.status_code == 503
    shop.work()
    assert "Devis" in PdfReader(io.BytesIO(shop.ask("fr").data)).pages[0].extract_text()


def test_an_unknown_design_has_no_quote(shop) -> None:
    assert shop.client.get("/configure/jeans/nobody/quote.pdf").status_code == 404
    assert shop.client.get("/configure/hats/nobody/quote.pdf").status_code == 404


def test_a_quote_that_holds_no_longer_is_removed(tmp_path, engines) -> None:
    shop = Shop(tmp_path, engines)
    shop.visitor.post("finish", goal="cheapest")
    shop.ask()
    shop.ask("fr")
    old, new = (shop.settings.data_folder / FOLDER).glob("*.json")

    shop.work()
    print_quote(new.stem, shop.settings.data_folder, NOW.date() + timedelta(days=15))

    assert not old.exists()
    assert not old.with_suffix(".pdf").exists()
    assert new.with_suffix(".pdf").exists()
    shop.database.close()


def test_too_many_quotes_wait_and_say_so(tmp_path, engines) -> None:
    shop = Shop(tmp_path, engines, SURMESURE_QUOTES="2", SURMESURE_QUOTE_MINUTES="10")
    shop.visitor.post("finish", goal="cheapest")
    asked = [shop.ask().status_code, shop.ask().status_code, shop.ask("fr").status_code]
    shop.visitor.post("undo")
    shop.visitor.post("finish", goal="soonest")

    refused = shop.ask()

    assert asked == [503, 503, 503]
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "600")
    assert "The next quote has to wait a little" in refused.text
    assert "in 10 minutes" in refused.text
    assert f'href="{shop.visitor.link}"' in refused.text
    assert shop.ask(address="192.0.2.7").status_code == 503
    # What was asked for before is printed all the same, and handed out.
    assert shop.work() == 3
    assert shop.ask().mimetype == "application/pdf"
    shop.visitor.post("undo")
    shop.visitor.post("finish", goal="cheapest")
    assert shop.ask("fr").status_code == 429
    shop.now += timedelta(minutes=10)
    assert shop.ask("fr").status_code == 503
    shop.database.close()
