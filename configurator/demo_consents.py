"""What the customers of the demo let the shop do: some said yes, some no, most were not asked."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from configurator.demo_people import BY
from customers.rights.consent import Consent, Said, Source
from customers.rights.purpose import Channel
from customers.rights.register import register

ANSWERS = {
    0: (("marketing", Channel.SMS, Said.GIVEN), ("marketing", Channel.PHONE, Said.WITHDRAWN)),
    1: (("tracking", Channel.WEB, Said.GIVEN), ("marketing", Channel.LETTER, Said.GIVEN)),
    3: (("marketing", Channel.ANY, Said.WITHDRAWN),),
    6: (("tracking", Channel.ANY, Said.WITHDRAWN),),
}
"""By the place of the customer among so many as follow."""

ROUND = 8


def words(person: str, place: int, at: datetime) -> Iterator[Consent]:
    """What the customer at that place of the demo's said in the shop at that instant."""
    for minute, (purpose, channel, said) in enumerate(ANSWERS.get(place % ROUND, ())):
        its = register().purposes[purpose]
        sentence = its.asked.get(channel) or its.objection
        assert sentence is not None
        yield Consent(
            id=f"demo {person} {minute}",
            person=person,
            purpose=purpose,
            channel=channel,
            said=said,
            at=at + timedelta(minutes=minute),
            source=Source.SHOP,
            sentence=sentence.text["en"],
            version=sentence.version,
            language="en",
            proof="aloud",
            by=BY,
        )
