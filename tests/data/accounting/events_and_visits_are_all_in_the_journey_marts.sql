-- Accounting: no event, visit or visitor is lost or counted twice on the way to the marts.
with counts as (

    select
        'events on visits' as counted,
        (select count(*) from {{ ref('stg_customer_journey_events') }}) as expected,
        (select coalesce(sum(events), 0) from {{ ref('journey_sessions') }}) as found
    union all
    select
        'visits on paths' as counted,
        (select count(*) from {{ ref('journey_sessions') }}) as expected,
        (select count(*) from {{ ref('int_touches') }}) as found
    union all
    select
        'visits that led to a purchase' as counted,
        (
            select count(*) from {{ ref('int_touches') }}
            where outcome = 'purchase'
        ) as expected,
        (select count(*) from {{ ref('attribution_touches') }}) as found
    union all
    select
        'visits of customers' as counted,
        (
            select count(*) from {{ ref('journey_sessions') }}
            where customer_id is not null
        ) as expected,
        (select coalesce(sum(sessions), 0) from {{ ref('customer_journey') }}) as found
    union all
    -- whoever is seen at one of the first four stages; the funnel has four breakdowns
    select
        'visitors in the funnel' as counted,
        (
            select 4 * count(distinct visitor) from {{ ref('journey_sessions') }}
            where coalesce(awareness_at, consideration_at, decision_at, purchase_at) is not null
        ) as expected,
        (
            select coalesce(sum(visitors), 0) from {{ ref('journey_funnel') }}
            where stage = 'awareness'
        ) as found

)

select *
from counts
where expected <> found
