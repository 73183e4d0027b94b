"""Words that no note of ours should hold: what GDPR art. 9 forbids by default, and national ids.

Found by stems of words in English, French and Arabic, folded; so it warns rather too often than too
seldom, and never refuses. Measurements are no matter of health: words of the body alone are let
pass.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from customers.identity.cleaning import plain


class Kind(StrEnum):
    """What a note seems to tell."""

    HEALTH = "health"
    BELIEF = "belief"
    ORIGIN = "origin"
    INTIMACY = "intimacy"
    OFFENCE = "offence"
    NATIONAL_ID = "national_id"


STEMS: Mapping[Kind, str] = {
    Kind.HEALTH: "diabet cancer depress pregnan enceinte grossesse malad illness disease surgery"
    " operee chirurgi handicap disab wheelchair medicine medicament asthma asthme epilep allerg"
    " seropositi stomie ostomy prothese prosthe dementia alzheimer anorexi obes hopital hospital"
    " therap مرض مريض سكري حامل سرطان اعاقة معاق جراح مستشفى اكتئاب حساسية",
    Kind.BELIEF: "religio muslim musulman christianit chretien jewish juive catholi protestant"
    " atheis athee priere prayer mosque eglise church synagog politic communis socialis"
    r" trade\s?union syndicat مسلم مسيحي يهودي كنيسة مسجد نقابة سياسي",
    Kind.ORIGIN: "ethnic racial berber amazigh gypsy gitan امازيغي",
    Kind.INTIMACY: "gay lesbi homosex bisex transgen transsex مثلي",
    Kind.OFFENCE: "criminal convicted condamne prison سجن محكوم",
}
"""Beginnings of words, by what they tell; written as notes are folded."""

NATIONAL_IDS = (
    r"\b[a-z]{1,2} ?\d{5,6}\b",  # The card of Morocco: CIN, CNIE.
    r"\b[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?(?:\d{2}|2[ab]) ?\d{3} ?\d{3}(?: ?\d{2})?\b",  # French NIR.
    r"\b(?:cin|cnie|nir|passport|passeport|social security)\b",
)

PATTERNS: Mapping[Kind, re.Pattern[str]] = {
    kind: re.compile(rf"\b(?:ال)?(?:{'|'.join(stems.split())})") for kind, stems in STEMS.items()
} | {Kind.NATIONAL_ID: re.compile("|".join(NATIONAL_IDS))}


def told_by(text: str) -> tuple[Kind, ...]:
    """What a text seems to tell that should not be kept."""
    folded = plain(text)
    return tuple(kind for kind, pattern in PATTERNS.items() if pattern.search(folded))
