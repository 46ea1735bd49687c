"""Turn our models and the tables that they read into what DuckDB takes: its SQL, and Parquet.

Reads a plan (models and inputs) and writes it anew beside it; not timed.
"""

import argparse
import json
from pathlib import Path

import duckdb
import sqlglot
from sqlglot import exp


def main() -> None:
    """Translate the plan's SQL and turn its CSV files into Parquet files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", type=Path, help="JSON file, and folder of the CSV files")
    parser.add_argument("--out", required=True, help="JSON file to write")
    options = parser.parse_args()
    plan = json.loads(options.plan.read_text(encoding="utf-8"))
    with duckdb.connect() as connection:
        for table in plan["inputs"]:
            table["file"] = _to_parquet(connection, table)
    for model in plan["models"]:
        model["sql"] = _in_duckdb(model["sql"])
    Path(options.out).write_text(json.dumps(plan), encoding="utf-8")


def _to_parquet(connection: duckdb.DuckDBPyConnection, table: dict) -> str:
    """The Parquet file of a CSV file, with the types that the columns have in PostgreSQL."""
    types = {
        name: "json" if type_name == "jsonb" else type_name
        for name, type_name in table["columns"].items()
    }
    file = str(Path(table["file"]).with_suffix(".parquet"))
    lines = connection.read_csv(
        table["file"], header=True, columns=types, na_values="", allow_quoted_nulls=False
    )
    lines.write_parquet(file)
    return file


def _in_duckdb(sql: str) -> str:
    """A model's SELECT in DuckDB's SQL.

    Of what our models use, sqlglot does not translate two things by itself: an array in a text, and
    percentile_cont of such an array.
    """
    statement = sqlglot.parse_one(sql, read="postgres").transform(_array_of_text)
    return statement.transform(_quantiles).sql(dialect="duckdb", comments=False)


def _array_of_text(node: exp.Expression) -> exp.Expression:
    # cast('{0.2,0.4}' as double precision [])
    if isinstance(node, exp.Cast) and node.to.is_type(exp.DataType.Type.ARRAY):
        text = node.this.name.strip("{}")
        return exp.array(*text.split(","))
    return node


def _quantiles(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.WithinGroup) and isinstance(node.this, exp.PercentileCont):
        [ordered] = node.expression.expressions
        return exp.func("quantile_cont", ordered.this, node.this.this)
    return node


if __name__ == "__main__":
    main()
