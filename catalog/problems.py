"""Mistakes found in a product's files, each with the place a person must look at."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A point in a file: `line` and `column` count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def after(self, characters: int) -> "Place":
        """The place `characters` further on the same line."""
        return Place(self.file, self.line, self.column + characters)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake: where it stands and, in a sentence, what is wrong and what to do."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


def with_caret(problem: Problem, texts: Mapping[str, str]) -> str:
    """`problem` as `file:line:column: message`, its line and a caret below.

    Args:
        problem: the mistake.
        texts: the contents of files by the name used in places; a file that is not there
            (it could not be read) gets no line and no caret.
    """
    lines = texts.get(problem.place.file, "").splitlines()
    if not 1 <= problem.place.line <= len(lines):
        return str(problem)
    line = lines[problem.place.line - 1]
    # Tabs are kept so that the caret stands below its character on every terminal.
    lead = "".join(c if c == "\t" else " " for c in line[: problem.place.column - 1])
    return f"{problem}\n  {line}\n  {lead}^"
