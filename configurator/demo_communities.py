"""What customers of the demo say to each other, and news for who follows a topic."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from catalog.configuration import By
from configurator.demo_customers import customer_id
from configurator.demo_people import BY
from configurator.settings import Settings
from configurator.storage.communities import (
    Judged,
    NotForHim,
    Post,
    PostKind,
    Shown,
    join,
    judge,
    members,
    write_post,
)
from configurator.storage.database import Database
from configurator.storage.topics import News, Topic, follow, publish
from rules.designs import choices_of
from rules.engine import Engine

NEED, PRODUCT, DESIGN = "cycles=often", "jeans", "sunday"
FIRST, MEMBERS = 1, 14
"""Who joined, by their places among the customers of the demo; the one who signs in did not."""

SAID = (
    (PostKind.QUESTION, "Sami", "Do the pockets keep a phone in place while I pedal?"),
    (PostKind.TIP, "", "A higher rise at the back: the shirt stays where it is."),
    (PostKind.IDEA, "Ines", "A loop for the lock at the waistband would be fine."),
    (PostKind.DESIGN, "Marc", "Mine for two years of daily rides."),
)
ANSWER = "Yes, the slash pockets do: they open to the side, not to the front."
NEWS = (
    (
        *(Topic.CARE, "Our workshop"),
        *("Wash them cold, and seldom", "Indigo stays longer below 30 degrees, turned inside out."),
        *("Laver à froid, et rarement", "L'indigo tient mieux sous 30 degrés, sur l'envers."),
        *("اغسلوها بماء بارد ونادرا", "يدوم النيلي أطول تحت 30 درجة مع قلب السروال."),
    ),
    (
        *(Topic.CLOTHS, "Tests of our mill, 2026"),
        *("Stretch of 12 oz after a year", "It lost 4 of 100 of its spring after 60 washes."),
        *("Le stretch de 12 oz après un an", "Il a perdu 4 % de son ressort après 60 lavages."),
        *("قماش مطاطي 12 أونصة بعد سنة", "فقد 4 من 100 من مرونته بعد 60 غسلة."),
    ),
)


def fill_communities(
    settings: Settings, engines: Mapping[str, Engine], database: Database, now: datetime
) -> None:
    """Have some join and speak, and publish news; nothing where somebody joined before."""
    with database.reading() as session:
        is_there = bool(members(session))
    if is_there or PRODUCT not in engines:
        return
    persons = [customer_id(settings, place) for place in range(FIRST, FIRST + MEMBERS)]
    with database.recording() as session:
        for person in persons:
            try:
                join(session, NEED, person, "demo", now - timedelta(days=20))
            except NotForHim:
                continue
        for post in _posts(engines[PRODUCT], persons, now):
            write_post(session, post)
            if post.kind is not PostKind.IDEA:
                answer = ANSWER if post.kind is PostKind.QUESTION else ""
                judge(session, Judged(post.id, Shown.SHOWN, answer, BY, now, 1))
        follow(session, customer_id(settings, 0), [Topic.CARE, Topic.CLOTHS], now)
        for number, (topic, source, *texts) in enumerate(NEWS):
            pairs = zip(("en", "fr", "ar"), zip(texts[::2], texts[1::2], strict=True), strict=True)
            day = now.date() - timedelta(days=3 + number)
            news = News(f"news-{number}", topic, dict(pairs), source, day, now)
            ids = (f"news-{number}-of-the-demo-{one}" for one in count())
            publish(session, news, BY, ids)


def _posts(engine: Engine, persons: list[str], now: datetime) -> list[Post]:
    design = next(one for one in engine.product.designs if one.key == DESIGN)
    way = " ".join(f"{one.option}.{one.value}" for one in choices_of(design, By.CUSTOMER))
    found = []
    for number, (kind, name, words) in enumerate(SAID):
        at = now - timedelta(days=12 - 2 * number)
        post = Post(f"post-{number}", NEED, persons[number], kind, name, words, at)
        is_design = kind is PostKind.DESIGN
        found.append(replace(post, product=PRODUCT, way=way) if is_design else post)
    return found
