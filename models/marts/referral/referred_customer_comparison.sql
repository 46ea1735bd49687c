-- One row per measure: referred customers against all others at the same age, and whether they differ beyond chance.
with comparisons as (

    select * from {{ ref('int_referred_comparisons') }}

),

measures as (

    select measure
    from (
        values ('first_spend'), ('spend'), ('repeats'), ('repurchase_rate'), ('retention_rate')
    ) as listed (measure)
    -- without invitations there is nothing to compare
    where exists (select 1 from {{ ref('int_referrals') }})

),

outcomes as (

    select
        measures.measure,
        comparisons.is_referred,
        cast(case measures.measure
            when 'first_spend' then comparisons.first_spend
            when 'spend' then comparisons.spend
            when 'repeats' then comparisons.repeats
            when 'repurchase_rate' then least(comparisons.repeats, 1)
            when 'retention_rate' then least(comparisons.late_repeats, 1)
        end as {{ dbt.type_float() }}) as outcome
    from comparisons
    cross join measures

),

groups as (

    select
        measure,
        is_referred,
        count(*) as customers,
        {{ exact_avg('outcome') }} as mean,
        {{ mean_standard_error('outcome') }} as standard_error
    from outcomes
    group by 1, 2

),

compared as (

    select
        measures.measure,
        coalesce(referred.customers, 0) as referred_customers,
        coalesce(unreferred.customers, 0) as other_customers,
        referred.mean as referred_mean,
        unreferred.mean as other_mean,
        referred.mean - unreferred.mean as difference,
        {{ round_off(
            'sqrt(power(referred.standard_error, 2) + power(unreferred.standard_error, 2))'
        ) }} as standard_error,
        coalesce(
            referred.customers >= {{ var('minimum_compared_customers') }}
            and unreferred.customers >= {{ var('minimum_compared_customers') }},
            false
        ) as is_compared
    from measures
    left join groups as referred
        on measures.measure = referred.measure and referred.is_referred
    left join groups as unreferred
        on measures.measure = unreferred.measure and not unreferred.is_referred

)

select
    measure,
    cast({{ var('referral_comparison_days') }} as integer) as window_days,
    cast(referred_customers as integer) as referred_customers,
    cast(other_customers as integer) as other_customers,
    {{ comparison_result('is_compared', 'difference', 'standard_error') }} as result,
    referred_mean,
    other_mean,
    case when is_compared then difference end as difference,
    case when is_compared then standard_error end as difference_standard_error,
    case when is_compared then {{ interval_low('difference', 'standard_error') }} end
        as difference_low,
    case when is_compared then {{ interval_high('difference', 'standard_error') }} end
        as difference_high,
    case when is_compared then {{ rate('difference', 'other_mean') }} end as difference_rate
from compared
