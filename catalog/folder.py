"""The files of one product as they lie in their folder, each read and cut into places."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from catalog.file_text import read_text
from catalog.names import quoted
from catalog.problems import Place, Problem
from catalog.schema import CSV_FILE, IN_WORDS, FilesShape
from catalog.spreadsheet import Sheet, read_sheet
from catalog.tree import Branch, Leaf, Node, entries
from catalog.yaml_places import read_yaml

TABLES = "tables"
MOST_TABLES = 200


@dataclass(frozen=True, slots=True)
class Folder:
    """What could be read of a product's files, and what is wrong with the rest.

    `sheets` go by their name under `files`, `tables` by their file name; `unread` names those
    that could not be read. `texts` go by the name used in places.
    """

    tree: Node | None
    sheets: dict[str, Sheet] = field(default_factory=dict)
    tables: dict[str, Sheet] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_folder(path: Path) -> Folder:
    """The product file at `path`, the spreadsheets it names and its folder of tables."""
    text = read_text(path)
    if isinstance(text, Problem):
        return Folder(tree=None, problems=[text])
    tree, problems = read_yaml(text, str(path))
    folder = Folder(tree, texts={str(path): text}, problems=problems)
    if isinstance(tree, Branch):
        _read_named(folder, path.parent)
        _read_tables(folder, path.parent / TABLES)
    return folder


def _read_named(folder: Folder, home: Path) -> None:
    """Reads the spreadsheets that the product file names."""
    for entry in entries(folder.tree, "files"):
        name, file = entry.key.text, entry.node
        if name not in FilesShape.model_fields:
            continue
        sheet = None
        # Other names are mistakes of shape already: nothing outside the folder is touched.
        if isinstance(file, Leaf) and re.fullmatch(CSV_FILE, file.text):
            if (home / file.text).is_file():
                sheet = _read_sheet(folder, home / file.text)
            else:
                message = f"there is no file {quoted(file.text)} in this folder"
                folder.problems.append(Problem(file.place, message))
        if sheet:
            folder.sheets[name] = sheet
        else:
            folder.unread.add(name)


def _read_tables(folder: Folder, home: Path) -> None:
    """Reads all spreadsheets in the folder of tables."""
    files = sorted(home.glob("*.csv")) if home.is_dir() else []
    for path in files[:MOST_TABLES]:
        sheet = _read_sheet(folder, path)
        if not re.fullmatch(CSV_FILE, path.name):
            message = f"the name of this table {IN_WORDS[CSV_FILE]}"
            folder.problems.append(Problem(Place(str(path)), message))
        elif sheet:
            folder.tables[path.name] = sheet
        else:
            folder.unread.add(path.name)
    if len(files) > MOST_TABLES:
        message = f"there are more than {MOST_TABLES} tables"
        folder.problems.append(Problem(Place(str(home)), message))


def _read_sheet(folder: Folder, path: Path) -> Sheet | None:
    text = read_text(path)
    if isinstance(text, Problem):
        folder.problems.append(text)
        return None
    folder.texts[str(path)] = text
    sheet, problems = read_sheet(text, str(path))
    folder.problems.extend(problems)
    return sheet
