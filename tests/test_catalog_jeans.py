"""The jeans product as a jeans maker would check it: what is offered, ruled out, cut and sewn."""

import os
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import product as combinations
from math import ceil
from pathlib import Path

import pytest

from catalog.configuration import Choice
from catalog.module import lead_days
from catalog.product import Kind, Option, Product, Value
from catalog.sizing import Sizing
from catalog.text import Text
from customers.body.fitting import Design
from customers.body.steps import limits_passed
from customers.body.survey_people import people
from customers.body.tailoring import tailor
from customers.body.target import within_tolerance
from customers.body.ways import by_body
from production.promise import longest_lead_days
from production.routing import minutes, routing
from rules.analysis import analyse
from rules.check import broken, holds, number
from rules.complete import Goal, complete
from rules.diagram import compile_diagram
from rules.engine import Engine
from rules.layers import Diagram
from rules.passes import held, possible
from rules.read import read_product
from rules.rule import Listed, Rule, RuleBook
from rules.scope import options_of
from rules.state import Situation

FILE = Path(__file__).parents[1] / "catalog/library/jeans/product.yaml"

CLASSIC = {
    "fit": "straight",
    "rise": "mid",
    "leg_opening": "mm_400",
    "cloth": "comfort_13",
    "colour": "indigo",
    "lining": "none",
    "pocketing": "ecru",
    "wash": "rinse",
    "distressing": "none",
    "care": "gentle",
    "fly": "zip",
    "coin_pocket": "classic",
    "front_pockets": "curved",
    "waistband": "straight",
    "belt_loops": "five",
    "back_pockets": "pointed",
    "pocket_stitching": "wave",
    "patch": "paper_tan",
    "topstitch": "double",
    "rivets": "copper",
    "button": "copper",
    "thread": "copper",
    "monogram": "none",
    "monogram_style": "none",
    "hem": "plain",
}
SKINNY = {"fit": "skinny", "leg_opening": "mm_300", "cloth": "stretch_12"}
SELVEDGE = {"cloth": "selvedge_14", "wash": "raw", "care": "slow"}
LINEN = {"cloth": "linen_9", "colour": "ecru", "hem": "plain"}
HEEL = {"heel": "heel_330"}
A_DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def book() -> RuleBook:
    book, problems, _ = read_product(FILE)
    assert problems == []
    assert book is not None
    return book


@pytest.fixture(scope="module")
def jeans(book: RuleBook) -> Product:
    return book.product


@pytest.fixture(scope="module")
def engine(engines: Mapping[str, Engine]) -> Engine:
    return engines["jeans"]


def size_rules(book: RuleBook) -> set[str]:
    sizes = {option.key for option in book.product.of_kind(Kind.SIZE)}
    return {rule.key for rule in book.rules if options_of(rule.claim) & sizes}


def derived_rules(book: RuleBook) -> Iterator[tuple[str, Listed]]:
    """Each derived option with the table that fixes it."""
    for option in book.product.of_kind(Kind.DERIVED):
        (claim,) = (one.claim for one in book.rules if option.key in options_of(one.claim))
        assert isinstance(claim, Listed)
        yield option.key, claim


def settled(book: RuleBook, **design: str) -> dict[str, str]:
    """CLASSIC with these changes, its derived options fixed and its block not altered."""
    values = CLASSIC | HEEL | design
    for key, claim in derived_rules(book):
        inputs = [(at, values[other]) for at, other in enumerate(claim.options) if other != key]
        (row,) = (row for row in claim.rows if all(row[at] == value for at, value in inputs))
        values[key] = row[claim.options.index(key)]
    for option in book.product.of_kind(Kind.SIZE):
        keys = [value.key for value in option.values]
        values.setdefault(option.key, "zero" if "zero" in keys else keys[0])
    return values


def design_values(jeans: Product) -> Iterator[tuple[Option, Value]]:
    for option in jeans.of_kind(Kind.DESIGN):
        for value in option.values:
            yield option, value


