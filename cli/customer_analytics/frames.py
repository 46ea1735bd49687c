"""Marts as pandas frames, for notebooks: `from customer_analytics.frames import read_mart`."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from customer_analytics.exporting import ExportRequest, export_marts
from customer_analytics.targets import Settings, find_server

if TYPE_CHECKING:
    import pandas as pd


def read_mart(
    mart: str,
    *,
    columns: Sequence[str] = (),
    where: Sequence[str] = (),
    settings: Settings | None = None,
) -> pd.DataFrame:
    """Read a mart into memory, with the types that it has in the database.

    Args:
        mart: Name of the mart, such as `customers`.
        columns: Names of the wanted columns; none is all.
        where: Conditions such as `country=DE`, as `customer-analytics export --where` takes them.
        settings: Where the database is; by default as for every command.

    Returns:
        A frame with Arrow types: money is exact, and whole numbers stay whole beside nulls.

    Raises:
        CustomerAnalyticsError: The mart, a column or a condition is not there or can't be read.
    """
    import pandas as pd

    request = ExportRequest(
        marts=(mart,), out="-", file_format="parquet", columns=tuple(columns), where=tuple(where)
    )
    buffer = BytesIO()
    export_marts(find_server(settings or Settings()), request, stdout=buffer)
    buffer.seek(0)
    return pd.read_parquet(buffer, dtype_backend="pyarrow")
