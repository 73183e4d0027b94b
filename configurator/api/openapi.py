"""The OpenAPI 3.1 document, put together from the routes and what they declare."""

import re
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from inspect import cleandoc, getdoc
from typing import Any

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from werkzeug.routing import Rule

from configurator.api.operation import JSON, PDF, Operation, operation_of
from configurator.api.problem import MEDIA_TYPE, Kind
from configurator.api.told import ConflictTold, InvalidTold, ProblemTold, StaleTold
from configurator.api.told_misfit import IncompleteTold
from configurator.web.access import STRANGER, may_ask

# By hand and not by spectree 3.0: it takes broken JSON for {}, and lets no problem+json be told.

PATH = "/api/v1"
ABOUT = """The shop for other programs: configure products, measure customers, order, follow.

Ask for a token at `POST /sessions` and send it as `Authorization: Bearer TOKEN`. Changes name the
revision they were made for (`If-Match` with the ETag) and may carry an `Idempotency-Key`: sent
again within a day, they are not done again. Prices are whole cents with tax, lengths whole mm,
weights hg (0.1 kg), dates ISO 8601. Sentences are in the language of `Accept-Language`. What is
another's and what does not exist look the same: 404. Every refusal is a problem (RFC 9457) and
changes nothing."""

MODELS_OF: dict[Kind, type[ProblemTold]] = {
    Kind.Conflict: ConflictTold,
    Kind.Invalid: InvalidTold,
    Kind.Stale: StaleTold,
    Kind.Incomplete: IncompleteTold,
}
"""Kinds of problems with members of their own."""

ALWAYS = (Kind.Failure, Kind.Busy, Kind.OutOfTime)
WITH_BODY = (Kind.NotJson, Kind.Invalid, Kind.TooLarge, Kind.WrongMediaType)
SIGNED_IN = (Kind.NoToken, Kind.NotAllowed)

HEADERS = {
    "Idempotency-Key": "Made by the asker, once per intention; sent again, nothing happens twice.",
    "If-Match": "The ETag of the revision this change was made for.",
    "ETag": "The revision, in quotes.",
    "Location": "Where it is from now on.",
}
QUERIES: dict[str, tuple[str, dict[str, Any]]] = {
    "about": (
        "An option a solver answers first; where all is known at once it changes nothing.",
        {"type": "string"},
    ),
    "as_of": (
        "The instant whose knowledge is wanted; by default now.",
        {"type": "string", "format": "date-time"},
    ),
    "conflicts": (
        "How many conflicts a refusal tells at most, the one that keeps the newest wishes first.",
        {"type": "integer", "minimum": 1, "maximum": 5, "default": 1},
    ),
}
EXAMPLES = {"id_": "tLbB1vY4n7s2", "number": "26-1001"}