def texts(jeans: Product) -> Iterator[Text]:
    yield jeans.name
    for option in jeans.options:
        yield option.name
    for _, value in design_values(jeans):
        yield from (value.name, value.benefit)
    yield from (step.name for step in jeans.steps)
    yield from (rule.reason for rule in jeans.rules)
    yield from (module.name for module in jeans.modules)
    yield from (operation.name for operation in jeans.operations)


def sizing(jeans: Product) -> Sizing:
    assert jeans.sizing is not None
    return jeans.sizing


# What is offered.


def test_there_is_more_to_choose_than_on_any_rack(jeans: Product, engine: Engine) -> None:
    facts = analyse(engine.book, engine.diagram)

    assert len(jeans.of_kind(Kind.DESIGN)) >= 22
    assert len(list(design_values(jeans))) >= 115
    assert len(jeans.of_kind(Kind.DERIVED)) >= 4
    assert len(jeans.rules) >= 36
    assert (facts.configurations or 0) > 1_500_000


def test_every_value_is_in_some_garment_and_no_choice_is_made_for_you(engine: Engine) -> None:
    facts = analyse(engine.book, engine.diagram)

    assert facts.dead == ()
    assert facts.core == ()


def test_most_pairs_of_values_go_together(jeans: Product, engine: Engine) -> None:
    diagram, together, asked = engine.diagram, 0, 0
    for option, value in design_values(jeans):
        alive = possible(diagram, held(diagram, {option.key: value.key}, {}))
        others = [pair for pair in design_values(jeans) if pair[0] is not option]
        together += sum(bool(alive[diagram.number(o.key, v.key)]) for o, v in others)
        asked += len(others)

    assert together > 0.9 * asked


def test_each_design_option_is_asked_once_in_six_or_seven_short_steps(jeans: Product) -> None:
    asked = [key for step in jeans.steps for key in step.options]

    assert 6 <= len(jeans.steps) <= 7
    assert all(3 <= len(step.options) <= 4 for step in jeans.steps)
    assert sorted(asked) == sorted(option.key for option in jeans.of_kind(Kind.DESIGN))


def test_every_text_is_there_in_english_french_and_arabic(jeans: Product) -> None:
    for text in texts(jeans):
        assert set(text) == {"en", "fr", "ar"}
        assert all(words == words.strip() != "" for words in text.values())


def test_an_adjustment_reads_in_the_centimetres_of_each_language(jeans: Product) -> None:
    names = jeans.option("waist_adjust").values
    let_out = next(value.name for value in names if value.attributes["mm"] == 15)

    assert dict(let_out) == {"en": "+1.5 cm", "fr": "+1,5 cm", "ar": "+1,5 سم"}


def test_a_benefit_fits_on_one_line_of_a_card(jeans: Product) -> None:
    for _, value in design_values(jeans):
        for words in value.benefit.values():
            assert len(words) <= 64, words
            assert not words.endswith("."), words


def test_every_rule_gives_a_reason_of_its_own_as_a_sentence(jeans: Product) -> None:
    # Arabic has no capitals, and says the same in fewer letters.
    sentences = {
        "en": r"[A-ZÀÉ].{20,118}\.",
        "fr": r"[A-ZÀÉ].{20,118}\.",
        "ar": r"[\u0621-\u064a].{10,118}\.",
    }
    for language, sentence in sentences.items():
        reasons = [rule.reason[language] for rule in jeans.rules]
        assert len(set(reasons)) == len(reasons)
        assert all(re.fullmatch(sentence, reason) for reason in reasons), reasons


def test_colours_of_the_picture_are_colours(jeans: Product) -> None:
    painted = {"swatch", "base", "weft", "selvedge", "thread", "metal", "patch"}
    for option in jeans.options:
        for value in option.values:
            for name in painted & value.look.keys():
                assert re.fullmatch(r"#[0-9a-f]{6}|none", value.look[name]), value


