"""Linking by Splink on DuckDB: the same port for millions of records. Needs the extra [linkage].

Splink is published by the British Ministry of Justice (MIT licence). It compares two kinds of
pairs where our own model knows four, so households are told apart less well; it is for numbers of
records that NumPy cannot hold.
"""

from collections.abc import Sequence

import duckdb
import pyarrow as pa
import splink.comparison_library as by
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from customers.identity.columns import Columns, columns_of
from customers.identity.matching import Link, Linking
from customers.identity.record import FIELDS, Record
from customers.identity.spelling import sound

SEED = 1
"""The same records give the same answer."""

SURE = (("given_name", "surname", "birth_date"), ("email", "surname"), ("phone", "given_name"))
"""What two records of one person often have in common, and others hardly ever."""

SURE_RECALL = 0.6
"""So many pairs of one person are believed to have one of them in common."""

MOST_SAMPLED = 1_000_000

MEETING = (
    ("phone",),
    ("email",),
    ("birth_date", "given_sound"),
    ("birth_date", "surname_sound"),
    ("birth_date", "postcode"),
    ("given_sound", "surname_sound"),
    ("surname_sound", "postcode"),
    ("given_sound", "postcode"),
    ("street", "postcode"),
)
"""Records that agree in one of these are compared."""


def links(
    records: Sequence[Record], others: Sequence[Record] = (), how: Linking | None = None
) -> tuple[Link, ...]:
    """The probable pairs, most probable first: within `records`, or across to `others`."""
    how = how or Linking()
    columns = columns_of(records, others, how.blocked)
    linker = _trained(columns)
    predicted = linker.inference.predict(threshold_match_probability=how.threshold)
    found = predicted.as_pyarrow_table().to_pydict()
    rows = (*records, *others)
    pairs = zip(found["match_probability"], found["unique_id_l"], found["unique_id_r"], strict=True)
    ordered = sorted((-chance, *sorted((int(one), int(other)))) for chance, one, other in pairs)
    return tuple(Link(rows[one].id, rows[other].id, -chance) for chance, one, other in ordered)


def _trained(columns: Columns) -> Linker:
    """A linker that has learned from the records how they agree."""
    tables = _tables(columns)
    api = DuckDBAPI(duckdb.connect(":memory:"))
    linker = Linker(
        [
            api.register(table, dataset_display_name=f"source_{place}")
            for place, table in enumerate(tables)
        ],
        _settings(columns),
        log_level="ERROR",
    )
    linker.training.estimate_probability_two_random_records_match(
        [block_on(*fields) for fields in SURE], recall=SURE_RECALL
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=MOST_SAMPLED, seed=SEED)
    for fields in (("birth_date",), ("given_name", "surname")):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*fields))
    return linker


def _tables(columns: Columns) -> Sequence[pa.Table]:
    """One table for each source, its rows numbered as the records stand."""
    cells: dict[str, Sequence[str | None]] = {
        field: [columns[field].texts[one] if one >= 0 else None for one in numbers.tolist()]
        for field, numbers in ((field, columns[field].numbers) for field in FIELDS)
    }
    for part, field in (("given_sound", "given_name"), ("surname_sound", "surname")):
        cells[part] = [sound(text) if text else None for text in cells[field]]
    whole = pa.table(
        {"unique_id": pa.array(range(columns.count), pa.int64())}
        | {name: pa.array(texts, pa.string()) for name, texts in cells.items()}
    )
    if not columns.is_two_sided:
        return [whole]
    return [whole.slice(0, columns.first_side), whole.slice(columns.first_side)]


def _settings(columns: Columns) -> SettingsCreator:
    rarer = {"term_frequency_adjustments": True}
    return SettingsCreator(
        link_type="link_only" if columns.is_two_sided else "dedupe_only",
        comparisons=[
            by.JaroWinklerAtThresholds("given_name", [0.92, 0.8]).configure(**rarer),
            by.JaroWinklerAtThresholds("surname", [0.92, 0.8]).configure(**rarer),
            by.DamerauLevenshteinAtThresholds("birth_date", [1, 2]),
            by.JaroWinklerAtThresholds("street", [0.94, 0.85]),
            by.DamerauLevenshteinAtThresholds("postcode", [1]).configure(**rarer),
            by.JaroWinklerAtThresholds("town", [0.9]).configure(**rarer),
            by.DamerauLevenshteinAtThresholds("phone", [1]),
            by.DamerauLevenshteinAtThresholds("email", [2]),
        ],
        blocking_rules_to_generate_predictions=[block_on(*fields) for fields in MEETING],
        retain_matching_columns=False,
    )
