-- One row per segment that a person has assigned to a customer up to the as-of date.
with segments as (

    select * from {{ ref('base_customer_segments') }}
    where {{ keeps_the_contract() }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

segments_as_of as (

    select
        segments.customer_id,
        segments.segment_type,
        segments.segment,
        segments.assigned_at,
        {{ known_by_as_of('segments.ended_at') }} as ended_at,
        segments.assigned_by
    from segments
    cross join as_of
    where segments.assigned_at < as_of.as_of_until

)

select * from segments_as_of
