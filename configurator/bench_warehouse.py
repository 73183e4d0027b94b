"""`surmesure bench --warehouse`: how long it takes to value so many made-up customers in DuckDB.

Needs the extra [warehouse]. The database is thrown away; it is told at most 2 threads and 1.6 GB
of memory, and what the whole process took at its height is measured.
"""

from datetime import date, timedelta
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import ibis
import numpy as np

from configurator.bench_sessions import SEED, Figures
from configurator.crowd.buyers import Truth, bought
from configurator.warehouse import connected, value_in
from customers.value.policy import read_policies

FIRST, CAME, DAYS = date(2024, 6, 1), 180, 545
PUBLISHED = Truth(r=0.5248, alpha=6.1831, a=0.8914, b=1.614)
"""They buy like the customers of a published shop (CDNOW, 1997-98)."""

AT_ONCE = 500_000
OPTIONS = "threads=2&memory_limit=1600MB&preserve_insertion_order=false"
MIB = 1024


def warehouse_figures(count: int) -> dict[str, Figures]:
    """Fill a new DuckDB, then value everybody twice."""
    with TemporaryDirectory(prefix="surmesure-warehouse-") as folder:
        warehouse = connected(f"duckdb://{Path(folder) / 'bench.duckdb'}?{OPTIONS}")
        try:
            purchases = _fill(warehouse, count)
            first, second = (_night(warehouse) for _ in range(2))
        finally:
            warehouse.disconnect()
    peak = getrusage(RUSAGE_SELF).ru_maxrss // MIB
    filled: Figures = {"customers": count, "purchases": purchases, "peak_mib": peak}
    return {"filled": filled, "first night": first, "second night": second}


def _fill(warehouse: Any, count: int) -> int:  # noqa: ANN401 - the library is untyped
    schema = {"customer": "string", "day": "date", "cents": "int64"}
    warehouse.create_table("purchases", schema=schema)
    written = 0
    for begin in range(0, count, AT_ONCE):
        made = bought(min(AT_ONCE, count - begin), SEED + begin, CAME, DAYS, PUBLISHED)
        who = np.char.add("c", (made.who + begin).astype(str))
        on = np.datetime64(FIRST) + made.day.astype("timedelta64[D]")
        some = {"customer": who, "day": on, "cents": made.cents}
        warehouse.insert("purchases", ibis.memtable(some).cast(schema))
        written += len(who)
    return written


def _night(warehouse: Any) -> Figures:  # noqa: ANN401 - the same
    begin, worked = perf_counter(), process_time()
    told = value_in(warehouse, FIRST + timedelta(days=DAYS), read_policies())
    steps = {f"seconds_of_{name.replace(' ', '_')}": one for name, one in told["seconds"].items()}
    return {
        "seconds": round(perf_counter() - begin, 1),
        "processor_seconds": round(process_time() - worked, 1),
        "histories": told["histories"],
        **steps,
    }
