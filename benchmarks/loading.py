r"""`load` against `psql \copy` of the same file into a table of the same shape and key."""

from benchmarks.bench import REPOSITORY, Bench, fresh_database
from benchmarks.timing import Contender, Timing, compare
from customer_analytics.connection import connect
from customer_analytics.raw_contract import create_table, read_contract

TABLE = "purchase_behavior"

# What a line of the file holds in each column that the contract knows; others stay empty.
LINES = {
    "order_id": "'O' || lpad((n / 2)::text, 9, '0')",
    "line_number": "1 + n % 2",
    "customer_id": "'C' || lpad((n * 7919 % 200000)::text, 7, '0')",
    "ordered_at": "timestamptz '2023-01-01' + (n / 2) * interval '80 seconds'",
    "product_id": "'P' || n % 500",
    "product_name": "'Product number ' || n % 500",
    "category": "(array['Books', 'Garden', 'Kitchen', 'Toys'])[1 + n % 4]",
    "quantity": "1 + n % 4",
    "unit_price": "(n * 37 % 20000 / 100.0)::numeric(14, 4)",
    "discount_amount": "case when n % 5 = 0 then (n % 700 / 100.0)::numeric(14, 2) end",
    "currency": "'EUR'",
    "sales_channel": "(array['web', 'store', 'app'])[1 + n % 3]",
    "payment_method": "(array['card', 'paypal', 'invoice'])[1 + n % 3]",
    "coupon_code": "case when n % 6 = 0 then 'SPRING10' end",
    "status": "'completed'",
    "updated_at": "timestamptz '2025-01-01'",
}


def compare_loads(bench: Bench) -> list[Timing]:
    """Measure the load of a CSV file of `bench.rows` order lines into empty tables."""
    contract = read_contract(REPOSITORY)[TABLE]
    columns = [name for name in contract.column_names if name in LINES]
    with fresh_database(bench, "bench_load") as here:
        file = here.folder / f"{TABLE}.csv"
        lines = ", ".join(f"{LINES[name]} as {name}" for name in columns)
        source = f"(select n::bigint from generate_series(2, {here.rows + 1}) as series (n)) as n"
        here.run(here.psql(f"\\copy (select {lines} from {source}) to '{file}' csv header"))

        def empty_table() -> None:
            here.execute("drop schema if exists plain cascade", "create schema plain")
            with connect(here.server) as connection:
                connection.execute(create_table(contract, "plain"))
            here.settle()

        def empty_database() -> None:
            here.execute("drop schema if exists raw, ops cascade")
            here.settle()

        copy = f"\\copy plain.{TABLE} ({', '.join(columns)}) from '{file}' csv header"
        load = here.cli("load", file, "--table", TABLE)
        return compare(
            [
                Contender("psql copy", here.psql(copy), here.env, empty_table),
                Contender("load", load, here.env, empty_database),
                Contender("load again (no change)", load, here.env, here.settle),
            ],
            here.runs,
        )
