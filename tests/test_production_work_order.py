"""The work order as data and on paper: what it says, what it never says, and that it fits."""

import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import zxingcpp
from pypdf import PdfReader

from catalog.sizing import Point
from catalog.text import Text
from customers.body.target import Tailoring, Target
from production.order import BillLine, Line, Order, Person, RoutingStep
from production.pdf import pdf
from production.sheet import WorkOrder
from production.supplement import Replaced, Stage, Supplement
from production.words import WORDS
from production.work_order import work_order, work_order_html

STYLESHEET = "work_order/work_order.css"
PERSON = Person("Nour El Amrani", "nour@example.org", "+33 6 12 34 56 78")

VALUES = """
fit|Fit|Coupe|Slim|Slim
rise|Rise|Hauteur de taille|Mid|Moyenne
leg_opening|Leg opening|Largeur du bas|34 cm|34 cm
cloth|Cloth|Toile|Selvedge 14 oz|Selvedge 14 oz
colour|Colour|Couleur|Deep indigo|Indigo profond
lining|Lining|Doublure|None|Aucune
pocketing|Pocket bags|Fonds de poche|Ecru twill|Sergé écru
wash|Wash|Délavage|Raw|Brut
distressing|Distressing|Usure|None|Aucune
care|Care|Entretien|Cold, on the line|À froid, sur le fil
fly|Fly|Braguette|Button fly, 5 buttons|Boutons, 5
coin_pocket|Coin pocket|Poche gousset|Selvedge edge|Lisière
front_pockets|Front pockets|Poches avant|Curved|Arrondies
waistband|Waistband|Ceinture|Straight 40 mm|Droite 40 mm
belt_loops|Belt loops|Passants|Seven|Sept
back_pockets|Back pockets|Poches arrière|Plain|Simples
pocket_stitching|Pocket stitching|Piqûre de poche|Wave|Vague
patch|Patch|Étiquette|Leather, plain|Cuir, simple
topstitch|Topstitch|Surpiqûre|Double|Double
rivets|Rivets|Rivets|Copper|Cuivre
button|Button|Bouton|Copper shank|Cuivre
thread|Thread|Fil|Copper|Cuivre
monogram|Monogram|Monogramme|Inside the waistband|Dans la ceinture
monogram_style|Letters|Lettres|Capitals|Capitales
hem|Hem|Ourlet|Chain stitched|Point de chaînette
"""
POINTS = """
waist|A|Waist|Taille|840|10|850|10|859|weft|waist_adjustment
hip|B|Hip|Bassin|1020|40|1060|10|1071|weft|hip_adjustment
thigh|C|Thigh|Cuisse|584|36|620|8|626|weft|thigh_adjustment
knee|D|Knee|Genou|388|32|420|8|424|weft|knee_adjustment
hem|E|Leg opening|Bas de jambe||0|340|6|343|weft|hem_adjustment
front_rise|F|Front rise|Montant devant|262|8|270|5|278|warp|rise_adjustment
back_rise|G|Back rise|Montant dos|364|11|375|5|387|warp|rise_adjustment
inseam|H|Inseam|Entrejambe|790|0|790|8|814|warp|inseam_adjustment
"""
BILL = """
CL-114|Selvedge 14 oz, raw indigo|Selvedge 14 oz, indigo brut|1415|mm|roll 88-3
PK-020|Pocketing, ecru twill|Doublure de poche, sergé écru|350|mm|rack B2
TH-318|Topstitch Tex 80, copper|Surpiqûre Tex 80, cuivre|45200|mm|rack C1
TH-120|Seam thread Tex 40, navy|Fil à coudre Tex 40, marine|118000|mm|rack C4
IN-011|Waistband interfacing|Entoilage de ceinture|910|mm|rack B5
BT-007|Shank button 17 mm, copper|Bouton à vis 17 mm, cuivre|1|piece|bin 12
BT-009|Fly button 14 mm, copper|Bouton 14 mm, cuivre|4|piece|bin 13
RV-004|Rivet 9 mm, copper|Rivet 9 mm, cuivre|10|piece|bin 14
PA-002|Patch, veg-tanned, plain|Étiquette cuir végétal, simple|1|piece|bin 31
LB-001|Woven label and care|Étiquette tissée et entretien|1|piece|bin 40
"""
ROUTING = """
10|Shrink test strip, read warp|Bande d'essai, lire la chaîne|cutting|scale|6
20|Lay up and cut|Matelasser et couper|cutting|straight knife|22
30|Front pockets, coin pocket|Poches avant, gousset|sewing|lockstitch|24
40|Back pockets, stitching|Poches arrière, piqûre|sewing|pattern stitcher|17
50|Button fly with 5 buttons|Braguette à 5 boutons|sewing|lockstitch|31
60|Fell seams, yoke, inseam|Coutures rabattues|sewing|feed-off-arm|28
70|Outseam, pressed open|Côtés, ouverts au fer|sewing|lockstitch|14
80|Waistband, loops, patch|Ceinture, passants, étiquette|sewing|band machine|24
90|Rinse, one bath, 40 °C|Rinçage, un bain, 40 °C|washing|drum|35
100|Hem, chain stitch|Ourlet, chaînette|finishing|chain stitch|9
110|Buttons and rivets|Boutons et rivets|finishing|press|12
120|Measure after wash|Mesurer après lavage|check||8
"""


