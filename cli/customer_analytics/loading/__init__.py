"""Loading files into the raw tables: `load_files`, what it is told and what it tells.

matching    the tables that files mean by their names and columns
mapping     YAML that says which SQL over which files makes which tables
sniffing    what a file is, by its content (records, excel, parquet read it)
straight    the fast way in, for files with the contract's own columns
landing     the careful way: rows in a temporary table, with their line numbers
conversion  landed rows into the contract's types, bad ones told apart
partitions  a month's place in the raw table, made before its first row comes
upsert      converted rows into the raw table
"""

from customer_analytics.loading.loader import load_files
from customer_analytics.loading.partitions import make_partitions
from customer_analytics.loading.preparation import ensure_raw_tables
from customer_analytics.loading.rejections import describe_line
from customer_analytics.loading.report import (
    LoadOptions,
    LoadReport,
    NoProgress,
    Preview,
    Progress,
    RejectedLine,
    TableLoad,
)

__all__ = [
    "LoadOptions",
    "LoadReport",
    "NoProgress",
    "Preview",
    "Progress",
    "RejectedLine",
    "TableLoad",
    "describe_line",
    "ensure_raw_tables",
    "load_files",
    "make_partitions",
]
