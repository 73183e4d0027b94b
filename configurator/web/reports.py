"""Where a mail server reports letters that came back, and readers that complained."""

from hmac import compare_digest
from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request

from configurator.mail_reports import reports_in
from configurator.storage.errors import NotThere
from configurator.storage.mail_reports import take_reports
from configurator.web.access import for_everybody
from configurator.web.desk import workshop

blueprint = Blueprint("reports", __name__)


@blueprint.post("/mail/reports")
@for_everybody
def take() -> Response:
    """A mail as it came (message/rfc822), from who has the token; how many reports were of ours.

    Posted again, it changes nothing. Raises NotThere for who has no token.
    """
    token = workshop().settings.reports_token
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not compare_digest(sent.encode(), token.encode()):
        raise NotThere("page", "reports")
    reports = reports_in(request.get_data())
    with workshop().database.recording() as session:
        taken = take_reports(session, reports, workshop().now())
    answer = jsonify({"taken": taken})
    answer.status_code = HTTPStatus.OK
    return answer
