"""Measurements as files: CSV, and the individual measurements of Seamly2D (.smis, .vit).

Lengths are written in whole mm and weights in whole hg, so nothing is rounded on the way; what
else is known of a measurement stands beside it. Names in XML are those of Seamly2D where it has
one, else they begin with `@`, as its own rules want it. Files come from strangers: XML that
declares anything (a document type, an entity) is refused, and no part of one is read unbounded.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from io import StringIO
from urllib.parse import parse_qs, urlencode
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from customers.body.measurement import MEASUREMENTS, BodyError, Refusal, Unit, measurement, read

MOST_BYTES = 60_000
"""No body has so much to tell; whoever takes files in keeps to it."""

LONGEST = 80
"""So many characters of a text are kept."""

HG = "hg"
COLUMNS = ("measurement", "amount", "unit", "typed", "typed_unit", "measured_by", "at", "how")

SEAMLY: Mapping[str, str] = {
    "height_mm": "height",
    "waist_mm": "waist_circ",
    "hip_mm": "hip_circ",
    "thigh_mm": "leg_thigh_upper_circ",
    "knee_mm": "leg_knee_circ",
    "calf_mm": "leg_calf_circ",
    "heel_mm": "leg_ankle_diag_circ",
    "inseam_mm": "leg_crotch_to_floor",
    "outseam_navel_mm": "leg_waist_side_to_floor",
    "crotch_length_mm": "crotch_length",
    "front_rise_mm": "crotch_length_f",
    "back_rise_mm": "crotch_length_b",
}
"""What Seamly2D calls our measurements."""

_OURS = {theirs: ours for ours, theirs in SEAMLY.items()}
_KEYS = {one.key for one in MEASUREMENTS}
_PER = {"mm": Decimal(1), "cm": Decimal(10), "inch": Decimal("25.4")}
_NUMBER = 12


@dataclass(frozen=True, slots=True)
class Told:
    """One measurement as a file tells it: whole mm (weight: hg), and what is known beside.

    `at` is None and texts are empty where the file does not say.
    """

    key: str
    amount: int
    text_typed: str = ""
    unit_typed: str = ""
    by: str = ""
    at: datetime | None = None
    how: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """What a file told, each measurement once, and the names in it that could not be used."""

    told: tuple[Told, ...]
    left: tuple[str, ...]


class Unreadable(BodyError):
    """The file is no file of measurements, or one that wants more than to be read."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the file cannot be read: {why}")


