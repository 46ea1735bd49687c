r"""`export` against `psql \copy` of the same query."""

from benchmarks.bench import Bench, fresh_database
from benchmarks.timing import Contender, Timing, compare

# The shape of the mart `orders`: 25 columns, as many kinds of values, as many nulls.
ORDERS = """
create table marts.orders as
select
    'O' || lpad(n::text, 9, '0') as order_id,
    'C' || lpad((n * 7919 % 200000)::text, 7, '0') as customer_id,
    timestamptz '2023-01-01' + n * interval '41.5 seconds' as ordered_at,
    date '2023-01-01' + (n % 730)::int as order_date,
    date_trunc('month', date '2023-01-01' + (n % 730)::int)::date as order_month,
    case when n % 20 = 0 then date '2023-01-09' + (n % 730)::int end as first_refund_date,
    case when n % 3 = 0 then date '2022-12-01' + (n % 730)::int end as previous_purchase_date,
    (array['web', 'store', 'app', 'phone'])[1 + n % 4] as sales_channel,
    (array['card', 'paypal', 'invoice'])[1 + n % 3] as payment_method,
    case when n % 6 = 0 then 'SPRING10' end as coupon_code,
    (array['completed', 'completed', 'cancelled', 'returned'])[1 + n % 4] as status,
    n % 17 as purchase_number,
    case when n % 3 = 0 then n % 90 end as days_since_previous_purchase,
    1 + n % 5 as order_lines,
    (1 + n % 9)::numeric(18, 4) as units,
    (n * 37 % 50000 / 100.0)::numeric(14, 2) as gross_amount,
    (n * 13 % 3000 / 100.0)::numeric(14, 2) as discount_amount,
    case when n % 20 = 0 then (n % 5000 / 100.0)::numeric(14, 2) end as refund_amount,
    (n * 31 % 47000 / 100.0)::numeric(14, 2) as net_amount,
    0::numeric(14, 2) as cancelled_amount,
    n % 4 <> 2 as is_counted,
    n % 5 <> 0 as is_purchase,
    n % 11 = 0 as is_guest,
    n % 3 <> 0 as is_first_purchase,
    n % 6 = 0 as is_discounted
from (select n::bigint from generate_series(1, {rows}) as series (n)) as numbers
"""


def compare_exports(bench: Bench) -> list[Timing]:
    """Measure the export of one mart of `bench.rows` rows to each format."""
    with fresh_database(bench, "bench_export") as here:
        here.execute(
            "create schema marts", ORDERS.format(rows=here.rows), "vacuum analyze marts.orders"
        )
        file = here.folder / "psql.csv"
        query = f"\\copy (select * from marts.orders) to '{file}' with (format csv, header)"
        return compare(
            [
                Contender("psql copy", here.psql(query), here.env, here.settle),
                _export(here, "export csv", "csv"),
                _export(here, "export csv --raw", "csv", "--raw"),
                _export(here, "export jsonl", "jsonl"),
                _export(here, "export parquet", "parquet"),
            ],
            here.runs,
        )


def _export(bench: Bench, name: str, extension: str, *options: str) -> Contender:
    file = bench.folder / f"export.{extension}"
    command = bench.cli("export", "orders", "--out", file, *options)
    return Contender(name, command, bench.env, bench.settle)
