from dataclasses import replace
from datetime import date, timedelta

import pytest

from catalog.configuration import By, Choice, Configuration
from catalog.product import Kind, Option, Step, Value
from catalog.text import Text
from configurator.web.groups import Mark, Sight
from configurator.web.swatch import Swatch
from configurator.web.view import caption, decided, page
from rules.rule import All, Hide, Is, Not, Recommend, Rule, Warn
from rules.soft import SILENT, Advice, Suggestion
from rules.state import State, Status, ValueState
from tests.products import some_product

READY = date(2026, 12, 11)


def value(key, look=None):
    return Value(key, Text(en=key.title()), Text(en=f"{key} is fine"), look=look or {})


def option(key, *values):
    return Option(key, Text(en=key.title()), Kind.DESIGN, values)


CUT = option("cut", value("skinny"), value("slim"))
CLOTH = option(
    "cloth",
    value("stretch", {"swatch": "#223659"}),
    value("selvedge", {"swatch": "#22345c", "selvedge": "#b3363b"}),
)
HEM = option("hem", value("raw"), value("cuff"))
JEANS = some_product(
    "jeans",
    name=Text(en="Jeans", fr="Jean"),
    base_price_cents=14900,
    languages=("en", "fr"),
    options=(CUT, CLOTH, HEM),
    steps=(
        Step("cut", Text(en="Cut"), ("cut",)),
        Step("cloth", Text(en="Cloth"), ("cloth", "hem")),
    ),
)
EMPTY = Configuration("jeans", "1")
POSSIBLE = ValueState(Status.POSSIBLE, 0, 2, 0, 14900, 16000, READY)
CHOSEN = replace(POSSIBLE, status=Status.CHOSEN)
FORCED = replace(POSSIBLE, status=Status.FORCED)
RULED_OUT = ValueState(Status.RULED_OUT, 2, 0, None, None, None, None)
BARRED = replace(RULED_OUT, changes=None)


def state(**changed):
    """The state of an empty configuration, but for values like `cut_slim=CHOSEN`."""
    return State(
        configurations=8,
        clash=False,
        complete=False,
        total_cents=14900,
        cheapest_cents=14900,
        dearest_cents=16000,
        ready_on=READY,
        options={
            option.key: {
                value.key: changed.get(f"{option.key}_{value.key}", POSSIBLE)
                for value in option.values
            }
            for option in JEANS.options
        },
    )


def shown(its_state, choices=(), step="cut", asked=None, said=SILENT):
    sight = Sight(step, "en", asked)
    return page(JEANS, its_state, replace(EMPTY, choices=choices), sight, said)


def card(its_state, choices=(), said=SILENT):
    """The card of the slim cut."""
    return shown(its_state, choices, said=said).groups[0].cards[1]


@pytest.mark.parametrize(
    ("its", "taken_by", "mark"),
    [
        (POSSIBLE, None, Mark.POSSIBLE),
        (CHOSEN, By.CUSTOMER, Mark.CHOSEN),
        (CHOSEN, By.STAFF, Mark.CHOSEN),
        (FORCED, None, Mark.SET),
        (FORCED, By.CUSTOMER, Mark.CHOSEN),
        (POSSIBLE, By.TASTE, Mark.SUGGESTED),
        (RULED_OUT, None, Mark.CHANGES),
        (BARRED, None, Mark.BARRED),
    ],
)
def test_a_card_shows_how_its_value_stands(its, taken_by, mark):
    choices = (Choice("cut", "slim", taken_by),) if taken_by else ()
    said = Advice(suggested={"cut": Suggestion("slim", By.TASTE)} if taken_by is By.TASTE else {})

    assert card(state(cut_slim=its), choices, said).mark is mark


def test_a_chosen_card_tells_when_the_shop_took_the_choice():
    assert card(state(cut_slim=CHOSEN), (Choice("cut", "slim", By.STAFF),)).by_staff
    assert not card(state(cut_slim=CHOSEN), (Choice("cut", "slim"),)).by_staff


def test_a_card_knows_whether_its_choice_is_that_of_who_is_looking():
    assert card(state(cut_slim=CHOSEN), (Choice("cut", "slim"),)).mine
    assert not card(state(cut_slim=CHOSEN), (Choice("cut", "slim", By.STAFF),)).mine


SLIM = Is("cut", frozenset({"slim"}))
WELL_CUT = Recommend("well_cut", SLIM, "cut", frozenset({"slim"}), 2, Text(en="Slim suits all."))


def test_a_card_says_why_its_value_is_recommended_suggested_or_the_only_one_left():
    recommended = Advice(recommended={("cut", "slim"): (WELL_CUT,)})
    default = Suggestion("slim", By.DEFAULT, Text(en="As always."))
    both = Advice(suggested={"cut": default}, recommended=recommended.recommended)
    forced = Advice(forced={"cut": (Rule("only", SLIM, Text(en="Only slim is left.")),)})

    seen = card(state(), said=recommended)
    assert (seen.mark, seen.recommended, seen.why) == (Mark.POSSIBLE, True, "Slim suits all.")
    seen = card(state(), said=both)
    assert (seen.mark, seen.by, seen.why) == (
        Mark.SUGGESTED,
        By.DEFAULT,
        "As always. Slim suits all.",
    )
    seen = card(state(cut_slim=FORCED), said=forced)
    assert (seen.mark, seen.by, seen.why) == (Mark.SET, By.RULE, "Only slim is left.")
    seen = card(state(cut_slim=CHOSEN), (Choice("cut", "slim"),), both)
    assert (seen.mark, seen.by, seen.why) == (Mark.CHOSEN, By.CUSTOMER, "")


