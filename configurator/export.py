"""`surmesure export`: a product or a feature model as a file for other programs."""

from dataclasses import replace
from pathlib import Path

import click

from configurator.analyse import FILE, read_or_exit
from rules.features import FeatureModel
from rules.projection import TooTangled, TooWide, designs_only
from rules.rows import TooManyRows
from rules.write_dimacs import write_dimacs
from rules.write_uvl import write_uvl

WRITERS = {"uvl": write_uvl, "dimacs": write_dimacs}


@click.command("export")
@click.argument("file", type=FILE)
@click.option("--to", "form", type=click.Choice(list(WRITERS)), required=True, help="Which form.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Into a file."
)
def export_command(file: Path, form: str, output: Path | None) -> None:
    """Write FILE as a feature model with as many configurations.

    Of a product the designs are written: sizes, the body and derived options are taken out of its
    rules, and prices, modules, soft rules and pictures stay behind.
    """
    text = exported(read_or_exit(file), form)
    if output is None:
        click.echo(text, nl=False)
        return
    beside = output.with_name(f"{output.name}.part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(output)


def exported(model: FeatureModel, form: str) -> str:
    """The text of the file; why it cannot be written on standard error and exit code 1."""
    try:
        return WRITERS[form](replace(model, book=designs_only(model.book)))
    except (TooWide, TooTangled, TooManyRows) as problem:
        raise click.ClickException(str(problem)) from problem
