"""`surmesure value`: what customers are worth, from a file of purchases."""

import csv
import io
import json
import sys
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Any

import click

from configurator.csv_rows import harmless
from configurator.value_rows import MistypedRows, Purchases, read_purchases
from customers.value.buying import Buying, Model, fit_buying
from customers.value.history import Cells, Histories, cells, histories
from customers.value.season import season
from customers.value.spending import Spending, fit_spending
from customers.value.worth import Horizon, worth

SOURCE = click.Path(exists=True, dir_okay=False, path_type=Path)
MODELS = click.Choice([model.value for model in Model])
DAY = click.DateTime(formats=["%Y-%m-%d"])
WAREHOUSE = "warehouse"
SCORES = ("customer", "expected_purchases", "p_alive", "expected_value")


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was read, put together and fitted.

    `repeated` is fitted on purchases after the first, as figures are published; `spending` on all,
    since the first tells of the next too, and ranks customers better.
    """

    observed: Histories
    grouped: Cells
    buying: Buying
    repeated: Spending | None
    spending: Spending | None
    seconds: float


class Values(click.Group):
    """The commands about values; that of a warehouse needs the extra, and only when it is asked."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the alphabet."""
        return sorted([*super().list_commands(ctx), WAREHOUSE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, if there is one. Raises ClickException without its extra."""
        if cmd_name != WAREHOUSE:
            return super().get_command(ctx, cmd_name)
        if find_spec("ibis") is None:
            wanted = "uv pip install 'surmesure[warehouse]'"
            raise click.ClickException(f"Ibis is not installed: {wanted}")
        from configurator.warehouse import warehouse_command  # noqa: PLC0415 - needs the extra

        return warehouse_command


@click.group("value", cls=Values)
def value_command() -> None:
    """What customers are worth."""


@value_command.command("fit")
@click.argument("file", type=SOURCE, metavar="FILE.csv")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--until", type=DAY, help="The last day observed; by default that of the file.")
@click.option("--model", type=MODELS, default=Model.MBG_NBD.value, show_default=True)
@click.option("--horizon", type=click.IntRange(1, 36_500), help="Score so many days ahead (--out).")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Where scores go (--horizon)."
)
def fit_command(  # noqa: PLR0913, PLR0917 - what can be asked for
    file: Path,
    as_json: bool,  # noqa: FBT001 - click gives flags so
    until: datetime | None,
    model: str,
    horizon: int | None,
    out: Path | None,
) -> None:
    """Fit how often customers buy, when they stop and what they spend.

    Columns are customer, date (1997-09-30) and amount; several purchases on a day count once. With
    --horizon and --out, what each customer is expected to buy and to bring is written as CSV.
    """
    if (horizon is None) != (out is None):
        raise click.UsageError("--horizon and --out go together")
    purchases = _read_or_exit(file)
    last = until.toordinal() if until else int(purchases.days.max(initial=0))
    fitted = _fitted(purchases, last, Model(model))
    if not fitted.observed.customers:
        raise click.ClickException(f"{file}: nobody bought anything in time")
    if horizon and out:
        out.write_text(_scores(fitted, purchases, last, horizon), "utf-8", newline="")
    told = _told(fitted)
    lines = (f"{name}: {amount}" for name, amount in told.items())
    click.echo(json.dumps(told) if as_json else "\n".join(lines))


def _fitted(purchases: Purchases, until: int, model: Model) -> Fitted:
    observed = histories(purchases.customers, purchases.days, purchases.amounts, until)
    begin = perf_counter()
    grouped = cells(observed.repeats, observed.recency_days, observed.age_days)
    buying = fit_buying(grouped, model)
    repeated = fit_spending(observed.repeats, observed.repeat_mean)
    spending = fit_spending(observed.repeats + 1, observed.mean)
    seconds = round(perf_counter() - begin, 3)
    return Fitted(observed, grouped, buying, repeated, spending, seconds)


def _told(fitted: Fitted) -> dict[str, Any]:
    buying, spending = fitted.buying, fitted.repeated
    return {
        "model": buying.model.value,
        "parameters": buying.parameters,
        "log_likelihood": buying.log_likelihood,
        "gamma_gamma": spending.parameters if spending else {},
        "customers": len(fitted.observed.customers),
        "seconds": fitted.seconds,
        "pooled": buying.pooled or spending is None or spending.pooled,
        "sees_drop_out": buying.sees_drop_out,
        "at_limit": list(buying.at_limit),
    }


def _scores(fitted: Fitted, purchases: Purchases, until: int, days: int) -> str:
    """The CSV of scores, by customer."""
    observed = fitted.observed
    within = purchases.days[purchases.days <= until]
    busy = season(within, until - observed.age_days, until).factor(until, days)
    found = worth(
        fitted.buying, fitted.spending, fitted.grouped, observed.mean, Horizon(days, season=busy)
    )
    written = io.StringIO(newline="")
    output = csv.writer(written, lineterminator="\n")
    output.writerow(SCORES)
    columns = (found.purchases, found.p_alive, found.value)
    for customer, *scores in zip(observed.customers, *columns, strict=True):
        output.writerow([harmless(customer), *(f"{score:.6f}" for score in scores)])
    return written.getvalue()


def _read_or_exit(path: Path) -> Purchases:
    """The purchases at `path`; else every mistake, each with its line, and an end with 1."""
    try:
        return read_purchases(path.read_bytes())
    except MistypedRows as wrong:
        for mistake in wrong.mistakes:
            click.echo(f"{path}: {mistake}", err=True)
        sys.exit(1)