def document(app: Flask, address: str) -> dict[str, Any]:
    """The document for `app`, which other programs reach at `address`."""
    routes = list(_routes(app))
    operations = [operation for _, _, operation in routes]
    models: set[type[BaseModel] | str | None] = set()
    for one in operations:
        models |= {one.takes, one.gives, *one.also.values()}
    schemas = _schemas(model for model in models if isinstance(model, type))
    paths: dict[str, dict[str, Any]] = {}
    for rule, view, operation in sorted(routes, key=lambda route: route[0].rule):
        path = re.sub(r"<(\w+)>", lambda found: f"{{{found[1].rstrip('_')}}}", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            paths.setdefault(path, {})[method.lower()] = _operation(rule, view, operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Surmesure", "version": "1", "description": ABOUT},
        "servers": [{"url": address}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {kind.name: _problem(kind) for kind in Kind},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _routes(app: Flask) -> Iterator[tuple[Rule, Callable[..., Any], Operation]]:
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        operation = operation_of(view)
        if operation:
            yield rule, view, operation


def _schemas(models: Iterable[type[BaseModel]]) -> dict[str, Any]:
    wanted: set[type[BaseModel]] = {ProblemTold, *MODELS_OF.values(), *models}
    ordered = sorted(wanted, key=lambda model: model.__name__)
    _, found = models_json_schema(
        [(model, "validation") for model in ordered],
        ref_template="#/components/schemas/{model}",
    )
    schemas: dict[str, Any] = found["$defs"]
    return schemas


def _operation(rule: Rule, view: Callable[..., Any], operation: Operation) -> dict[str, Any]:
    summary, _, more = cleandoc(getdoc(view) or "").partition("\n\n")
    strangers = STRANGER in (may_ask(view) or ())
    refuses = {*operation.refuses, *ALWAYS}
    refuses |= set() if strangers else set(SIGNED_IN)
    if rule.methods and not rule.methods & {"GET"}:
        refuses |= set(WITH_BODY) - (set() if operation.takes else {Kind.WrongMediaType})
    refuses |= (
        {Kind.NoKey} if any(name == "Idempotency-Key" for name, _ in operation.headers) else set()
    )
    told: dict[str, Any] = {
        "operationId": operation.name,
        "summary": " ".join(summary.split()),
        "parameters": [
            *map(_in_path, sorted(rule.arguments)),
            *map(_query, operation.queries),
            *map(_header, operation.headers),
        ],
        "responses": _answers(operation) | _refusals(refuses),
        "security": [] if strangers else [{"bearer": []}],
    }
    if more:
        told["description"] = " ".join(more.split())
    if operation.takes:
        content = {JSON: {"schema": _ref(operation.takes)}}
        told["requestBody"] = {"required": True, "content": content}
    return told


def _in_path(name: str) -> dict[str, Any]:
    return {
        "name": name.rstrip("_"),
        "in": "path",
        "required": True,
        "schema": {"type": "string", "minLength": 1},
        "example": EXAMPLES[name],
    }


def _query(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": QUERIES[name][0],
        "schema": QUERIES[name][1],
    }


def _header(header: tuple[str, bool]) -> dict[str, Any]:
    name, required = header
    return {
        "name": name,
        "in": "header",
        "required": required,
        "description": HEADERS[name],
        "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    }


def _answers(operation: Operation) -> dict[str, Any]:
    good = {operation.status: operation.gives, **operation.also}
    headers = {
        name: {"description": HEADERS[name], "schema": {"type": "string"}}
        for name in operation.answer_headers
    }
    return {
        str(status): _answer(status, gives, listed=operation.listed)
        | ({"headers": headers} if headers else {})
        for status, gives in sorted(good.items())
    }


def _answer(status: int, gives: type[BaseModel] | str | None, *, listed: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"description": HTTPStatus(status).phrase}
    if gives == PDF:
        told["content"] = {PDF: {"schema": {"type": "string", "format": "binary"}}}
    elif isinstance(gives, type):
        schema = {"type": "array", "items": _ref(gives)} if listed else _ref(gives)
        told["content"] = {JSON: {"schema": schema}}
    return told


def _refusals(kinds: Iterable[Kind]) -> dict[str, Any]:
    """By status; where several kinds share one, the answer is any of them."""
    by_status: dict[int, list[Kind]] = {}
    for kind in sorted(kinds, key=lambda kind: (kind.status, kind.name)):
        by_status.setdefault(kind.status, []).append(kind)
    return {str(int(status)): _refusal(of) for status, of in by_status.items()}


def _refusal(kinds: list[Kind]) -> dict[str, Any]:
    if len(kinds) == 1:
        return {"$ref": f"#/components/responses/{kinds[0].name}"}
    schemas = [_ref(_model(kind)) for kind in kinds]
    one_of = [one for number, one in enumerate(schemas) if one not in schemas[:number]]
    schema = {"anyOf": one_of} if len(one_of) > 1 else one_of[0]
    titles = "; or: ".join(kind.title for kind in kinds)
    return {"description": titles, "content": {MEDIA_TYPE: {"schema": schema}}}


def _problem(kind: Kind) -> dict[str, Any]:
    schema = _ref(_model(kind))
    return {"description": kind.title, "content": {MEDIA_TYPE: {"schema": schema}}}


def _model(kind: Kind) -> type[BaseModel]:
    return MODELS_OF.get(kind, ProblemTold)


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}
