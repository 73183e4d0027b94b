"""Texts of campaigns: what the marketer wrote, filled for one person."""

from sqlalchemy.orm import Session

from configurator.storage.campaign_codes import code_for
from configurator.storage.campaign_people import known_of_one, of_campaign
from configurator.storage.campaigns import get_campaign
from configurator.storage.tables_messages import MessageRow
from customers.dialogue.campaign import Plan
from customers.dialogue.campaign_text import Known, written_to
from customers.dialogue.texts import Texts, framed

ACT = {"en": "Have a look", "fr": "Voir", "ar": "ألقِ نظرة"}
"""The words on the link."""


def campaign_texts(session: Session, row: MessageRow, language: str) -> Texts:
    """The texts of a campaign's message, whose id is `row.about`; English if it lacks a language.

    Raises NotThere.
    """
    plan = get_campaign(session, row.about).plan
    spoken = language if plan.words(language).is_whole else "en"
    code = code_for(session, row.about, row.person)
    known = known_of_one(session, row.person, spoken, max(row.due_at, row.planned_at))
    return texts_for(session, plan, known, code, spoken)


def texts_for(session: Session, plan: Plan, known: Known, code: str, language: str) -> Texts:
    """What one person reads in a language, of whom so much is known."""
    known = dict(known) | of_campaign(session, plan, code, language)
    words = written_to(plan.words(language), known)
    paragraphs = [one.strip() for one in words.body.split("\n\n") if one.strip()]
    body = framed(paragraphs, language, known)
    link = f"/o/{code}" if code else "/"
    return Texts(language, words.subject, body, link, ACT[language])
