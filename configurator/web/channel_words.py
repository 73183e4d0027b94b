"""The words for channels, items of their check-lists, tasks and what came of them."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from configurator.storage.channels import Item
from configurator.storage.hooks import What
from configurator.storage.tasks import Outcome, TaskKind
from customers.rights.purpose import Channel

CHANNELS: dict[Channel, LazyString] = {
    Channel.EMAIL: _l("E-mail"),
    Channel.WEB: _l("Own pages"),
    Channel.PHONE: _l("Phone"),
    Channel.LETTER: _l("Letter"),
    Channel.SMS: _l("Text message"),
}

ITEMS: dict[Item, LazyString] = {
    Item.TEST: _l("A test arrived"),
    Item.OPT_OUT: _l("Saying no was tried"),
    Item.FALLBACK: _l("Another way if it fails"),
}

TASKS: dict[TaskKind, LazyString] = {
    TaskKind.CALL: _l("Call"),
    TaskKind.APOLOGY: _l("Apologise"),
    TaskKind.CALL_BACK: _l("Call back"),
    TaskKind.GESTURE: _l("Gesture"),
    TaskKind.OTHER: _l("Task"),
}

OUTCOMES: dict[Outcome, LazyString] = {
    Outcome.OPEN: _l("open"),
    Outcome.REACHED: _l("Reached"),
    Outcome.NOT_REACHED: _l("Not reached"),
    Outcome.NO_MORE: _l("Wants no calls"),
    Outcome.DONE: _l("Done"),
}

TOLD: dict[What, LazyString] = {
    What.MESSAGE: _l("a message to carry"),
    What.TEST: _l("a test"),
    What.RECTIFIED: _l("that details were put right"),
    What.RESTRICTED: _l("that somebody may only be kept"),
    What.FREED: _l("that a restriction was lifted"),
    What.ERASED: _l("that somebody was erased"),
}
"""What another system is told."""
