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
with numbered as (

    select
        orders.*,
        numbers.line_number,
        orders.order_number * 8 + numbers.line_number as draw,
        orders.total_cents / double precision '12' / orders.line_count as dozens_per_line
    from demo_orders as orders
    cross join lateral generate_series(1, orders.line_count) as numbers (line_number)

),

cut as materialized (

    select
        numbered.order_id,
        numbered.line_number,
        numbered.customer_id,
        numbered.ordered_at,
        -- From the cut before this line to the cut after it.
        case
            when numbered.line_number = numbered.line_count then numbered.total_cents
            else
                12 * round(
                    numbered.dozens_per_line
                    * (
                        numbered.line_number - 0.45
                        + 0.9 * pg_temp.uniform(numbered.draw_key, 'cut', numbered.draw)
                    )
                )::bigint
        end
        - case
            when numbered.line_number = 1 then 0
            else
                12 * round(
                    numbered.dozens_per_line
                    * (
                        numbered.line_number - 1.45
                        + 0.9 * pg_temp.uniform(numbered.draw_key, 'cut', numbered.draw - 1)
                    )
                )::bigint
        end as cents,
        (array[1, 2, 3, 4, 6])[
            1 + width_bucket(
                pg_temp.uniform(numbered.draw_key, 'quantity', numbered.draw),
                array[0.74, 0.89, 0.94, 0.98]
            )
        ] as wanted_quantity,
        case
            when
                pg_temp.uniform(numbered.draw_key, 'category', numbered.draw)
                < case
                    when customers.favourite_brand is null then double precision '0.6' else 0.7
                end
                then customers.main_category
            when customers.favourite_brand is not null
                then customers.main_category + 1 - 2 * (customers.main_category % 2)
            when pg_temp.uniform(numbered.draw_key, 'category', numbered.draw) < 0.85
                then customers.other_category
            -- Toys sell at the end of the year.
            when
                extract(month from numbered.ordered_at) >= 11
                and pg_temp.uniform(numbered.draw_key, 'gift', numbered.draw) < 0.6
                then 7
            else
                floor(
                    8 * pg_temp.uniform(numbered.draw_key, 'any category', numbered.draw)
                )::integer
        end as category_number,
        case
            when pg_temp.uniform(numbered.draw_key, 'brand', numbered.draw) < 0.9
                then customers.favourite_brand
        end as brand_number,
        case
            when numbered.refund = 'order' or numbered.line_number = 1 then numbered.refunded_at
        end as refunded_at,
        numbered.currency,
        numbered.sales_channel,
        numbered.payment_method,
        numbered.discount_rate,
        numbered.coupon_code,
        numbered.status
    from numbered
    inner join demo_customers as customers on numbered.number = customers.number

),

priced as (

    select
        *,
        case when cents % wanted_quantity = 0 then wanted_quantity else 1 end as quantity,
        case when cents % wanted_quantity = 0 then cents / wanted_quantity else cents end
            as unit_cents
    from cut

),

-- Where the price stands on the ladder of 24 from 5 to 600, of which every third rung is one brand's.
laddered as (

    select
        *,
        23 * ln(unit_cents / double precision '500') / ln(double precision '120') as height
    from priced

),

listed as (

    select
        *,
        round(unit_cents / (1 - discount_rate))::bigint as list_cents,
        case
            when brand_number is null then least(greatest(round(height), 0), 23)
            else brand_number + 3 * least(greatest(round((height - brand_number) / 3), 0), 7)
        end::integer as rung
    from laddered

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
    listed.list_cents * 0.01 as unit_price,
    (listed.list_cents - listed.unit_cents) * listed.quantity * 0.01 as discount_amount,
    case when listed.refunded_at is not null then listed.cents * 0.01 end as refund_amount,
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
        and listed.rung = products.rung;