def rows(table: str) -> list[list[str]]:
    return [line.split("|") for line in table.strip().splitlines()]


def line(option: str, name: str, nom: str, value: str, valeur: str) -> Line:
    key = value.casefold().replace(" ", "_")
    return Line(option, Text(en=name, fr=nom), key, Text(en=value, fr=valeur), 1999, hidden=False)


def target(*cells: str) -> Target:
    key, letter, name, nom, body, ease, finished, tolerance, cut, grain, adjustment = cells
    return Target(
        Point(key, letter, Text(en=name, fr=nom), "", "", grain, int(tolerance), adjustment),
        body_mm=int(body) if body else None,
        ease_mm=int(ease),
        target_mm=int(finished),
        shrink_permille=30 if grain == "warp" else 10,
        cut_mm=int(cut),
    )


def bill_line(*cells: str) -> BillLine:
    sku, name, nom, quantity, unit, place = cells
    return BillLine(sku, Text(en=name, fr=nom), int(quantity), unit, place)


def step(*cells: str) -> RoutingStep:
    number, name, nom, station, machine, minutes = cells
    return RoutingStep(int(number), Text(en=name, fr=nom), station, machine, int(minutes))


TAILORING = Tailoring(
    block="S-84-M",
    sizes={"block": "S-84-M", "waist_adjustment": "-5", "thigh_adjustment": "6"},
    adjustments_mm={
        "waist_adjustment": -5,
        "thigh_adjustment": 6,
        "knee_adjustment": 0,
        "rise_adjustment": 4,
    },
    targets=tuple(target(*cells) for cells in rows(POINTS)),
)
ORDER = Order(
    number="26-1047",
    configuration="c3f9",
    revision=14,
    product="jeans",
    product_name=Text(en="Jeans", fr="Jean"),
    edition="2026-11",
    currency="EUR",
    tax_percent=20,
    base_price_cents=14900,
    total_cents=23977,
    lines=tuple(line(*cells) for cells in rows(VALUES)),
    person=PERSON,
    body_mm={"waist_mm": 840},
    measured_at=datetime(2026, 3, 12, 9, 30, tzinfo=UTC),
    measured_by="Yasmine",
    tailoring=TAILORING,
    look={},
    bill=tuple(bill_line(*cells) for cells in rows(BILL)),
    routing=tuple(step(*cells) for cells in rows(ROUTING)),
    placed_at=datetime(2026, 11, 20, 13, 38, tzinfo=UTC),
    promised_on=date(2026, 12, 15),
    cut_by=date(2026, 11, 24),
)
FULL = replace(
    ORDER,
    bill=(*ORDER.bill, *ORDER.bill[:6]),
    routing=(*ORDER.routing, *ORDER.routing[2:9]),
)
LONG = replace(
    ORDER,
    number="26-104738",
    bill=tuple(replace(ORDER.bill[0], sku=f"XX-{number}") for number in range(100, 144)),
    routing=tuple(replace(ORDER.routing[0], number=number) for number in range(3000, 3052)),
)


