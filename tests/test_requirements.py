"""What the project installs: locked by content, from wherever the reader's machine fetches it."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCKS = re.split(r"\n(?=\S)", (ROOT / "requirements.lock").read_text("utf-8").strip())
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ASKED = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]

REGISTRY = re.compile(r"(?i)https?://[^/\s]*(pypi|pythonhosted|npmjs|registry|artifact|nexus)")


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split("=")[0])
def test_a_requirement_is_locked_by_its_content_and_names_no_place(block: str) -> None:
    assert re.match(r"[a-z0-9.-]+==\S+ \\\n    --hash=sha256:[0-9a-f]{64}\b", block)
    assert "://" not in block


@pytest.mark.parametrize("asked", ASKED)
def test_what_the_project_asks_for_is_locked(asked: str) -> None:
    name = re.split(r"[^\w.-]", asked)[0].replace(".", "-")

    assert any(block.startswith(f"{name}==") for block in BLOCKS)


def test_no_tracked_file_names_a_registry() -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: which files are tracked is not known")
    listed = subprocess.run(  # noqa: S603 - a fixed command
        [git, "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True
    )
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if path.is_file():
            found = REGISTRY.search(path.read_text("utf-8", errors="replace"))
            assert not found, f"{name}: {found[0]}"
