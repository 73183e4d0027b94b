"""How often something is given to one and to all, over a time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from configurator.asked_lately import AskedTooOften, AskLimits, admit

FOLDER, FILE = "counted", "asked"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LIMITS = AskLimits(each=2, overall=4, window=timedelta(minutes=10))
MINUTE = timedelta(minutes=1)


def admitted(folder, asker, at=NOW, limits=LIMITS) -> int:
    """0, or in how many seconds there is room again."""
    try:
        admit(folder / FOLDER / FILE, asker, at, limits)
    except AskedTooOften as error:
        return error.retry_after_s
    return 0


def test_each_has_his_own_limit_until_the_first_is_long_past(tmp_path):
    assert admitted(tmp_path, "anna") == 0
    assert admitted(tmp_path, "anna", NOW + 3 * MINUTE) == 0
    assert admitted(tmp_path, "anna", NOW + 4 * MINUTE) == 6 * 60
    assert admitted(tmp_path, "nadia", NOW + 4 * MINUTE) == 0
    # What was refused is not counted.
    assert admitted(tmp_path, "anna", NOW + 10 * MINUTE) == 0
    assert admitted(tmp_path, "anna", NOW + 10 * MINUTE) == 3 * 60


def test_all_together_have_a_limit_that_one_alone_cannot_use_up(tmp_path):
    refused = [admitted(tmp_path, "anna") for _ in range(9)]
    others = [admitted(tmp_path, asker) for asker in ("nadia", "lea", "ines")]

    assert refused == [0, 0, *[600] * 7]
    assert others == [0, 0, 600]


def test_many_processes_at_once_admit_as_many_as_one_would(tmp_path):
    limits = AskLimits(each=30, overall=100, window=MINUTE)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: admitted(tmp_path, "anna", NOW, limits), range(200)))

    assert found.count(0) == 30


@pytest.mark.parametrize("left", ["", "1795", "1795176000.000000 0123", "\0" * 40, "x y\n"])
def test_what_a_power_cut_left_of_the_file_is_no_quote(tmp_path, left):
    file = tmp_path / FOLDER / FILE
    admit(tmp_path / FOLDER / FILE, "anna", NOW, LIMITS)
    file.write_text(file.read_text() + left)

    assert admitted(tmp_path, "anna") == 0
    assert admitted(tmp_path, "anna") == 600


def test_the_file_tells_nobodys_address_and_stays_small(tmp_path):
    for number in range(20):
        admit(tmp_path / FOLDER / FILE, "address 192.0.2.7", NOW + number * 6 * MINUTE, LIMITS)

    written = (tmp_path / FOLDER / FILE).read_text()
    assert "192.0.2.7" not in written
    assert len(written.splitlines()) == 2
