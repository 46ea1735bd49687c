-- Accounting: at the last month end everybody is in a segment, each as large as in customer_segments.
with last_month_end as (

    select
        to_segment as segment,
        sum(customers) as customers
    from {{ ref('segment_migration') }}
    where
        month_start_date = (
            select max(moves.month_start_date) from {{ ref('segment_migration') }} as moves
        )
    group by 1

),

today as (

    select
        segment,
        count(*) as customers
    from {{ ref('customer_segments') }}
    where segment_type = 'rfm'
    group by 1

)

select
    today.segment,
    today.customers,
    last_month_end.customers as customers_at_the_month_end
from today
full outer join last_month_end
    on today.segment = last_month_end.segment
where
    today.customers is null
    or last_month_end.customers is null
    or today.customers <> last_month_end.customers