def to_csv(told: Sequence[Told]) -> str:
    """A table with a line for each measurement."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in told:
        at = one.at.isoformat() if one.at else ""
        typed = one.text_typed, one.unit_typed
        writer.writerow((one.key, one.amount, _unit(one.key), *typed, one.by, at, one.how))
    return out.getvalue()


def to_seamly(told: Sequence[Told], root: str = "smis") -> str:
    """The same for Seamly2D, in mm; `root` is `smis` or, for older programs, `vit`."""
    lines = [
        f"        <m name={quoteattr(_named(one.key))} value={quoteattr(str(one.amount))}"
        f" full_name={quoteattr(one.key)} description={quoteattr(_beside(one))}/>"
        for one in told
    ]
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    frame = "    <version>0.3.4</version>\n    <read-only>false</read-only>\n    <notes/>"
    body = "\n".join(["    <body-measurements>", *lines, "    </body-measurements>"])
    start = f"{head}\n<{root}>\n{frame}\n    <unit>mm</unit>\n    <pm_system>998</pm_system>"
    person = "    <personal>\n        <family-name/>\n        <given-name/>\n    </personal>"
    return f"{start}\n{person}\n{body}\n</{root}>\n"


def received(content: bytes) -> Received:
    """What a file tells, whichever kind it is. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable("it is too large")
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _from_seamly(content)
    try:
        return _from_csv(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Unreadable("it is neither CSV nor a file of Seamly2D") from error


def _from_csv(text: str) -> Received:
    rows = csv.DictReader(StringIO(text))
    if not {"measurement", "amount"} <= set(rows.fieldnames or ()):
        raise Unreadable("it has no columns `measurement` and `amount`")
    told, left = list[Told](), list[str]()
    for row in rows:
        texts = {name: (row.get(name) or "").strip()[:LONGEST] for name in COLUMNS}
        amount = _amount(texts["measurement"], texts["amount"], texts["unit"] or "mm")
        if amount is None:
            left.append(texts["measurement"])
        else:
            at, typed = _instant(texts["at"]), (texts["typed"], texts["typed_unit"])
            by, how = texts["measured_by"], texts["how"]
            told.append(Told(texts["measurement"], amount, *typed, by=by, at=at, how=how))
    return _once(told, left)


def _amount(key: str, text: str, unit: str) -> int | None:
    """The amount of a line of CSV; None if no measurement of an adult is meant."""
    if key not in _KEYS:
        return None
    one = measurement(key)
    if unit == HG and key.endswith("_hg"):
        whole = int(text) if text.isascii() and text.isdigit() and len(text) <= _NUMBER else 0
        return whole if one.is_possible(whole) else None
    if unit not in set(Unit):
        return None
    answer = read(one, text, Unit(unit))
    return None if isinstance(answer, Refusal) else answer


@dataclass(slots=True)
class _Seamly:
    """What a parser met so far."""

    unit: str = "cm"
    path: tuple[str, ...] = ()
    met: list[dict[str, str]] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.path = (*self.path, name)
        if name == "body-measurements" and self.met is None:
            self.met = []
        elif name == "m" and self.met is not None:
            self.met.append(attributes)
        elif name == "unit":
            self.unit = ""

    def text(self, text: str) -> None:
        """Text within an element."""
        if self.path and self.path[-1] == "unit":
            self.unit = (self.unit + text)[:LONGEST]

    def end(self, _name: str) -> None:
        """It ends."""
        self.path = self.path[:-1]


def _refused(*_declared: object) -> None:
    raise Unreadable("it declares a document type or an entity")


def _from_seamly(content: bytes) -> Received:
    found, parser = _Seamly(), expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = found.start, found.end
    parser.CharacterDataHandler = found.text
    # All tricks with entities, inside and out, begin with a declaration.
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refused
    try:
        parser.Parse(content, True)  # noqa: FBT003 - the last part; expat takes no name for it
    except expat.ExpatError as error:
        raise Unreadable("it is no XML") from error
    if found.met is None or found.unit.strip() not in _PER:
        raise Unreadable("it holds no individual measurements in mm, cm or inch")
    return _of_seamly(found.met, _PER[found.unit.strip()])


def _of_seamly(met: Sequence[Mapping[str, str]], per: Decimal) -> Received:
    told, left = list[Told](), list[str]()
    for one in met:
        name = one.get("name", "")[:LONGEST]
        key = name.removeprefix("@") if name.startswith("@") else _OURS.get(name, "")
        amount = _length(key, one.get("value", ""), Decimal(1) if key.endswith("_hg") else per)
        if amount is None:
            left.append(name)
        else:
            told.append(_with_beside(key, amount, one.get("description", "")))
    return _once(told, left)


def _length(key: str, text: str, per: Decimal) -> int | None:
    if key not in _KEYS or not text.isascii() or len(text) > _NUMBER:
        return None
    try:
        exact = Decimal(text.strip())
    except InvalidOperation:  # Seamly2D also keeps formulas.
        return None
    if not exact.is_finite() or abs(exact) > MOST_BYTES:
        return None
    amount = round(exact * per)
    return amount if measurement(key).is_possible(amount) else None


def _once(told: Sequence[Told], left: Sequence[str]) -> Received:
    """Of two lines about one measurement the later counts."""
    return Received(tuple({one.key: one for one in told}.values()), tuple(dict.fromkeys(left)))


def _named(key: str) -> str:
    return SEAMLY.get(key, f"@{key}")


def _unit(key: str) -> str:
    return HG if key.endswith("_hg") else "mm"


def _beside(one: Told) -> str:
    known = {"typed": one.text_typed, "typed_unit": one.unit_typed, "by": one.by, "how": one.how}
    at = {"at": one.at.isoformat()} if one.at else {}
    return urlencode({name: text for name, text in (known | at).items() if text})


def _with_beside(key: str, amount: int, text: str) -> Told:
    """The measurement with what we wrote into its description; other descriptions say nothing."""
    try:
        known = parse_qs(text[: 8 * LONGEST], max_num_fields=8)
    except ValueError:
        known = {}
    texts = {name: values[0][:LONGEST] for name, values in known.items()}
    typed = texts.get("typed", ""), texts.get("typed_unit", "")
    by, at, how = texts.get("by", ""), _instant(texts.get("at", "")), texts.get("how", "")
    return Told(key, amount, *typed, by=by, at=at, how=how)


def _instant(text: str) -> datetime | None:
    """An instant with its zone; None for anything else."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None
