-- raw.purchase_behavior: the lines of each order.
--
-- An order's total is cut into its lines at jittered, equally spaced places. Cuts fall on multiples of
-- twelve cents, so that a line of one, two, three, four or six pieces has a price in whole cents and the
-- lines add up to the total to the cent. What was bought follows from the category and the price.
insert into raw.purchase_behavior (
    order_id,
    line_number,
    customer_id,
    ordered_at,
    product_id,
    product_name,
    category,
    brand,
    quantity,
    unit_price,
    discount_amount,
    refund_amount,
    refunded_at,
    currency,
    sales_channel,
    payment_method,
    coupon_code,
    status,
    updated_at
)
with lines as (

    select
        orders.*,
        lines.line_number,
        orders.order_number * 8 + lines.line_number as draw
    from demo_orders as orders
    cross join lateral generate_series(1, orders.line_count) as lines (line_number)

),

cut as materialized (

    select
        lines.order_id,
        lines.line_number,
        case
            when lines.line_number = lines.line_count then lines.total_cents
            else
                12 * round(
                    lines.total_cents / double precision '12' / lines.line_count
                    * (
                        lines.line_number - 0.45
                        + 0.9 * pg_temp.uniform(lines.key, 'cut', lines.draw)
                    )
                )::bigint
        end
        - case
            when lines.line_number = 1 then 0
            else
                12 * round(
                    lines.total_cents / double precision '12' / lines.line_count
                    * (
                        lines.line_number - 1.45
                        + 0.9 * pg_temp.uniform(lines.key, 'cut', lines.draw - 1)
                    )
                )::bigint
        end as cents,
        pg_temp.weighted_pick(
            pg_temp.uniform(lines.key, 'quantity', lines.draw),
            array[0.74, 0.89, 0.94, 0.98],
            array['1', '2', '3', '4', '6']
        )::integer as wanted_quantity,
        case
            when pg_temp.uniform(lines.key, 'category', lines.draw)
                < case when customers.favourite_brand is null then 0.6 else 0.7 end
                then customers.main_category
            when customers.favourite_brand is not null
                then customers.main_category + 1 - 2 * (customers.main_category % 2)
            when pg_temp.uniform(lines.key, 'category', lines.draw) < 0.85
                then customers.other_category
            -- Toys sell at the end of the year.
            when extract(month from lines.ordered_at) >= 11
                and pg_temp.uniform(lines.key, 'gift', lines.draw) < 0.6
                then 7
            else floor(8 * pg_temp.uniform(lines.key, 'any category', lines.draw))::integer
        end as category_number,
        case
            when pg_temp.uniform(lines.key, 'brand', lines.draw) < 0.9
                then customers.favourite_brand
        end as brand_number,
        lines.ordered_at,
        lines.customer_id,
        lines.currency,
        lines.discount_rate,
        case
            when lines.refund = 'order' or lines.line_number = 1 then lines.refunded_at
        end as refunded_at,
        lines.sales_channel,
        lines.payment_method,
        lines.coupon_code,
        lines.status
    from lines
    inner join demo_customers as customers on lines.number = customers.number

),

priced as materialized (

    select
        cut.*,
        quantities.quantity,
        cut.cents / quantities.quantity as unit_cents,
        -- Where on the ladder of 24 prices, from 5 to 600, this one stands.
        23 * ln(cut.cents / quantities.quantity / double precision '500') / ln(120.0::double precision)
            as rung
    from cut
    cross join
        lateral (
            select
                case when cut.cents % cut.wanted_quantity = 0 then cut.wanted_quantity else 1 end
                    as quantity
            offset 0
        ) as quantities

),

listed as materialized (

    select
        priced.*,
        round(priced.unit_cents / (1 - priced.discount_rate))::bigint as list_cents,
        least(
            greatest(
                case
                    when priced.brand_number is null then round(priced.rung)
                    else 3 * round((priced.rung - priced.brand_number) / 3) + priced.brand_number
                end,
                coalesce(priced.brand_number, 0)
            ),
            coalesce(21 + priced.brand_number, 23)
        )::integer as product_rung
    from priced

)

select
    listed.order_id,
    listed.line_number,
    listed.customer_id,
    listed.ordered_at,
    products.product_id,
    products.product_name,
    products.category,
    products.brand,
    listed.quantity,
    listed.list_cents / 100.0 as unit_price,
    (listed.list_cents - listed.unit_cents) * listed.quantity / 100.0 as discount_amount,
    case when listed.refunded_at is not null then listed.cents / 100.0 end as refund_amount,
    listed.refunded_at,
    listed.currency,
    listed.sales_channel,
    listed.payment_method,
    listed.coupon_code,
    listed.status,
    coalesce(listed.refunded_at, listed.ordered_at) as updated_at
from listed
inner join demo_products as products
    on
        listed.category_number = products.category_number
        and listed.product_rung = products.rung;
