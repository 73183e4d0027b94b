"""What waits for people of the shop, as the buttons of their home pages say it."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from configurator.storage.cases import count_open_cases
from configurator.storage.requests import count_requests
from configurator.storage.tasks import count_due
from configurator.web.desk import workshop


@dataclass(frozen=True, slots=True)
class Act:
    """What to do now."""

    words: str
    address: str


def inbox_act(waiting: int) -> Act:
    """The inbox, with how many messages wait."""
    words = ngettext("Inbox: %(num)s waits", "Inbox: %(num)s wait", waiting)
    return Act(words if waiting else _("Inbox: all answered"), url_for("inbox.show"))


def requests_act() -> Act:
    """Requests by right that wait or are late."""
    with workshop().database.reading() as session:
        waiting, late = count_requests(session, workshop().today())
    words = _("Requests: all answered")
    if waiting:
        words = ngettext("Requests: %(num)s waits", "Requests: %(num)s wait", waiting)
    if late:
        words = ngettext("Requests: %(num)s is late", "Requests: %(num)s are late", late)
    return Act(words, url_for("request_desk.index"))


def cases_act(who: str) -> Act:
    """Cases that are open, of that account or of nobody."""
    with workshop().database.reading() as session:
        _all, mine = count_open_cases(session, who)
    words = ngettext("Cases: %(num)s open", "Cases: %(num)s open", mine)
    return Act(words if mine else _("Cases: all settled"), url_for("cases.index"))


def tasks_act() -> Act:
    """Tasks that are to be done or late."""
    with workshop().database.reading() as session:
        waiting, late = count_due(session, workshop().now())
    words = _("Tasks: all done")
    if waiting:
        words = ngettext("Tasks: %(num)s open", "Tasks: %(num)s open", waiting)
    if late:
        words = ngettext("Tasks: %(num)s is late", "Tasks: %(num)s are late", late)
    return Act(words, url_for("tasks.show"))
