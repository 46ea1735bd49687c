-- Customers and revenue by recency and frequency score: the classic RFM grid.
with rfm as (

    select * from {{ ref('customer_rfm_analysis') }}
    where rfm_score is not null

)

select
    recency_score,
    frequency_score,
    count(*) as customers,
    sum(monetary) as net_revenue,
    avg(monetary) as average_customer_revenue
from rfm
group by 1, 2
order by 1 desc, 2 desc
