-- One row per channel, campaign and month of marketing spend, under one spelling of their names.
with costs as (

    select * from {{ ref('stg_acquisition_costs') }}

)

select
    {{ label_of('channel') }} as channel,
    {{ label_of('campaign') }} as campaign,
    cast({{ dbt.date_trunc('month', 'spend_date') }} as date) as spend_month,
    cast(sum(spend) as numeric(14, 2)) as spend,
    sum(impressions) as impressions,
    sum(clicks) as clicks
from costs
group by 1, 2, 3