def test_a_hidden_option_is_not_on_the_page():
    rule = Hide("no_hem", SLIM, ("hem",), Text(en="Nothing to choose."))
    groups = shown(state(hem_raw=FORCED), step="cloth", said=Advice(hidden={"hem": rule})).groups

    assert [group.option for group in groups] == ["cloth"]


def test_a_warning_stands_beside_the_newest_choice_it_speaks_of_and_in_the_end_on_every_step():
    no_raw = Not(All((SLIM, Is("cloth", frozenset({"stretch"})), Is("hem", frozenset({"raw"})))))
    said = Advice(warnings=(Warn("no_raw", no_raw, Text(en="Raw hems curl.")),))
    other = Advice(warnings=(Warn("no_slim", Not(SLIM), Text(en="Slim is out.")),))
    choices = (Choice("hem", "raw"), Choice("cloth", "stretch"), Choice("cut", "slim"))
    done = state(cut_slim=CHOSEN, cloth_stretch=CHOSEN, hem_raw=CHOSEN)

    groups = shown(done, choices, step="cloth", said=said).groups
    assert [group.warnings for group in groups] == [("Raw hems curl.",), ()]
    groups = shown(done, (*choices[1:], choices[0]), step="cloth", said=said).groups
    assert [group.warnings for group in groups] == [(), ("Raw hems curl.",)]
    assert shown(done, choices, step="cloth", said=said).warnings == ()
    assert shown(done, choices, step="cloth", said=other).warnings == ("Slim is out.",)
    assert shown(state(cut_slim=CHOSEN), step="cloth", said=other).warnings == ()


@pytest.mark.parametrize("days", [-2, 0, 5])
def test_a_card_tells_by_how_much_it_moves_the_date(days):
    its = replace(POSSIBLE, ready_on=READY + timedelta(days=days))

    assert card(state(cut_slim=its)).days == days


def test_a_ruled_out_card_leaves_price_and_date_to_its_sheet():
    seen = card(state(cut_slim=RULED_OUT))

    assert (seen.price_delta_cents, seen.days, seen.changes) == (None, 0, 2)


def test_only_the_card_asked_about_is_marked():
    group = shown(state(cut_slim=RULED_OUT), asked=Choice("cut", "slim")).groups[0]

    assert [card.asked for card in group.cards] == [False, True]


def test_a_group_counts_the_values_that_stand_with_the_other_choices():
    group = shown(state(cut_slim=RULED_OUT)).groups[0]

    assert (group.fitting, len(group.cards)) == (1, 2)


def test_only_an_own_choice_can_be_left_open():
    assert shown(state(cut_slim=CHOSEN), (Choice("cut", "slim"),)).groups[0].can_open
    assert not shown(state(cut_slim=FORCED)).groups[0].can_open


def test_a_step_names_what_was_taken_and_counts_what_is_open():
    tabs = shown(state(cut_slim=CHOSEN, hem_raw=CHOSEN)).tabs

    assert [(tab.taken, tab.open, tab.done) for tab in tabs] == [
        ("Slim", 0, True),
        ("Raw", 1, False),
    ]


def test_an_unknown_step_shows_the_first():
    assert shown(state(), step="moon").step.key == "cut"


def test_the_bar_leads_to_the_next_step_with_something_open():
    assert shown(state(), step="cut").bar.next.key == "cloth"
    assert shown(state(cut_slim=CHOSEN), step="cut").bar.next.key == "cloth"
    assert shown(state(), step="cloth").bar.next.key == "cut"


def test_the_bar_leads_on_only_when_everything_is_decided():
    last_open = state(cut_slim=CHOSEN, cloth_stretch=CHOSEN)
    nothing_open = state(cut_slim=CHOSEN, cloth_stretch=CHOSEN, hem_raw=FORCED)

    assert shown(last_open, step="cloth").bar.next is not None
    assert shown(nothing_open, step="cloth").bar.next is None


def test_clashing_choices_have_no_date_and_the_page_still_stands():
    clash = replace(state(cut_slim=CHOSEN), clash=True, ready_on=None)

    assert shown(clash).bar.ready_on is None


def test_texts_without_a_translation_are_shown_in_english():
    french = page(JEANS, state(), EMPTY, Sight("cut", "fr"))

    assert french.product_name == "Jean"
    assert french.groups[0].cards[0].name == "Skinny"


def test_the_caption_names_the_main_choice_of_the_first_steps():
    values = decided(JEANS, state(cut_slim=CHOSEN, cloth_selvedge=FORCED, hem_raw=CHOSEN))

    assert caption(JEANS, values, "en") == "Slim, Selvedge"


def test_a_swatch_is_what_the_look_says_and_nothing_that_is_no_colour():
    cloths = shown(state(), step="cloth").groups[0].cards

    assert cloths[0].swatch == Swatch("cloth", "#223659")
    assert cloths[1].swatch == Swatch("cloth", "#22345c", "#b3363b")
    assert shown(state()).groups[0].cards[0].swatch is None