# What may go together.


@pytest.mark.parametrize(
    "design",
    [
        {},
        SKINNY | {"hem": "chain", "waistband": "curved", "front_pockets": "western"},
        SELVEDGE | {"hem": "selvedge_cuff", "coin_pocket": "selvedge_edge", "fly": "buttons"},
        LINEN | {"fit": "wide", "leg_opening": "mm_520", "rise": "high", "thread": "tonal"},
        {"wash": "stone", "distressing": "ripped", "colour": "black", "thread": "red"},
        {"wash": "acid", "fit": "relaxed", "leg_opening": "mm_420", "belt_loops": "crossed"},
        {"care": "vegan", "patch": "cork", "button": "corozo", "rivets": "nickel"},
        {
            "pocket_stitching": "plain",
            "monogram": "on_back_pocket",
            "monogram_style": "script",
        },
    ],
)
def test_a_garment_the_workshop_knows_can_be_made(book: RuleBook, design: dict[str, str]) -> None:
    assert broken(book, settled(book, **design)) == ()


@pytest.mark.parametrize(
    ("design", "rules"),
    [
        (
            {"fit": "skinny", "leg_opening": "mm_320", "heel": "heel_300"},
            {"skinny_needs_stretch"},
        ),
        (SKINNY | {"leg_opening": "mm_260"}, {"hem_passes_heel"}),
        (SKINNY | {"cloth": "stretch_14"}, {"heavy_is_not_skinny"}),
        ({"fit": "slim"}, {"opening_of_fit"}),
        ({"wash": "acid", "colour": "ecru", "cloth": "rigid_14"}, {"acid_needs_dye"}),
        ({"cloth": "selvedge_16", "wash": "raw"}, {"raw_needs_known_shrinkage"}),
        (
            {"cloth": "selvedge_14", "waistband": "elastic_back", "patch": "none"},
            {"selvedge_has_no_stretch"},
        ),
        ({"rise": "low", "waistband": "curved", "fly": "buttons"}, {"button_fly_needs_length"}),
        ({"wash": "raw", "distressing": "whiskers"}, {"raw_stays_whole"}),
        ({"wash": "enzyme", "distressing": "ripped"}, {"wear_needs_wash"}),
        ({"wash": "bleach", "colour": "black"}, {"black_is_not_bleached"}),
        ({"cloth": "stretch_12", "wash": "bleach"}, {"bleach_burns_elastane"}),
        ({"cloth": "lyocell_8", "wash": "stone"}, {"stone_needs_cotton"}),
        ({"cloth": "rigid_14", "colour": "olive"}, {"colour_of_cloth"}),
        ({"lining": "flannel", "cloth": "rigid_14"}, {"flannel_needs_light_cloth"}),
        ({"button": "nickel"}, {"rivets_match_button"}),
        ({"hem": "selvedge_cuff"}, {"selvedge_cuff_needs_selvedge"}),
        ({"care": "vegan", "patch": "leather_brown"}, {"vegan_patch"}),
        ({"back_pockets": "flap"}, {"stitching_needs_pocket"}),
        ({"waistband": "wide"}, {"waistband_on_rise", "wide_band_needs_loops"}),
        ({"monogram": "on_back_pocket", "monogram_style": "small"}, {"monogram_needs_back_pocket"}),
        ({"colour": "tobacco"}, {"thread_shows"}),
        ({"monogram": "at_hem"}, {"letters_where_there_is_a_monogram"}),
        ({"waist_adjust": "p30", "hip_adjust": "m35"}, {"waist_follows_hip"}),
    ],
)
def test_a_garment_the_workshop_would_refuse_breaks_the_rule_that_says_why(
    book: RuleBook, design: dict[str, str], rules: set[str]
) -> None:
    assert {rule.key for rule in broken(book, settled(book, **design))} == rules


