"""What the README says is so: its commands run, its words, folders and rules are there."""

import os
import pydoc
import re
import shlex
import shutil
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from click.testing import CliRunner

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")

COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.split("\n")
]
TARGETS = [line.removeprefix("make ") for line in COMMANDS if line.startswith("make ")]
OTHERS = [line for line in COMMANDS if line and not line.startswith("make ")]

WORDS = re.findall(r"^\| ([A-Z][a-z -]+) \| .+ \| `([\w.]+)` \|$", README, re.MULTILINE)
RULES = [
    line
    for block in re.findall(r"```text\n(.*?)\n```", README, re.DOTALL)
    for line in block.split("\n")
]
PATHS = re.findall(r"`([\w./]*/[\w./]*)`", README) + re.findall(r"\]\(([^):]+)\)", README)
MADE_LATER = {"var/"}
NOT_OURS = {"../shared/data"}


def test_the_two_commands_come_first() -> None:
    assert TARGETS[:2] == ["demo", "test"]


@pytest.mark.parametrize("target", TARGETS)
def test_a_make_command_is_a_target(target: str) -> None:
    make = shutil.which("make")
    assert make
    # The flags of the make that runs the tests are not meant for this one.
    environment = {name: value for name, value in os.environ.items() if "MAKE" not in name}

    subprocess.run(  # noqa: S603 - from our own README
        [make, "--dry-run", target], cwd=ROOT, env=environment, check=True
    )


@pytest.mark.parametrize("command", OTHERS)
def test_every_other_command_runs(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, *words = shlex.split(command)
    place, _, name = program.rpartition("/")
    assert place == ".venv/bin"
    assert Path(sys.executable).with_name(name).exists()
    monkeypatch.chdir(ROOT)

    # In this process, which has read already what takes a program seconds to read.
    (entry,) = entry_points(group="console_scripts", name=name)
    done = CliRunner(env={"SURMESURE_DATA": str(tmp_path)}).invoke(entry.load(), words)

    assert done.exit_code == 0, done.output
    assert done.stdout


@pytest.mark.parametrize(("word", "name"), WORDS)
def test_a_word_is_a_name_in_the_code(word: str, name: str) -> None:
    assert pydoc.locate(name) is not None, f"there is no {name}"
    spelled = name.rpartition(".")[2].replace("_", "").lower()
    assert spelled.startswith(word.replace(" ", "").lower()[:5])


def test_every_row_of_the_words_was_read() -> None:
    table = README.partition("## Words")[2].partition("Words still to come")[0]

    assert 0 < len(WORDS) == table.count("\n| ") - 1


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_shown_is_a_rule_of_the_jeans(rule: str) -> None:
    product = (ROOT / "catalog/library/jeans/product.yaml").read_text("utf-8")

    assert f"says: {rule}\n" in product


@pytest.mark.parametrize("path", sorted({*PATHS} - MADE_LATER - NOT_OURS))
def test_a_file_or_folder_named_is_there(path: str) -> None:
    assert (ROOT / path).exists()
