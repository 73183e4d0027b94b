"""The words for what happened with a customer, and where."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from customers.identity.event import Kind, Medium

KINDS: dict[Kind, LazyString] = {
    Kind.REGISTERED: _l("Made an account"),
    Kind.SIGNED_IN: _l("Signed in"),
    Kind.VIEWED: _l("Looked at a design"),
    Kind.ABANDONED: _l("Left a design"),
    Kind.WISHED: _l("Made a wish"),
    Kind.COLLECTED: _l("Collected"),
    Kind.BOUGHT: _l("Bought"),
    Kind.INVOICED: _l("Invoiced"),
    Kind.RETURNED: _l("Brought it back"),
    Kind.SERVED: _l("Came for a service"),
    Kind.VISITED: _l("Visited the shop"),
    Kind.CALLED: _l("Called"),
    Kind.WROTE: _l("Wrote"),
    Kind.COMMENTED: _l("Commented in public"),
    Kind.COMPLAINED: _l("Complained"),
    Kind.REFERRED: _l("Referred somebody"),
    Kind.SUGGESTED: _l("Suggested something"),
    Kind.ANSWERED: _l("Answered a question"),
    Kind.NOTED: _l("Note"),
    Kind.CORRECTED: _l("Details changed"),
    Kind.CONSENTED: _l("Agreed"),
    Kind.REFUSED: _l("Said no"),
    Kind.REJECTED: _l("Switched off"),
    Kind.TAKEN_UP: _l("Switched on again"),
    Kind.TOLD: _l("We wrote"),
    Kind.CLICKED: _l("Followed a link of ours"),
    Kind.MERGED: _l("Merged with another"),
    Kind.UNMERGED: _l("A merge was undone"),
}
"""What the log alone knows of; the rest is told with what was made of it."""

ELSEWHERE = frozenset({Kind.WELCOMED, Kind.CONFIGURED, Kind.QUOTED, Kind.MEASURED})
"""Told by the customer, his designs and his measurements themselves."""

MEDIA: dict[Medium, LazyString] = {
    Medium.SHOP: _l("In the shop"),
    Medium.WEB: _l("Online"),
    Medium.PHONE: _l("By phone"),
    Medium.LETTER: _l("By letter"),
    Medium.EMAIL: _l("By e-mail"),
    Medium.TILL: _l("At the till"),
    Medium.WORKSHOP: _l("In the workshop"),
    Medium.SOCIAL: _l("In public"),
    Medium.OTHER: _l("Elsewhere"),
}

SHARED: dict[str, LazyString] = {
    "email": _l("the same e-mail"),
    "phone": _l("the same phone"),
    "card": _l("the same card"),
    "people": _l("decided by somebody"),
}
"""Why two may be one person."""

FIELDS: dict[str, LazyString] = {
    "name": _l("Name"),
    "given_name": _l("Given name"),
    "surname": _l("Surname"),
    "birth_date": _l("Born on"),
    "organisation_name": _l("Organisation"),
    "email": _l("E-mail"),
    "phone": _l("Phone"),
    "street": _l("Street"),
    "postcode": _l("Postcode"),
    "town": _l("Town"),
    "country": _l("Country"),
    "language": _l("Language"),
    "occupation": _l("Occupation"),
    "card": _l("Card"),
    "kind": _l("Private or organisation"),
    "motivation": _l("What moves the customer"),
    "brake": _l("What holds the customer back"),
}
