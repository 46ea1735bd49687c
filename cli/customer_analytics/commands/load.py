"""`customer-analytics load`: files into the raw tables."""

from pathlib import Path
from typing import Annotated

import typer

from customer_analytics.commands.options import (
    DatabaseUrlOption,
    DataDirOption,
    ProjectDirOption,
    TargetOption,
)
from customer_analytics.project import find_project
from customer_analytics.targets import Settings, find_server

PathsArgument = Annotated[
    list[Path],
    typer.Argument(
        metavar="PATH",
        help="Files or folders: CSV of any delimiter and encoding, gzip, Parquet, Excel.",
        show_default=False,
    ),
]
TableOption = Annotated[
    str | None,
    typer.Option("--table", help="Raw table of the files; by default their name says it."),
]
MappingOption = Annotated[
    Path | None,
    typer.Option(
        "--mapping",
        "-m",
        help="YAML file that says which SQL over the files' columns makes which raw tables.",
    ),
]
DelimiterOption = Annotated[
    str | None,
    typer.Option("--delimiter", help="Between fields: one character, tab, or whitespace."),
]
EncodingOption = Annotated[
    str | None, typer.Option("--encoding", help="Encoding of text files: utf-8, windows-1252 …")
]
SheetOption = Annotated[str | None, typer.Option("--sheet", help="Sheet of Excel files.")]
TimezoneOption = Annotated[
    str | None,
    typer.Option(
        "--timezone", help="Zone of timestamps that name none; by default the mapping's, else UTC."
    ),
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Show the first rows as they would land; change nothing.")
]
MaxRejectedOption = Annotated[
    int,
    typer.Option(
        "--max-rejected", min=0, help="With more bad lines in a file than this, load nothing."
    ),
]
ReplaceDemoOption = Annotated[
    bool, typer.Option("--replace-demo", help="Empty the raw tables of generated demo data first.")
]


def load(
    paths: PathsArgument,
    table: TableOption = None,
    mapping: MappingOption = None,
    delimiter: DelimiterOption = None,
    encoding: EncodingOption = None,
    sheet: SheetOption = None,
    timezone: TimezoneOption = None,
    dry_run: DryRunOption = False,
    max_rejected: MaxRejectedOption = 1000,
    replace_demo: ReplaceDemoOption = False,
    database_url: DatabaseUrlOption = None,
    target: TargetOption = None,
    project_dir: ProjectDirOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Load files into the raw tables: new rows added, changed ones updated, bad lines set aside."""
    from customer_analytics.commands.load_output import make_progress, print_report
    from customer_analytics.connection import connect
    from customer_analytics.loading import LoadOptions, load_files
    from customer_analytics.raw_contract import read_contract

    options = LoadOptions(
        table=table,
        mapping=mapping,
        delimiter=delimiter,
        encoding=encoding,
        sheet=sheet,
        timezone=timezone,
        dry_run=dry_run,
        max_rejected=max_rejected,
        replace_demo=replace_demo,
    )
    contract = read_contract(find_project(project_dir))
    settings = Settings(database_url, target, project_dir, data_dir)
    with connect(find_server(settings)) as connection, make_progress() as progress:
        report = load_files(connection, contract, paths, options, progress)
    print_report(report)
