-- One row per day of order lines up to the as-of date: what changes when any line of it does.
with order_lines as (

    select * from {{ ref('base_purchase_behavior') }}
    where {{ keeps_the_contract() }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

lines_as_of as (

    select
        order_lines.*,
        -- a refund becomes known by time alone
        coalesce(order_lines.refunded_at, order_lines.ordered_at) < as_of.as_of_until
            as is_refund_known
    from order_lines
    cross join as_of
    where order_lines.ordered_at < as_of.as_of_until

)

{{ fingerprint_by('lines_as_of', day_of('ordered_at'), 'day') }}
