-- One row per month, segment and pair of touchpoints that follow one another in a visit, its start and end included.
with visits as (

    select
        sessions.touchpoints,
        {{ month_of('sessions.started_at') }} as visit_month,
        {{ customer_segment_column() }},
        sessions.purchase_at is not null as has_purchase
    from {{ ref('int_sessions') }} as sessions
    left join {{ ref('customer_groups') }} as customer_groups
        on sessions.customer_id = customer_groups.customer_id

),

-- many visits take the same path, which is cut into steps once
paths as (

    select
        touchpoints,
        visit_month,
        segment,
        has_purchase,
        count(*) as visits,
        row_number() over () as path_number
    from visits
    group by 1, 2, 3, 4

),

steps as (

    select
        paths.visit_month,
        paths.segment,
        paths.has_purchase,
        paths.visits,
        each_step.touchpoint,
        lead(each_step.touchpoint) over path as next_touchpoint,
        each_step.place = 1 as is_first,
        lead(each_step.place) over path is null as is_last
    from paths
    cross join lateral {{ each_in_list('paths.touchpoints') }} as each_step (touchpoint, place)
    window path as (partition by paths.path_number order by each_step.place)

),

named_steps as (

    select
        visit_month,
        segment,
        is_first,
        {{ label_of('touchpoint') }} as touchpoint,
        case
            when not is_last then {{ label_of('next_touchpoint') }}
            when has_purchase then '(purchase)'
            else '(no purchase)'
        end as next_touchpoint,
        sum(visits) as steps
    from steps
    group by 1, 2, 3, 4, 5

),

shown_touchpoints as (

    select
        touchpoint,
        -- all that are as frequent count along, so that no tie is split and the bound still holds
        case
            when count(*) over (order by sum(steps) desc) <= {{ var('journey_touchpoints') }}
                then touchpoint
            else '(other)'
        end as shown_touchpoint
    from named_steps
    group by 1

),

all_transitions as (

    select * from named_steps
    union all
    select
        visit_month,
        segment,
        is_first,
        '(start)' as touchpoint,
        touchpoint as next_touchpoint,
        steps
    from named_steps
    where is_first

)

select
    all_transitions.visit_month,
    all_transitions.segment,
    cast(sum(all_transitions.steps) as integer) as transitions,
    -- start and ends have no other name
    coalesce(shown_from.shown_touchpoint, all_transitions.touchpoint) as from_touchpoint,
    coalesce(shown_to.shown_touchpoint, all_transitions.next_touchpoint) as to_touchpoint
from all_transitions
left join shown_touchpoints as shown_from
    on all_transitions.touchpoint = shown_from.touchpoint
left join shown_touchpoints as shown_to
    on all_transitions.next_touchpoint = shown_to.touchpoint
group by 1, 2, 4, 5
