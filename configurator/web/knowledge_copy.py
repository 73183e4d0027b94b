"""The copy of everything we know of a customer: handed to himself, or to who answers him."""

from http import HTTPStatus

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from configurator.jobs.rights import keep_page
from configurator.own_copy import as_json, as_zip, own_copy
from configurator.storage.accounts import Role
from configurator.storage.errors import NotThere
from configurator.web.access import delicate, only_for
from configurator.web.desk import language, workshop
from configurator.web.inferred import inferences_of
from configurator.web.knowledge import known_as, own
from configurator.web.knowledge_page import knowledge_of
from configurator.web.paper import RETRY_AFTER_S, made
from configurator.web.render import render
from configurator.web.rights import ANSWERABLE, entries

blueprint = Blueprint("knowledge_copy", __name__)

JSON, ZIP, PDF = "json", "zip", "pdf"
TYPES = {JSON: "application/json", ZIP: "application/zip", PDF: "application/pdf"}


@blueprint.get("/me/knowledge/copy/<form>")
@only_for(Role.CUSTOMER)
@delicate("knowledge.show_own")
def copy_own(form: str) -> Response:
    """Everything about who asks, to take along. Raises NotThere."""
    return _copied(own(), form)


@blueprint.get("/customers/<id_>/knowledge/copy/<form>")
@only_for(*ANSWERABLE)
@delicate("knowledge.show")
def copy(id_: str, form: str) -> Response:
    """The same of a customer who asked for it. Raises NotThere."""
    return _copied(known_as(id_), form)


def _copied(person: str, form: str) -> Response:
    if form not in TYPES:
        raise NotThere("file", form)
    content = _printed(person) if form == PDF else _written(person, form)
    if content is None:
        page, title = "rights/printing.html", _("Your copy is being printed")
        back = request.path.rpartition("/copy/")[0]
        answer = render(page, page, status=HTTPStatus.SERVICE_UNAVAILABLE, back=back, title=title)
        answer.headers["Retry-After"] = str(RETRY_AFTER_S)
        return answer
    answer = Response(content, content_type=TYPES[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="surmesure.{form}"'
    answer.cache_control.no_store = True
    return answer


def _written(person: str, form: str) -> bytes:
    shop = workshop()
    found = inferences_of(person)
    made_copy = own_copy(shop.database, person, found, shop.now())
    if form == ZIP:
        return as_zip(made_copy, language())
    return as_json(made_copy, language()).encode()


def _printed(person: str) -> bytes | None:
    """The page on paper; nothing of it stays with us. None while it is being printed."""
    shop = workshop()
    html = render_template(
        "knowledge/paper.html",
        known=knowledge_of(person),
        entries=list(entries()),
        shop=shop.settings.shop,
        printed_on=shop.today(),
    )
    path, work = keep_page(html, shop.settings.data_folder)
    content = made(path, work)
    if content is not None:
        for left in (path, path.with_suffix(".html")):
            left.unlink(missing_ok=True)
    return content