def test_no_rule_is_idle(book: RuleBook, engine: Engine) -> None:
    derived = {key for key, _ in derived_rules(book)}
    idle = [
        rule.key
        for rule in book.rules
        if not options_of(rule.claim) & derived
        and not objects_alone(engine, rule)
        and not makes_a_difference(engine, rule)
    ]

    assert idle == []


def objects_alone(engine: Engine, rule: Rule) -> bool:
    """Whether only this rule refuses a cheap garment after one of its values is changed."""
    jeans, options = engine.product, sorted(options_of(rule.claim))
    every = [[(key, value.key) for value in jeans.option(key).values] for key in options]
    for taken in map(dict, combinations(*every)):
        if holds(rule.claim, jeans, taken):
            continue
        for changed in options:
            own = tuple(Choice(key, taken[key]) for key in options if key not in (changed, "heel"))
            facts = {"heel": taken.get("heel", "heel_240")}
            found = complete(engine, Situation(own, facts, {}, A_DAY), Goal.CHEAPEST) or {}
            design = (
                {key: found[key] for key in found if jeans.option(key).kind is not Kind.DERIVED}
                | facts
                | taken
            )
            if found and broken(engine.book, settled(engine.book, **design)) == (rule,):
                return True
    return False


def makes_a_difference(engine: Engine, rule: Rule) -> bool:
    """Whether there would be more garments without this rule: slow, but never wrong."""
    others = tuple(other for other in engine.book.rules if other != rule)
    without = compile_diagram(replace(engine.book, rules=others))
    assert isinstance(engine.diagram, Diagram)
    return without.designs_with_sizes > engine.diagram.designs_with_sizes


def test_a_derived_option_has_exactly_one_value_for_all_it_hangs_on(book: RuleBook) -> None:
    for key, claim in derived_rules(book):
        at = claim.options.index(key)
        inputs = Counter(row[:at] + row[at + 1 :] for row in claim.rows)
        others = [book.product.option(other) for other in claim.options if other != key]
        every = set(combinations(*([value.key for value in other.values] for other in others)))

        assert set(inputs) == every
        assert set(inputs.values()) == {1}


def test_rules_of_sizes_stay_few_and_join_two_options_at_most(book: RuleBook) -> None:
    of_sizes = [rule for rule in book.rules if rule.key in size_rules(book)]

    assert len(of_sizes) <= 6
    assert all(len(options_of(rule.claim)) <= 2 for rule in of_sizes)


# What it is made of, and when.


def test_every_module_is_used_and_some_serve_several_values(jeans: Product) -> None:
    used = Counter(
        sku for option in jeans.options for value in option.values for sku in value.modules
    )

    assert set(used) == {module.sku for module in jeans.modules}
    assert sum(times > 1 for times in used.values()) >= 10


def test_reserves_cover_the_largest_garment(book: RuleBook) -> None:
    largest_mm = {"waist": 1400, "hip": 1450, "front_rise": 430, "inseam": 1080, "leg_opening": 620}
    for module in book.product.modules:
        asked = [
            [(option.key, value.key) for value in option.values if module.sku in value.modules]
            or [(option.key, value.key) for value in option.values]
            for option in book.product.options
            if option.key in options_of(book.quantities[module.sku])
        ]
        most = max(
            number(book.quantities[module.sku], book.product, dict(taken), largest_mm)
            for taken in combinations(*asked)
        )
        # The narrow cloth of selvedge needs most, and never lies on a wide roll.
        if not module.sku.startswith("CL-"):
            assert ceil(most) <= module.reserve, module.sku


def test_cloth_reserves_cover_the_largest_garment_of_their_width(book: RuleBook) -> None:
    largest_mm = {"hip": 1450, "front_rise": 430, "inseam": 1080}
    for width, cloths in (("wide_full", "CL-1[123]"), ("narrow_full", "CL-14")):
        for module in book.product.modules:
            if re.match(cloths, module.sku):
                taken = {"hem": "double_cuff", "cloth_length": width}
                needed = number(book.quantities[module.sku], book.product, taken, largest_mm)
                assert ceil(needed) <= module.reserve, module.sku


