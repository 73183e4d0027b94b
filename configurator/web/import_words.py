"""The words for files that come in: what they tell of, their fields, and what is wrong in them."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from configurator.storage.imports import Stage
from configurator.web.event_words import FIELDS as KNOWN
from customers.identity.imported import Problem, Why
from customers.identity.mapping import Import

KINDS: dict[Import, LazyString] = {
    Import.CONTACTS: _l("Contacts"),
    Import.ORDERS: _l("Orders"),
    Import.INVOICES: _l("Invoices"),
    Import.COMPLAINTS: _l("Complaints"),
}

STAGES: dict[Stage, LazyString] = {
    Stage.MAPPING: _l("Columns to be named"),
    Stage.CHECKING: _l("Being checked"),
    Stage.CHECKED: _l("Checked"),
    Stage.IMPORTING: _l("Being taken in"),
    Stage.DONE: _l("Taken in"),
    Stage.FAILED: _l("Could not be read"),
    Stage.GIVEN_UP: _l("Thrown away"),
}

FIELDS: dict[str, LazyString] = {
    **KNOWN,
    "customer": _l("Customer id of ours"),
    "reference": _l("Customer number of theirs"),
    "document": _l("Number of the document"),
    "date": _l("Day"),
    "amount": _l("Amount"),
    "currency": _l("Currency"),
    "line": _l("Product"),
    "shop": _l("Shop"),
    "division": _l("Division"),
    "note": _l("Text"),
}
"""What a column may mean."""

WRONG: dict[Why, LazyString] = {
    Why.CELLS: _l("The row has not as many cells as there are columns."),
    Why.LETTERS: _l("It holds signs that are no letters."),
    Why.LONG: _l("It is too long."),
    Why.EMPTY: _l("It is empty, and must not be."),
    Why.DATE: _l("This is no day: write 2026-01-31 or 31/01/2026."),
    Why.AHEAD: _l("This day lies ahead."),
    Why.AMOUNT: _l("This is no amount: write 1234,50 or 1234.50."),
    Why.TWO_AMOUNTS: _l("It may be thousands or a fraction: write two decimals."),
    Why.EMAIL: _l("This is no e-mail address."),
    Why.PHONE: _l("This number is too short."),
    Why.NOBODY: _l("Nobody could tell who it is: a customer number, a card, an e-mail or a phone."),
    Why.NO_CUSTOMER: _l("There is no such customer."),
    Why.ERASED: _l("This person was erased, and is not taken in again."),
    Why.CHANGED: _l("This document was taken in before and said something else."),
}

UNREADABLE: dict[str, LazyString] = {
    "empty": _l("This file is empty."),
    "letters": _l("This file holds letters we cannot read: save it as UTF-8."),
    "json": _l("This is no JSON we can read: a list of objects."),
    "header": _l("The first line does not name the columns."),
    "long": _l("This file is too long, or a cell in it never ends: take it in by parts."),
    "gone": _l("The file was thrown away. Please choose it again."),
}


def wrong(problem: Problem) -> str:
    """What is wrong, as people read it."""
    if problem.why is Why.TWICE:
        return str(_("This document stands in line %(line)s already.", line=problem.other))
    return str(WRONG[problem.why])


def field(key: str) -> str:
    """What a field is called; empty for the whole row."""
    return str(FIELDS[key]) if key else ""
