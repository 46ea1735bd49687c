-- The one day that every number is as of: the var as_of_date, or the day of the newest raw event.
{{ config(materialized='incremental', incremental_strategy='replace_all_rows') }}

{% set event_times = {
    'customers': day_of('signup_at'),
    'purchase_behavior': day_of('ordered_at'),
    'customer_satisfaction_scores': day_of('surveyed_at'),
    'customer_journey_events': day_of('occurred_at'),
    'loyalty_program': day_of('occurred_at'),
    'customer_feedback': day_of('submitted_at'),
    'customer_segments': day_of('assigned_at'),
    'referral_program': day_of('referred_at'),
    'communication_logs': day_of('sent_at'),
    'support_tickets': day_of('opened_at'),
    'predictive_metrics': day_of('scored_at'),
    'acquisition_costs': 'spend_date',
} %}

{% set chosen_day = "cast('" ~ var('as_of_date') ~ "' as date)" if var('as_of_date') else 'null' %}

with newest_events as (

    {% for table, event_date in event_times.items() %}
    select max({{ event_date }}) as event_date
    from (
        {{ read_raw(table) }}
    ) as {{ table }}
    -- a mistyped year must not make every customer look lost
    where
        updated_at is null
        or {{ event_date }} <= {{ dbt.dateadd('day', 1, day_of('updated_at')) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

as_of as (

    select coalesce({{ chosen_day }}, max(event_date)) as as_of_date
    from newest_events

)

select
    as_of_date,
    {{ start_of_day(dbt.dateadd('day', 1, 'as_of_date')) }} as as_of_until
from as_of
