-- One row per stage from invitation to second purchase: how many got that far, and how long the step took.
with referrals as (

    select * from {{ ref('int_referrals') }}

),

repeats as (

    select * from {{ ref('int_customer_repeat') }}

),

reached_stages as (

    select
        funnel.stage_number,
        funnel.stage,
        funnel.is_reached,
        case when funnel.is_reached then funnel.step_days end as step_days
    from referrals
    left join repeats
        on referrals.referred_customer_id = repeats.customer_id
    cross join
        lateral (
            values
            (1, 'invited', true, cast(null as {{ dbt.type_float() }})),
            (2, 'registered', referrals.is_registered, null),
            (3, 'converted', referrals.is_converted, referrals.days_to_convert),
            (4, 'won', referrals.is_won, null),
            (
                5, 'bought again', referrals.is_won and coalesce(repeats.has_bought_again, false),
                repeats.second_purchase_date - repeats.first_purchase_date
            )
        ) as funnel (stage_number, stage, is_reached, step_days)

),

stages as (

    select
        stage_number,
        stage,
        sum(case when is_reached then 1 else 0 end) as invitations,
        {{ quantiles('step_days', [0.5]) }} as days_quantiles
    from reached_stages
    group by 1, 2

),

followed_stages as (

    select
        *,
        first_value(invitations) over (order by stage_number) as invited,
        lag(invitations) over (order by stage_number) as previous_invitations
    from stages

)

select
    stage_number,
    stage,
    cast(invitations as integer) as invitations,
    {{ rate('invitations', 'invited') }} as reached_rate,
    {{ rate('invitations', 'previous_invitations') }} as step_rate,
    cast(previous_invitations - invitations as integer) as dropped_off,
    days_quantiles[1] as median_days
from followed_stages
