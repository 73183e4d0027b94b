"""The command `surmesure`: one group, each command in a module of its own."""

from importlib import import_module

import click

COMMANDS = {
    "admin-token": "configurator.first_admin",
    "analyse": "configurator.analyse",
    "audit": "configurator.audit",
    "backup": "configurator.backup",
    "bench": "configurator.bench",
    "body": "configurator.body",
    "breach": "configurator.breach",
    "check": "configurator.check",
    "count": "configurator.analyse",
    "demo": "configurator.demo",
    "export": "configurator.export",
    "identity": "configurator.identity",
    "import": "configurator.importing_command",
    "restore": "configurator.backup",
    "review": "configurator.review",
    "serve": "configurator.first_admin",
    "taste": "configurator.taste",
    "value": "configurator.value",
}
"""Where each command stands, as `<name>_command`."""


class Commands(click.Group):
    """Commands whose modules are read when they are called: counting needs no web server."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own shape
        """The names, in the order of the alphabet."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the same
        """The command of that name, if there is one."""
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name.replace('-', '_')}_command"
        found = getattr(import_module(COMMANDS[cmd_name]), name)
        assert isinstance(found, click.Command)
        return found


@click.command(cls=Commands)
def main() -> None:
    """Surmesure, a mass-customization configurator for made-to-measure goods."""
