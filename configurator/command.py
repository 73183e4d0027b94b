"""What commands have in common: the settings of this installation, and who reads."""

import os

import click

from configurator.bad_settings import SettingsError
from configurator.settings import Settings
from configurator.storage.purposes import reading_as


def settings_of_here() -> Settings:
    """The settings from the environment; from now on the command reads as its name.

    Raises ClickException.
    """
    context = click.get_current_context()
    context.with_resource(reading_as(f"command {context.info_name}"))
    try:
        return Settings.from_environment(os.environ)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
