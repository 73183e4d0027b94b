"""Tasks of the shop: whom to call, why, what to say, by when, and what came of it."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from configurator.storage.calls_made import end_call
from configurator.storage.idempotency import Request, done_before
from configurator.storage.posting import count_unposted
from configurator.storage.tasks import (
    Outcome,
    Task,
    TaskKind,
    TaskLine,
    done_tasks,
    get_task,
    open_tasks,
)
from configurator.web.access import only_for
from configurator.web.boundaries import ours
from configurator.web.case_words import PROMISES
from configurator.web.channel_words import OUTCOMES, TASKS
from configurator.web.desk import language, workshop
from configurator.web.form import read_form
from configurator.web.message_why import PLANS, objective_words, plan_name
from configurator.web.own_account import me_now
from configurator.web.render import render, see_other
from configurator.web.restricting import readable
from configurator.web.whose import AT_THE_COUNTER, known_customer
from customers.dialogue.commitment import Kind

blueprint = Blueprint("tasks", __name__, url_prefix="/tasks")

CALLS = (TaskKind.CALL, TaskKind.CALL_BACK)
ANSWERS = {True: (Outcome.REACHED, Outcome.NOT_REACHED, Outcome.NO_MORE), False: (Outcome.DONE,)}
"""What can come of a call, and of anything else."""


@blueprint.get("")
@only_for(*AT_THE_COUNTER)
def show() -> Response:
    """What is to be done, the most urgent first, and what was done last."""
    shop, page = workshop(), "tasks/page.html"
    with shop.database.reading() as session:
        waiting, done = open_tasks(session), done_tasks(session)
        letters = count_unposted(session)
    return render(
        page,
        page,
        waiting=_mine(waiting),
        done=_mine(done),
        answers=ANSWERS,
        calls=CALLS,
        kinds=TASKS,
        outcomes=OUTCOMES,
        reason=reason,
        letters=letters,
        now=shop.now(),
        new_key=shop.new_link,
    )


@blueprint.post("/<id_>")
@only_for(*AT_THE_COUNTER)
def end(id_: str) -> Response:
    """Note what came of a task; the first word stands. Raises NotThere."""
    form, said, me, shop = read_form(), request.form.get("outcome", ""), me_now(), workshop()
    with shop.database.reading() as session:
        task = get_task(session, id_)
    known_customer(task.person)
    if said not in ANSWERS[task.kind in CALLS]:
        abort(HTTPStatus.BAD_REQUEST)
    asker = Request(f"task {me.id}", form.key, {"task": id_, "outcome": said})
    with shop.database.recording() as session:
        if not done_before(session, asker, shop.now()):
            outcome, at = Outcome(said), shop.now()
            end_call(session, id_, outcome, by=me.id, language=language(), at=at)
    return see_other(url_for(".show"))


def reason(task: Task) -> str:
    """Why it is to be done, in words."""
    if task.why in PLANS:
        return f"{plan_name(task.why)}. {objective_words(task.why, '')}"
    if task.kind is TaskKind.APOLOGY and task.why in set(Kind):
        broken = PROMISES[Kind(task.why)]
        return str(_("We did not keep what we promised: %(what)s.", what=broken))
    return plan_name(task.why)


def _mine(lines: tuple[TaskLine, ...]) -> tuple[TaskLine, ...]:
    return readable(ours(lines, lambda one: one.task.person), lambda one: one.task.person)