def test_some_modules_are_out_of_stock_so_that_dates_move_with_choices(jeans: Product) -> None:
    stock = {module.sku: module.stock for module in jeans.modules}
    late = [module for module in jeans.modules if lead_days(module, stock)]

    assert len(late) >= 8
    assert len({module.lead_days for module in late}) >= 4
    assert all(3 <= module.lead_days <= 14 for module in jeans.modules)


def test_the_classic_is_ready_without_waiting_and_horn_buttons_take_longer(book: RuleBook) -> None:
    stock = {module.sku: module.stock for module in book.product.modules}

    assert longest_lead_days(book.product, settled(book), stock) == 0
    assert longest_lead_days(book.product, settled(book, button="horn"), stock) == 10


@pytest.mark.parametrize(
    ("design", "cents"),
    [({}, 16_500), (SELVEDGE, 20_600), ({"wash": "stone"}, 17_500), ({"care": "slow"}, 16_500)],
)
def test_a_price_is_the_base_and_all_surcharges(
    book: RuleBook, design: dict[str, str], cents: int
) -> None:
    taken = settled(book, **design).items()
    surcharges = (book.product.option(key).value(value).price_cents for key, value in taken)

    assert book.product.base_price_cents + sum(surcharges) == cents


@pytest.mark.parametrize("design", [{}, SKINNY, SELVEDGE, LINEN, {"wash": "vintage"}])
def test_a_garment_takes_a_morning_in_fewer_steps_than_a_page_holds(
    book: RuleBook, design: dict[str, str]
) -> None:
    steps = routing(book, settled(book, **design))

    assert 14 <= len(steps) <= 24
    assert 150 <= minutes(steps) <= 330
    assert {step.station for step in steps} >= {"cutting", "sewing", "finishing", "check"}


def test_raw_jeans_never_see_the_laundry(book: RuleBook) -> None:
    steps = routing(book, settled(book, **SELVEDGE))

    assert "washing" not in {step.station for step in steps}


# How it fits.


def test_the_shrinkage_of_every_cloth_in_each_of_its_washes_is_known(book: RuleBook) -> None:
    (claim,) = (rule.claim for rule in book.rules if rule.key == "wash_on_cloth")
    assert isinstance(claim, Listed)
    assert claim.options == ("cloth", "wash")

    assert set(sizing(book.product).shrink_permille) == claim.rows


def test_every_fit_has_ease_for_every_point(jeans: Product) -> None:
    points = {point.key for point in sizing(jeans).points}

    assert set(sizing(jeans).ease_mm) == {value.key for value in jeans.option("fit").values}
    assert all(set(ease) == points for ease in sizing(jeans).ease_mm.values())


def test_a_maker_keeps_at_most_400_blocks_of_his_own_grading(jeans: Product) -> None:
    blocks = sizing(jeans).blocks

    assert 200 <= len(blocks) <= 400
    for block in blocks:
        girths = [block.measures_mm[point] for point in ("hip", "thigh", "knee")]
        assert girths == sorted(girths, reverse=True)
        assert block.measures_mm["front_rise"] < block.measures_mm["back_rise"] + 20
        assert all(length % 5 == 0 for length in block.measures_mm.values())
        assert block.key.startswith(f"w{block.measures_mm['waist'] // 10}_")


def test_patterns_are_altered_in_steps_of_5_mm_as_far_as_seams_allow(jeans: Product) -> None:
    most_mm = {
        "waist_adjust": 30,
        "hip_adjust": 35,
        "thigh_adjust": 40,
        "knee_adjust": 40,
        "rise_adjust": 35,
        "seat_adjust": 35,
        "inseam_adjust": 220,
    }
    for option, most in most_mm.items():
        steps = [value.attributes["mm"] for value in jeans.option(option).values]
        assert steps == list(range(-most, most + 1, 5))


