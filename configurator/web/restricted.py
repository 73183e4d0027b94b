"""The refusal to open a profile that is only kept."""


class Restricted(Exception):
    """The profile is only kept (GDPR art. 18), and opened by nobody but the admin."""