def sheet(language: str = "en", **changes: object) -> WorkOrder:
    return work_order(replace(ORDER, **changes), language)  # type: ignore[arg-type] # fields vary


def printed(order: Order, language: str = "en") -> bytes:
    return pdf(work_order_html(work_order(order, language)), STYLESHEET)


def pages(document: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(document)).pages]


def picture(document: bytes) -> np.ndarray:
    """The first page as a black-and-white printer of 300 dpi sees it: 0 is black, 255 white."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm is not installed: the paper cannot be looked at")
    bitmap = subprocess.run(
        ["pdftoppm", "-mono", "-singlefile", "-r", "300"],  # noqa: S607 - wherever it is
        input=document,
        check=True,
        capture_output=True,
    ).stdout
    kind, size, bits = bitmap.split(b"\n", 2)
    assert kind == b"P4"
    width, height = map(int, size.split())
    rows = np.unpackbits(np.frombuffer(bits, np.uint8).reshape(height, -1), axis=1)
    return np.where(rows[:, :width], 0, 255).astype(np.uint8)


def named(entries: Iterable[object]) -> list[str]:
    return [entry.name for entry in entries]  # type: ignore[attr-defined] # rows of any kind


def test_each_worker_reads_the_values_that_are_his() -> None:
    assert named(sheet().cutter) == [
        "Fit", "Rise", "Leg opening", "Cloth", "Colour", "Pocket bags",
    ]  # fmt: skip
    assert named(sheet().washer) == ["Wash", "Care"]
    assert len(sheet().sewer) == 15


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "Good to know. Horn dulls."), ("fr", "Bon à savoir. La corne se ternit.")],
)
def test_what_the_customer_was_warned_of_is_told_the_workshop(language: str, told: str) -> None:
    warned = replace(ORDER, warnings=(Text(en="Horn dulls.", fr="La corne se ternit."),))
    assert told in pages(printed(warned, language))[0]
    assert not sheet().warnings


def test_what_is_not_wanted_is_no_instruction() -> None:
    told = sheet()

    assert "Distressing" not in named(told.washer)
    assert "Lining" not in named(told.cutter)


def test_a_value_nobody_claims_is_the_sewers() -> None:
    flap = line("zip_flap", "Zip flap", "Sous-patte", "Wide", "Large")

    assert named(sheet(lines=(flap,)).sewer) == ["Zip flap"]


def test_hidden_values_and_sizes_are_no_instructions() -> None:
    hidden = replace(line("heel", "Heel", "Talon", "32", "32"), hidden=True)
    block = line("block", "Block", "Patron", "S-84-M", "S-84-M")

    told = sheet(lines=(hidden, block))

    assert (told.cutter, told.sewer, told.washer) == ((), (), ())


def test_adjustments_name_the_points_they_move_and_leave_out_what_stays() -> None:
    told = [(entry.name, entry.setting) for entry in sheet().adjustments]

    assert told == [
        ("A", "\N{MINUS SIGN}5"),
        ("C", "+6"),
        ("F G", "+4"),
    ]


def test_a_measure_shows_the_way_from_body_to_cut() -> None:
    waist, opening = sheet("fr").measures[0], sheet("fr").measures[4]

    assert (waist.letter, waist.name, waist.body, waist.ease) == ("A", "Taille", "840", "+10")
    assert (waist.target, waist.tolerance) == ("850", "10")
    assert (waist.shrink_percent, waist.cut) == ("1,0", "859")
    assert (opening.body, opening.ease, opening.target) == ("", "", "340")


def test_quantities_are_pieces_or_metres_rounded_up() -> None:
    quantities = [part.quantity for part in sheet().parts[:6]]

    assert quantities == ["1.42\xa0m", "0.35\xa0m", "46\xa0m", "118\xa0m", "0.91\xa0m", "1"]
    assert sheet("fr").parts[0].quantity == "1,42\xa0m"


def test_raw_cloth_asks_for_a_test_strip_and_names_what_hangs_on_it() -> None:
    (strip,) = sheet().strips

    assert (strip.grain, strip.shrink_percent, strip.letters) == ("warp", "3.0", "F G H")
    assert "Raw cloth." in work_order_html(sheet())


def test_cloth_that_hardly_shrinks_asks_for_no_test_strip() -> None:
    quiet = tuple(replace(target, shrink_permille=20) for target in TAILORING.targets)

    told = sheet(tailoring=replace(TAILORING, targets=quiet))

    assert told.strips == ()
    assert "Raw cloth." not in work_order_html(told)


def test_cloth_that_is_washed_asks_for_no_test_strip() -> None:
    rinsed = line("wash", "Wash", "Délavage", "Rinsed once", "Rincé une fois")

    assert sheet(lines=(rinsed,)).strips == ()


def test_what_nobody_measured_is_marked_with_a_word() -> None:
    (hip,) = (one for one in TAILORING.targets if one.point.key == "hip")
    guessed = replace(hip, point=replace(hip.point, body="hip_mm"))
    told = sheet(tailoring=replace(TAILORING, targets=(guessed,)), estimated=("hip_mm",))

    assert told.measures[0].is_estimated
    assert not sheet().has_estimates
    assert "1020 est." in " ".join(pages(pdf(work_order_html(told), STYLESHEET))[0].split())


@pytest.mark.parametrize("language", WORDS)
def test_a_remake_says_what_it_replaces_and_why_and_names_nobody(language: str) -> None:
    why = Replaced("26-0012", "Nour's waist too tight; amrani said so, call +33 6 12 34 56 78")
    told = work_order(ORDER, language, beside=Supplement(replaced=why))
    (page,) = pages(pdf(work_order_html(told), STYLESHEET))

    assert told.replaces_because == "N. A.'s waist too tight; N. A. said so, call N. A."
    assert "26-0012" in page
    assert "waist too tight" in page


def test_what_was_measured_stands_in_its_column_and_says_if_it_is_out() -> None:
    found = {Stage.BEFORE: {"waist": 859}, Stage.AFTER: {"waist": 861, "hip": 1070}}
    told = work_order(ORDER, beside=Supplement(found_mm=found))
    waist, hip = told.measures[:2]

    assert (waist.before, waist.after, waist.is_out) == ("859", "861", ("after",))
    assert (hip.before, hip.after, hip.is_out) == ("", "1070", ())
    assert "861" in pages(pdf(work_order_html(told), STYLESHEET))[0]


def test_days_and_instants_are_told_in_language_and_zone() -> None:
    english = work_order(ORDER, "en")
    french = work_order(ORDER, "fr", ZoneInfo("Europe/Paris"))

    assert (english.cut_by, english.promised) == ("Tue 24 Nov", "Tue 15 Dec")
    assert english.frozen == "Fri 20 Nov 2026, 13:38 UTC"
    assert (french.cut_by, french.promised) == ("mar. 24 nov.", "mar. 15 déc.")
    assert french.frozen == "ven. 20 nov. 2026, 14:38 CET"


def test_every_language_has_every_word() -> None:
    assert {frozenset(words) for words in WORDS.values()} == {frozenset(WORDS["en"])}


def test_a_language_without_words_is_answered_in_english_throughout() -> None:
    told = sheet("de", product_name=Text(en="Jeans", de="Denim"))

    assert (told.words["title"], told.product) == ("Work order", "Jeans")


@pytest.mark.parametrize("language", WORDS)
def test_the_paper_knows_initials_and_neither_person_nor_price(language: str) -> None:
    told = work_order(replace(ORDER, measured_by=PERSON.name), language)
    document = pdf(work_order_html(told), STYLESHEET)

    text = " ".join(pages(document))
    assert "N. A." in text
    for secret in ("Nour", "Amrani", "nour@", "612345678", "€", "EUR"):
        assert secret not in text.replace(" ", "")
        assert secret not in repr(told)
    for price in ("239.77", "239,77", "23977", "149.00", "149,00", "19.99", "19,99"):
        assert price not in text


def test_words_of_authors_cannot_become_part_of_the_page() -> None:
    hostile = line("patch", "<b>Patch</b>", "x", '<img src="http://x/">', "x")

    html = work_order_html(sheet(lines=(hostile,)))

    assert "<img" not in html
    assert "&lt;b&gt;Patch&lt;/b&gt;" in html


def test_an_order_without_sizes_or_bill_still_prints() -> None:
    bare = replace(
        ORDER,
        lines=(),
        bill=(),
        routing=(),
        tailoring=Tailoring(block="", sizes={}, adjustments_mm={}, targets=()),
    )

    (page,) = pages(printed(bare))

    assert "26-1047" in page


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize(
    "order",
    [
        replace(ORDER, lines=ORDER.lines[:12], bill=ORDER.bill[:7], routing=ORDER.routing[:8]),
        ORDER,
        FULL,
    ],
    ids=["little to say", "more to say", "much to say"],
)
def test_a_usual_order_fits_on_one_page_with_room_for_notes(order: Order, language: str) -> None:
    (page,) = pages(printed(order, language))

    words = WORDS[language]
    for word in ("notes", "was_checked", "operations", "bill", "sign"):
        assert words[word] in page


def test_a_long_order_flows_to_a_second_page_and_loses_no_row() -> None:
    first, second = pages(printed(LONG))

    both = f"{first} {second}".split()
    for part in LONG.bill:
        assert both.count(part.sku) == 1
    for step_ in LONG.routing:
        assert both.count(str(step_.number)) == 1
    assert "Page 1 of 2" in first
    assert "Page 2 of 2" in second
    assert second.count("26-104738") == 2  # at the head and at the foot


@pytest.mark.parametrize("order", [ORDER, LONG], ids=["usual", "long"])
def test_both_codes_read_back_from_a_black_and_white_print(order: Order) -> None:
    codes = zxingcpp.read_barcodes(picture(printed(order)))

    assert sorted(str(code.format).replace(" ", "").split(".")[-1] for code in codes) == [
        "Code128",
        "QRCode",
    ]
    assert {code.text for code in codes} == {order.number}


def test_the_digits_of_the_number_are_twenty_millimetres_high() -> None:
    image = picture(printed(ORDER))
    dots_per_mm = 300 / 25.4

    # Left of the codes, below the title, above the facts; a `1` has no overshoot.
    number = image[: int(39 * dots_per_mm), : int(108 * dots_per_mm)][int(15 * dots_per_mm) :]
    inked = np.flatnonzero((number == 0).any(axis=1))

    assert (inked[-1] - inked[0]) / dots_per_mm == pytest.approx(20.3, abs=0.4)


def test_the_paper_is_printed_in_black_alone() -> None:
    (page,) = PdfReader(BytesIO(printed(ORDER))).pages
    contents = page.get_contents()
    assert contents is not None

    colours = {
        tuple(map(float, match.groups()))
        for match in re.finditer(
            rb"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG|scn|SCN)\b", contents.get_data()
        )
    }
    assert colours <= {(0, 0, 0), (1, 1, 1)}


def test_the_pdf_is_called_by_its_number_alone() -> None:
    metadata = PdfReader(BytesIO(printed(ORDER))).metadata

    assert metadata is not None
    assert metadata.title == "26-1047"
