-- One row per customer: month of acquisition, segment and channel, by which every chart of the dashboard can be cut.
with customers as (

    select * from {{ ref('customers') }}

),

segments as (

    select * from {{ ref('customer_rfm_analysis') }}

),

channels as (

    select
        acquisition_channel,
        row_number() over (order by count(*) desc, acquisition_channel asc) as place
    from customers
    where acquisition_channel is not null
    group by 1

)

select
    customers.customer_id,
    cast({{ dbt.date_trunc('month', 'customers.acquired_date') }} as date) as acquired_month,
    customers.acquisition_channel,
    segments.rfm_segment as segment,
    case
        when channels.place <= {{ var('dashboard_channels') }} then channels.acquisition_channel
        when channels.place is null then '(unknown)'
        else '(other)'
    end as channel
from customers
inner join segments
    on customers.customer_id = segments.customer_id
left join channels
    on customers.acquisition_channel = channels.acquisition_channel
