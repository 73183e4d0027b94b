"""Settings an installation cannot start with."""

from pathlib import Path


class SettingsError(Exception):
    """The installation cannot start with these settings."""


class BadSetting(SettingsError):
    """One variable of the environment has a value we cannot work with."""

    def __init__(self, name: str, value: str, wanted: str) -> None:
        self.name, self.value, self.wanted = name, value, wanted
        super().__init__(f"{name} is {value!r}; it must be {wanted}")


class UnsafeSecret(SettingsError):
    """The file with the secret key is too short or others may read it."""

    def __init__(self, path: Path, why: str) -> None:
        self.path, self.why = path, why
        super().__init__(f"{path}: {why}; it opens what is sealed, so mend it and never delete it")
