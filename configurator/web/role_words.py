"""What people read about roles."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from configurator.storage.accounts import Role

ROLES: dict[Role, LazyString] = {
    Role.CUSTOMER: _l("Customer"),
    Role.STAFF: _l("Shop"),
    Role.PRODUCTION: _l("Workshop"),
    Role.MANAGER: _l("Manager"),
    Role.MARKETER: _l("Marketing"),
    Role.AUTHOR: _l("Catalog author"),
    Role.ADMIN: _l("Admin"),
}
