"""What is suspicious about a body, as an English sentence for the commands."""

from customers.body.guess import Guess, Mistake
from customers.body.plausible import Suspicion, Why

NAMES = {
    "height_mm": "height",
    "weight_hg": "weight",
    "age_years": "age",
    "waist_navel_mm": "waist at the navel",
    "waist_iliac_mm": "waist at the hip bone",
    "hip_mm": "hip",
    "inseam_mm": "inseam",
    "thigh_mm": "thigh",
    "knee_proxy_mm": "knee",
    "calf_mm": "calf",
    "ankle_mm": "ankle",
    "crotch_length_mm": "crotch length",
    "crotch_back_mm": "back rise",
    "crotch_front_mm": "front rise",
    "outseam_navel_mm": "outseam",
    "heel_mm": "heel",
}

MEANT = {
    Mistake.INCHES: "looks like inches taken for centimetres",
    Mistake.CENTIMETRES: "looks like centimetres taken for inches",
    Mistake.POUNDS: "looks like pounds taken for kilograms",
    Mistake.KILOGRAMS: "looks like kilograms taken for pounds",
    Mistake.HALF_GIRTH: "looks like half a girth",
    Mistake.SWAPPED_DIGITS: "looks like swapped digits",
    Mistake.MISSING_DIGIT: "looks like a missing digit",
    Mistake.EXTRA_DIGIT: "looks like a digit too many",
    Mistake.WRONG_DIGIT: "may have a wrong digit",
    Mistake.TEN_OFF: "may be ten off",
}


def sentence(suspicion: Suspicion) -> str:
    """The suspicion in words: what would be usual, and what may have been meant."""
    field = suspicion.field
    low, high = _number(field, suspicion.low), amount(field, suspicion.high)
    others = " with these others" if suspicion.why is Why.UNUSUAL else ""
    usual = f"The {NAMES[field]} is usually {low} to {high}{others}"
    told = f"{usual}; {amount(field, suspicion.amount)}"
    if not suspicion.guesses:
        return f"{told} is to be confirmed."
    return f"{told} {_meant(field, suspicion.guesses[0])}"


def _meant(field: str, guess: Guess) -> str:
    if guess.mistake is Mistake.SWAPPED_FIELDS:
        looks = f"looks swapped with the {NAMES[guess.other]}"
    else:
        looks = MEANT[guess.mistake]
    return f"{looks}: did you mean {amount(field, guess.amount)}?"


def amount(field: str, number: int) -> str:
    """The amount as people say it, with its unit: centimetres, kilograms or years."""
    unit = {"weight_hg": "kg", "age_years": "years"}.get(field, "cm")
    return f"{_number(field, number)} {unit}"


def _number(field: str, number: int) -> str:
    return str(number) if field == "age_years" else f"{number / 10:g}"
