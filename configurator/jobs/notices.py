"""Telling who came by a file where from we know him, within a month; else he is erased."""

import secrets
from datetime import datetime, timedelta

from catalog.text import Text
from configurator.sealing import LETTERS, sealing_keys
from configurator.settings import Settings
from configurator.smtp import is_mailable
from configurator.stop_links import stop_address
from configurator.storage.consents import restricted
from configurator.storage.database import Database
from configurator.storage.erasing import ask_erasure
from configurator.storage.noticing import BY, Came, note_notice, out_of_reach, to_be_told
from configurator.storage.outbox import Outgoing, post
from customers.rights.purpose import Channel

WITHIN = timedelta(days=30)
"""A month at the latest (GDPR art. 14(3)(a)), counted so that none is longer."""

A_NIGHT = 2000
"""So many are written to, or erased, in a night; the others in the next."""

ID_BYTES = 18
KIND = "notice"
OBJECTION = "marketing"

SUBJECT = Text(
    en="Where from we know you",
    fr="D'où nous vous connaissons",
    ar="من أين نعرفك",
)
BODY = Text(
    en="Since {day} we have your details from another programme of our shop, by the file “{file}”."
    " What for, for how long and who sees them is told here:\n\n{privacy}\n\nYou may see them, have"
    " them put right, restricted or erased, and take them along: answer to this letter, or make an"
    " account with this address. This link objects to news and offers for good:\n\n{stop}\n\nIf you"
    " find that we do wrong, you may complain to the authority for data protection.",
    fr="Depuis le {day}, nous avons vos coordonnées par un autre logiciel de notre boutique, dans"
    " le fichier « {file} ». Pour quoi, pour combien de temps et qui les voit :\n\n{privacy}\n\n"
    "Vous pouvez les consulter, les faire rectifier, limiter ou effacer, et les emporter : répondez"
    " à ce courrier ou créez un compte avec cette adresse. Ce lien refuse pour de bon les nouvelles"
    " et les offres :\n\n{stop}\n\nSi vous estimez que nous agissons à tort, vous pouvez saisir"
    " l'autorité de protection des données.",
    ar="منذ {day} لدينا بياناتك من برنامج آخر لمتجرنا، في الملف «{file}». لأي غرض ولأي مدة ومن"
    " يراها تجده هنا:\n\n{privacy}\n\nيمكنك الاطلاع عليها وتصحيحها وتقييدها ومحوها وأخذها معك: أجب"
    " عن هذه الرسالة أو أنشئ حسابًا بهذا العنوان. وهذا الرابط يرفض الأخبار والعروض"
    " نهائيًا:\n\n{stop}\n\n"
    "إذا رأيت أننا أخطأنا فيمكنك التقدم بشكاية إلى هيئة حماية المعطيات.",
)


def tell_who_came(database: Database, settings: Settings, now: datetime) -> None:
    """Write to whom we can, and have erased whose month is over and who cannot be reached."""
    with database.reading() as session:
        closed = restricted(session)
        new = to_be_told(session, A_NIGHT) if settings.has_post else ()
        late = out_of_reach(session, now - WITHIN, A_NIGHT)
    for one in new:
        is_open = one.person not in closed and one.at + WITHIN > now
        if is_open and is_mailable(one.email):
            _tell(database, settings, one, now)
    for person in late:
        if person not in closed:
            with database.recording() as session:
                ask_erasure(session, person, secrets.token_urlsafe(ID_BYTES), by=BY, at=now)


def _tell(database: Database, settings: Settings, one: Came, now: datetime) -> None:
    letter = _letter(one, settings, now)
    with database.recording() as session:
        key = sealing_keys(settings, LETTERS)[0]
        post(session, letter, key, is_sent=settings.smtp is not None)
        note_notice(session, one, letter.id, now)


def _letter(one: Came, settings: Settings, now: datetime) -> Outgoing:
    language, last = settings.paper_language, one.at + WITHIN
    body = BODY.in_(language).format(
        day=one.at.astimezone(settings.time_zone).date().isoformat(),
        file=one.file_name,
        privacy=f"{settings.public_address}/privacy",
        stop=stop_address(settings, one.person, OBJECTION, Channel.ANY),
    )
    text = SUBJECT.in_(language), f"{body}\n", now, last
    return Outgoing(secrets.token_urlsafe(ID_BYTES), KIND, language, one.email, *text)
