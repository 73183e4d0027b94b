"""What Taste must do, row by row: each is proved by a test that is there, or waits openly."""

from pathlib import Path

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "customers" / "taste" / "rows.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith(("| C", "| D"))
]


def test_no_row_is_forgotten() -> None:
    wanted = ["C4", "C5", "C6", "C7", "C8", "C10", "D3", "D19", "D21"]
    assert [row for row, *_ in ROWS] == wanted


def test_a_proved_row_names_tests_and_a_waiting_one_what_is_missing_and_all_tests_are_there():
    for row, _, state, missing, shown_by in ROWS:
        names = shown_by.replace("<br>", " ").replace("`", "").split()
        assert (state, bool(missing)) in {("proved", False), ("waiting", True)}, row
        assert names or state == "waiting"
        for name in names:
            file, _, test = name.partition("::")
            assert f"def {test}(" in (TESTS / file).read_text("utf-8"), name
