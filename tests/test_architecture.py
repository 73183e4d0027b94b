"""The laws of the house (README, "Two laws"), and the names and sizes that keep it readable."""

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from ortools.sat.python import cp_model

ROOT = Path(__file__).parents[1]

LINE = ("catalog", "rules", "customers", "production", "configurator")
"""From the lowest to the highest: each imports only what stands before it."""

PURE = LINE[:4]

DOORS = {
    "ortools": ("rules/solver.py", "customers/body/tailoring.py", "production/promise.py"),
    "oxidd": ("rules/diagram.py",),
    "numba": ("rules/loops.py",),
    "lark": ("rules/text.py", "rules/uvl.py"),
    "weasyprint": ("production/pdf.py",),
    "sqlalchemy": ("configurator/storage/", "configurator/migrations/"),
    "alembic": ("configurator/migrations/",),
    "huey": ("configurator/jobs/",),
    "prometheus": ("configurator/web/metrics.py",),
    "splink": ("customers/identity/with_splink.py",),
    "ibis": ("configurator/warehouse", "configurator/bench_warehouse.py"),
    "duckdb": ("customers/identity/with_splink.py",),
    "pyarrow": ("customers/identity/with_splink.py",),
    "sklearn": ("customers/needs/with_sklearn.py",),
    "flask": (
        "configurator/app.py",
        "configurator/cli.py",
        "configurator/web/",
        "configurator/api/",
    ),
}
"""The only places that know a big library; `flask` stands for its extensions too."""

OUTSIDE = {"os", "random", "secrets", "time", "uuid"}
"""Modules with the environment, the clock or chance in them."""

ASKS_OUTSIDE = re.compile(
    r"(.*\.)?(datetime\.(now|utcnow|today)|date\.today|Path\.(cwd|home)|np\.random|numpy\.random)"
)

NO_NAMES = {"base", "common", "data", "info", "misc"} | {
    name + plural
    for name in ("helper", "manager", "service", "tool", "util")
    for plural in ("", "s")
}
"""Words that fit every module, and so name none."""

MOST_LINES = 300
MODULES = sorted(path for package in LINE for path in (ROOT / package).rglob("*.py"))
OWN = [path for path in MODULES if "versions" not in path.parts]


def test_a_module_imports_only_downwards() -> None:
    for path in MODULES:
        home = path.relative_to(ROOT).parts[0]
        above = set(LINE[LINE.index(home) + 1 :])

        found = above & {name.partition(".")[0] for name in imports(path)}

        assert not found, f"{path.relative_to(ROOT)} imports {', '.join(found)}"


def test_a_big_library_is_known_behind_its_doors_only() -> None:
    for path in MODULES:
        place = str(path.relative_to(ROOT))
        for name in imports(path):
            library = name.partition(".")[0].partition("_")[0]
            assert place.startswith(DOORS.get(library, "")), f"{place} imports {name}"


@pytest.mark.parametrize("library", DOORS)
def test_a_door_leads_somewhere(library: str) -> None:
    assert any((ROOT / door).exists() for door in DOORS[library])


def test_the_lower_packages_know_no_environment_no_clock_and_no_chance() -> None:
    for path in MODULES:
        place = path.relative_to(ROOT)
        if place.parts[0] in PURE:
            for name in imports(path):
                assert name.partition(".")[0] not in OUTSIDE, f"{place} imports {name}"
            for name in (*imports(path), *dotted_names(path)):
                assert not ASKS_OUTSIDE.fullmatch(name), f"{place} uses {name}"


@pytest.mark.parametrize("package", LINE)
def test_a_package_is_the_one_in_this_checkout(package: str) -> None:
    assert Path(str(importlib.import_module(package).__file__)) == ROOT / package / "__init__.py"


def test_a_module_is_named_after_its_subject() -> None:
    for part in chain.from_iterable(
        path.relative_to(ROOT).with_suffix("").parts for path in MODULES
    ):
        words = set(part.strip("_").split("_"))
        assert not words & NO_NAMES, f"{part} says nothing"


def test_a_module_can_be_read_at_one_sitting() -> None:
    long = [path for path in OWN if len(path.read_text("utf-8").splitlines()) > MOST_LINES]

    assert long == []


def test_test_folders_are_no_packages() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))


@pytest.mark.parametrize("door", DOORS["ortools"])
def test_the_solver_is_spoken_to_in_its_new_spelling(door: str) -> None:
    if not (ROOT / door).exists():
        pytest.skip(f"{door} comes with a later issue")
    for name in dotted_names(ROOT / door):
        last = name.rpartition(".")[2]
        is_class = isinstance(getattr(cp_model, last, None), type)
        assert is_class or not re.fullmatch(r"[A-Z]+[a-z]\w*", last) or "." not in name, name


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Dotted names of all that the module at `path` imports, wherever in it."""
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative imports hide where they lead"
            found += (f"{node.module}.{alias.name}" for alias in node.names)
    return tuple(found)


def dotted_names(path: Path) -> Iterator[str]:
    """Every `name.attribute` written in the module, however long the chain."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute):
            yield ast.unparse(node)
