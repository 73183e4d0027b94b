"""`surmesure identity link`: CSV in, pairs out."""

import json
from importlib.util import find_spec

import pytest
from click.testing import CliRunner

from configurator.cli import main
from configurator.crowd.people import people
from configurator.crowd.records import records

HEADER = "id,given_name,surname,birth_date,street,postcode,town,phone,email\n"
ANN = "1,Ann,Lee,1980-02-13,12 Mill Lane,SW9 8JH,London,07700 900123,ann@example.com\n"
ANN_AGAIN = "2,Anne,LEE,13/02/1980,12 Mill Ln,sw98jh,London,+44 7700 900123,\n"
BEN = "3,Ben,Moss,1991-07-30,4 High Street,M14 5RQ,Manchester,,ben@example.com\n"


@pytest.fixture
def run(tmp_path):
    def run(*sources, options=("--json",)):
        paths = []
        for number, written in enumerate(sources):
            path = tmp_path / f"{'AB'[number]}.csv"
            path.write_bytes(written if isinstance(written, bytes) else written.encode())
            paths.append(str(path))
        return CliRunner().invoke(main, ["identity", "link", *paths, *options])

    return run


def test_duplicates_within_one_file_are_pairs_of_ids_with_a_probability(run):
    (pair,) = told(run(HEADER + ANN + ANN_AGAIN + BEN))

    assert list(pair) == ["a", "b", "probability"]
    assert (pair["a"], pair["b"]) == ("1", "2")
    assert 0.8 <= pair["probability"] <= 1


def test_with_two_files_pairs_are_across_and_ids_may_be_the_same(run):
    pairs = told(run(HEADER + ANN + ANN_AGAIN, HEADER + ANN + BEN))

    assert [(pair["a"], pair["b"]) for pair in pairs] == [("1", "1"), ("2", "1")]


def test_columns_may_be_missing_more_or_in_another_order(run):
    (pair,) = told(
        run(
            "email,note,id\nann@example.com,x,a\nAnn@Example.com,y,b\nben@x.com,,c\n",
            options=("--json", "--threshold", "0"),
        )
    )

    assert (pair["a"], pair["b"]) == ("a", "b")


@pytest.mark.parametrize("written", [HEADER, HEADER + ANN, "id\n1\n2\n"])
def test_where_nobody_is_alike_there_is_an_empty_list(run, written):
    assert told(run(written)) == []


def test_across_to_an_empty_file_there_is_nobody(run):
    assert told(run(HEADER + ANN + ANN_AGAIN, HEADER)) == []
    assert told(run(HEADER, HEADER + ANN + ANN_AGAIN)) == []


def test_people_read_a_line_for_each_pair(run):
    result = run(HEADER + ANN + ANN_AGAIN, options=())

    chance, one, other = result.stdout.split()
    assert float(chance) > 0.8
    assert (one, other) == ("1", "2")


def test_a_lower_threshold_shows_more(run):
    made = "".join(line(one.record) for one in records(people(400, 5), 5))

    sure, all_ = (
        told(run(HEADER + made, options=("--json", "--threshold", str(limit))))
        for limit in (0.95, 0.01)
    )

    assert 0 < len(sure) < len(all_)
    assert all(pair in all_ for pair in sure)


def test_a_blocked_value_is_no_reason(run):
    written = "id,surname,phone\n" + "".join(
        f"{name},{name},07700 900999\n" for name in ("Lee", "Moss", "Hay")
    )
    lowest = ("--json", "--threshold", "0")

    assert len(told(run(written, options=lowest))) == 3
    assert told(run(written, options=(*lowest, "--blocked", "+44 7700 900999"))) == []
    assert told(run(written, options=(*lowest, "--most-sharing", "2"))) == []


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("", "line 1, column id: there must be a column of this name"),
        ("surname\nLee\n", "line 1, column id: there must be a column of this name"),
        ("id,id\n", "line 1, column id: there are two columns of this name"),
        ("id,town\n1,Paris\n2\n", "line 3, column town: there are 1 cells, and 2 columns"),
        ("id,town\n1,Paris,\n", "line 2, column town: there are 3 cells, and 2 columns"),
        ("id,town\n\n1,\n1,\n", "line 4, column id: '1' stands in line 3 already"),
        ('id,town\n"a\nb",x\n ,\n', "line 4, column id: it is empty"),
        ('id,town\n1,"Paris\n', "line 2: this is not CSV"),
        (b"id,town\n1,Paris\n2,Li\xe8ge\n", "line 3: this is not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_told_by_file_and_line(run, written, place):
    for result in (run(written), run(HEADER, written)):
        assert result.exit_code == 1
        assert f".csv: {place}" in result.stderr
        assert result.stderr.count("\n") == 1
        assert result.stdout == ""


@pytest.mark.skipif(find_spec("splink") is not None, reason="the extra [linkage] is installed")
def test_without_the_extra_it_is_said_how_to_get_it(run):
    result = run(HEADER + ANN, options=("--splink",))

    assert result.exit_code == 1
    assert "surmesure[linkage]" in result.stderr


def test_a_byte_order_mark_is_no_part_of_a_name(run):
    assert told(run(b"\xef\xbb\xbf" + (HEADER + ANN).encode())) == []


def told(result):
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def line(record):
    return (
        f'{record.id},{record.given_name},{record.surname},{record.birth_date},"{record.street}",'
        f"{record.postcode},{record.town},{record.phone},{record.email}\n"
    )
