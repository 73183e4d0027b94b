"""What commands have in common: the settings of this installation, or an end that says why."""

import os

import click

from configurator.bad_settings import SettingsError
from configurator.settings import Settings


def settings_of_here() -> Settings:
    """The settings from the environment. Raises ClickException."""
    try:
        return Settings.from_environment(os.environ)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
