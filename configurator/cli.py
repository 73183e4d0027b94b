"""The command `surmesure`: one group, each command in a module of its own."""

import click

from configurator.analyse import analyse_command, count_command
from configurator.bench import bench_command
from configurator.demo import demo_command


@click.group()
def main() -> None:
    """Surmesure, a mass-customization configurator for made-to-measure goods."""


for command in (analyse_command, bench_command, count_command, demo_command):
    main.add_command(command)