@pytest.mark.parametrize(
    ("point", "option", "least_mm", "most_mm"),
    [("waist", "waist_adjust", 610, 1500), ("inseam", "inseam_adjust", 600, 1000)],
)
def test_blocks_with_adjustments_reach_most_adults(
    jeans: Product, point: str, option: str, least_mm: int, most_mm: int
) -> None:
    steps = sorted(value.attributes["mm"] for value in jeans.option(option).values)
    reached = {block.measures_mm[point] + step for block in sizing(jeans).blocks for step in steps}

    assert set(range(least_mm, most_mm + 1, 10)) <= reached


def test_nearly_every_body_of_the_survey_gets_every_garment_within_tolerance(
    book: RuleBook, test_data: Path
) -> None:
    """Every fit and cloth that go together, for each person; at full count: see the README."""
    jeans, made, within = book.product, 0, 0
    everybody = list(people(test_data / "body/ansur2_train.csv"))
    designs: dict[str, list[dict[str, str]]] = {}
    for body in random.Random(4).sample(everybody, PEOPLE):
        heel = next(one.key for one in jeans.option("heel").values if fits_heel(one, body))
        if heel not in designs:
            designs[heel] = list(fits_and_cloths(book, heel))
        for values in designs[heel]:
            asked = by_body(Design(jeans, values), body)
            tailored = tailor(book, asked)
            made += 1
            if tailored:
                assert broken(book, {**values, **tailored.sizes}) == ()
                assert limits_passed(asked, tailored) == ()
                within += within_tolerance(jeans, tailored)

    assert within >= 0.95 * made


PEOPLE = int(os.environ.get("SURMESURE_TAILORED", "4"))


def fits_and_cloths(book: RuleBook, heel: str) -> Iterator[dict[str, str]]:
    """Designs that the rules let stand, one of each fit and cloth; washes and rises in turn."""
    sizes = {option.key for option in book.product.of_kind(Kind.SIZE)}
    for turn, (fit, cloth) in enumerate(combinations(OPENINGS, COLOURS)):
        washes = [wash for of, wash in sizing(book.product).shrink_permille if of == cloth]
        base = PLAIN | {"fit": fit, "leg_opening": OPENINGS[fit], "heel": heel}
        base |= {"cloth": cloth, "colour": COLOURS[cloth]}
        for wash, rise in combinations(turned(washes, turn), turned(RISES, turn)):
            band = "wide" if rise == "very_high" else "curved"
            values = settled(book, **base, wash=wash, rise=rise, waistband=band)
            if not broken(book, values):
                yield {key: value for key, value in values.items() if key not in sizes}
                break


def turned(several: Sequence[str], by: int) -> Sequence[str]:
    by %= len(several)
    return [*several[by:], *several[:by]]


def fits_heel(value: Value, body: Mapping[str, int]) -> bool:
    return value.attributes["mm"] >= body["heel_mm"]


OPENINGS = {
    "skinny": "mm_320",
    "slim": "mm_360",
    "straight": "mm_400",
    "relaxed": "mm_420",
    "tapered": "mm_360",
    "bootcut": "mm_460",
    "flare": "mm_520",
    "wide": "mm_560",
}
PLAIN = {"thread": "tonal", "belt_loops": "six", "pocketing": "ecru", "hem": "plain"}
RISES = ("mid", "low", "high", "very_high")
COLOURS = dict.fromkeys(
    [
        "recycled_12",
        "comfort_13",
        "rigid_14",
        "stretch_10",
        "stretch_12",
        "stretch_14",
        "lyocell_8",
        "linen_9",
        "selvedge_14",
        "selvedge_16",
    ],
    "indigo",
)
