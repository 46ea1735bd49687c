-- Accounting: customers whose last month end differs from their recency, frequency and money on the as-of date.
with last_month_ends as (

    select month_ends.*
    from {{ ref('customer_month_ends') }} as month_ends
    inner join {{ ref('stg_as_of_date') }} as as_of
        on month_ends.month_end_date = as_of.as_of_date

),

today as (

    select * from {{ ref('customer_rfm_analysis') }}

)

select
    today.customer_id,
    last_month_ends.customer_id as customer_at_the_month_end
from today
full outer join last_month_ends
    on today.customer_id = last_month_ends.customer_id
where
    today.customer_id is null
    or last_month_ends.customer_id is null
    or today.frequency <> last_month_ends.orders
    or today.monetary <> last_month_ends.net_revenue
    or coalesce(today.recency_days, -1) <> coalesce(last_month_ends.recency_days, -1)
