"""`surmesure value fit`: purchases in, parameters and scores out."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from configurator.cli import main

FEW = "customer,date,amount\nann,2026-01-05,10.00\nann,2026-01-05,5\nann,2026-03-02,20\n"


@pytest.fixture
def run(tmp_path: Path):
    def run(written: str | bytes, *options: str) -> Result:
        path = tmp_path / "bought.csv"
        path.write_bytes(written if isinstance(written, bytes) else written.encode())
        return CliRunner().invoke(main, ["value", "fit", str(path), *options])

    return run


@pytest.fixture(scope="module")
def cdnow(test_data: Path) -> str:
    lines = (test_data / "purchases/cdnow_sample.txt").read_text("ascii").splitlines()
    rows = (line.split() for line in lines)
    written = [f"{row[1]},{row[2][:4]}-{row[2][4:6]}-{row[2][6:]},{row[4]}" for row in rows]
    return "\n".join(["customer,date,amount", *written])


def test_a_file_gives_the_published_parameters_and_a_score_for_everybody(run, cdnow, tmp_path):
    out = tmp_path / "scores.csv"
    options = ("--until", "1997-09-30", "--model", "bg_nbd", "--horizon", "273", "--out", str(out))

    done = run(cdnow, "--json", *options)

    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["model"] == "bg_nbd"
    assert told["parameters"] == pytest.approx(
        {"r": 0.2426, "alpha": 4.4136, "a": 0.7929, "b": 2.4259}, rel=5e-3
    )
    assert told["log_likelihood"] == pytest.approx(-9582.43, abs=0.01)
    assert told["gamma_gamma"] == pytest.approx({"p": 6.249, "q": 3.745, "gamma": 15.448}, rel=5e-3)
    assert told["customers"] == 2357
    assert told["seconds"] > 0
    assert told["pooled"] is False
    with out.open(encoding="utf-8", newline="") as file:
        scores = list(csv.DictReader(file))
    assert list(scores[0]) == ["customer", "expected_purchases", "p_alive", "expected_value"]
    assert len(scores) == 2357
    assert float(scores[0]["expected_purchases"]) == pytest.approx(1.226, abs=1e-3)


def test_the_model_without_a_word_is_the_one_for_buyers_of_one_time(run, cdnow):
    told = json.loads(run(cdnow, "--json", "--until", "1997-09-30").stdout)

    assert told["model"] == "mbg_nbd"
    assert told["parameters"] == pytest.approx(
        {"r": 0.5248, "alpha": 6.1831, "a": 0.8914, "b": 1.614}, rel=5e-3
    )


def test_few_customers_are_said_to_be_pooled(run, tmp_path):
    out = tmp_path / "scores.csv"
    done = run(FEW, "--json", "--horizon", "365", "--out", str(out))

    told = json.loads(done.stdout)
    assert (told["customers"], told["pooled"]) == (1, True)
    (_, score) = out.read_text("utf-8").splitlines()
    name, *amounts = score.split(",")
    assert name == "ann"
    assert all(float(one) > 0 for one in amounts)


def test_what_was_bought_after_the_end_of_observation_does_not_count(run):
    told = json.loads(run(FEW + "ben,2026-02-01,9\n", "--json", "--until", "2026-01-31").stdout)

    assert told["customers"] == 1


def test_without_json_it_is_told_line_by_line(run):
    assert "model: mbg_nbd\n" in run(FEW).stdout


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",2026-01-05,1", "line 5, column customer: it is empty"),
        ("ann,05/01/2026,1", "line 5, column date: '05/01/2026' is no day such as 1997-09-30"),
        ("ann,2026-02-30,1", "line 5, column date: '2026-02-30' is no day"),
        ("ann,2026-01-05,12 EUR", "line 5, column amount: '12 EUR' is no amount such as 29.33"),
        ("ann,2026-01-05,-3", "line 5, column amount: '-3' is no amount"),
        ("ann,2026-01-05,nan", "line 5, column amount: 'nan' is no amount"),
        ("ann,2026-01-05", "line 5, column amount: there are 2 cells, and 3 columns"),
    ],
)
def test_a_bad_row_is_named_by_its_line(run, row, why):
    done = run(f"{FEW}{row}\nben,2026-01-05,oops\n")

    assert done.exit_code == 1
    assert not done.stdout
    assert why in done.stderr
    assert "line 6, column amount: 'oops'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "column customer: there must be a column of this name"),
        ("customer,date,date,amount\n", "two columns of this name"),
        (b"customer,date,amount\n\xff,2026-01-05,1\n", "line 2: this is not UTF-8"),
        ("customer,date,amount\n", "nobody bought anything in time"),
    ],
)
def test_a_file_that_is_none_is_refused(run, written, why):
    done = run(written)

    assert done.exit_code == 1
    assert why in done.stderr


def test_scores_need_a_horizon_and_a_place(run):
    assert "go together" in run(FEW, "--horizon", "10").stderr
