"""What we know of people and what for: told to everybody, and as a register to who must answer."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from babel.dates import format_timedelta
from flask import Blueprint, Response, render_template, url_for
from flask_babel import gettext as _

from configurator.csv_rows import harmless
from configurator.jobs.rights import keep_page
from configurator.storage.accounts import Role
from configurator.storage.field_uses import Use, uses_of
from configurator.web.access import for_everybody, only_for
from configurator.web.consent_words import BASES
from configurator.web.desk import language, workshop
from configurator.web.event_words import FIELDS
from configurator.web.paper import RETRY_AFTER_S, made
from configurator.web.render import render
from customers.identity.fields import SHELF_LIFE
from customers.rights.purpose import ARTICLES, Purpose
from customers.rights.register import register
from production.format import kept_ltr, locale_of

blueprint = Blueprint("rights", __name__)

ANSWERABLE = (Role.MANAGER, Role.ADMIN)
COLUMNS = (
    *("field", "purpose", "basis", "gdpr_article", "law_09_08_article", "cndp_declaration"),
    *("kept_days", "kept_from", "recipients", "sources"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A purpose as people read it."""

    purpose: Purpose
    name: str
    says: str
    basis: str
    articles: str
    kept: str
    recipients: tuple[str, ...]
    sources: tuple[str, ...]
    fields: tuple[str, ...]


@blueprint.get("/privacy")
@for_everybody
def privacy() -> Response:
    """What is told where something is collected (GDPR art. 13 and 14; law 09-08 art. 5)."""
    page = "rights/privacy.html"
    return render(page, page, entries=list(entries()), shop=workshop().settings.shop)


@blueprint.get("/rights/register")
@only_for(*ANSWERABLE)
def show() -> Response:
    """The register (GDPR art. 30)."""
    page = "rights/register.html"
    with workshop().database.reading() as session:
        uses = uses_of(session, SHELF_LIFE, workshop().today())
    return render(
        page,
        page,
        entries=list(entries()),
        countries=sorted(register().countries),
        uses=sorted(uses, key=_least_used),
        used=sum(not one.is_unused and one.last_on is not None for one in uses),
        names=FIELDS,
    )


@blueprint.get("/rights/register.csv")
@only_for(*ANSWERABLE)
def as_csv() -> Response:
    """The register as a spreadsheet: a line for each field and purpose."""
    text = io.StringIO()
    output = csv.writer(text)
    output.writerow(COLUMNS)
    for one in entries():
        its = one.purpose
        laws = ARTICLES[its.basis]
        told = [its.name.in_(language()), one.basis, laws["FR"], laws["MA"], its.declaration]
        since = register().moments[its.since].in_(language())
        kept = [since, "; ".join(one.recipients), "; ".join(one.sources)]
        for field in one.fields:
            words = [field, *told]
            output.writerow([*map(harmless, words), its.days, *map(harmless, kept)])
    answer = Response(f"\ufeff{text.getvalue()}", content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="register.csv"'
    answer.cache_control.no_store = True
    return answer


@blueprint.get("/rights/register.pdf")
@only_for(*ANSWERABLE)
def as_pdf() -> Response:
    """The register on paper."""
    return _printed("rights/register_paper.html", "register.pdf")


@blueprint.get("/rights/impact.pdf")
@only_for(*ANSWERABLE)
def impact() -> Response:
    """The form of an impact assessment (GDPR art. 35), filled in as far as the register can."""
    return _printed("rights/impact_paper.html", "impact.pdf")


def _least_used(one: Use) -> tuple[bool, float]:
    """Those proposed to be dropped first, then by how seldom what is kept is read."""
    ratio = one.ratio
    return not one.is_unused, float("inf") if ratio is None else ratio


def entries() -> Iterator[Entry]:
    """Every purpose in the language of the request."""
    known, spoken = register(), language()
    for one in known.purposes.values():
        laws = ARTICLES[one.basis]
        yield Entry(
            purpose=one,
            name=one.name.in_(spoken),
            says=one.says.in_(spoken),
            basis=str(BASES[one.basis]),
            articles=kept_ltr(f"{laws['FR']} · {laws['MA']}", spoken),
            kept=_kept(one, known.moments[one.since].in_(spoken)),
            recipients=tuple(known.recipients[key].in_(spoken) for key in one.recipients),
            sources=tuple(known.sources[key].in_(spoken) for key in known.sources_for(one.key)),
            fields=tuple(known.fields_for(one.key)),
        )


def _kept(purpose: Purpose, since: str) -> str:
    """For how long, in whole months below two years."""
    lasts = format_timedelta(purpose.keep, threshold=2, locale=locale_of(language()))
    return str(_("%(time)s from %(moment)s", time=lasts, moment=since))


def _printed(template: str, name: str) -> Response:
    html = render_template(
        template,
        entries=list(entries()),
        shop=workshop().settings.shop,
        printed_on=workshop().today(),
        countries=sorted(register().countries),
    )
    path, work = keep_page(html, workshop().settings.data_folder)
    content = made(path, work)
    if content is None:
        page, title = "rights/printing.html", _("The register is being printed")
        back = url_for(".show")
        answer = render(page, page, status=HTTPStatus.SERVICE_UNAVAILABLE, back=back, title=title)
        answer.headers["Retry-After"] = str(RETRY_AFTER_S)
        return answer
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
