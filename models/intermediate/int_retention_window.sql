-- One row: who bought in the last but one retention window, and who of them bought again in the last one.
{% set window_days = var('retention_window_days') %}

with purchases as (

    select * from {{ ref('stg_purchase_behavior') }}
    where is_purchase and customer_id is not null

),

as_of as (

    select
        as_of_date,
        {{ dbt.dateadd('day', -window_days, 'as_of_date') }} as previous_window_end,
        {{ dbt.dateadd('day', -2 * window_days, 'as_of_date') }} as previous_window_before
    from {{ ref('stg_as_of_date') }}

),

customer_windows as (

    select
        purchases.customer_id,
        max(
            case when purchases.order_date <= as_of.previous_window_end then 1 else 0 end
        ) as was_in_previous,
        max(
            case when purchases.order_date > as_of.previous_window_end then 1 else 0 end
        ) as was_in_last
    from purchases
    cross join as_of
    where purchases.order_date > as_of.previous_window_before
    group by 1

)

select
    coalesce(sum(was_in_previous), 0) as previous_customers,
    coalesce(sum(was_in_previous * was_in_last), 0) as retained_customers
from customer_windows
