-- One row per insight: its value with the ends of its interval, and the two sides that are compared. The words are in key_insights.
{% set lift_error = 'sqrt(' ~ exact_avg('power(monthly_deviation, 2)') ~ ' / (2 * count(*)))' %}
{% set lift_t = student_t('(6.0 * nullif(count(*), 0))') %}
{% set opportunity_error = 'sqrt(' ~ exact_sum('power(opportunity_deviation, 2)') ~ ')' %}
{% set category_buyers = 'sum(case when is_multi_category then customers else 0 end)' %}
{% set known_buyers = 'sum(case when categories > 0 then customers end)' %}

with insights as (

    select *
    from (
        values
        -- a difference or a lift of 0 is no effect; a share and a sum have nothing to compare with
        ('frequency_and_value', 'money', 0),
        ('satisfaction_and_retention', 'rate difference', 0),
        ('referred_retention', 'rate difference', 0),
        ('quarter_four_lift', 'relative difference', 0),
        ('cross_category_share', 'rate', null),
        ('loyalty_uplift', 'money', 0),
        ('best_retaining_channel', 'rate difference', 0),
        ('reactivation_rate', 'rate', null),
        ('upsell_opportunity', 'money', null)
    ) as listed (insight, unit, no_effect_value)
    where exists (select 1 from {{ ref('customers') }})

),

measures as (

    select {{ insight_columns(
        'frequency_and_value', 'customers + other_customers',
        'spend_difference', 'spend_difference_low', 'spend_difference_high',
        'mean_next_spend', 'other_mean_next_spend', 'horizon_days',
    ) }}
    from {{ ref('retention_drivers') }}
    where driver = 'frequency' and customer_group = 'frequent buyers'
    union all
    select {{ insight_columns(
        'satisfaction_and_retention', 'customers + other_customers',
        'retention_difference', 'retention_difference_low', 'retention_difference_high',
        'retention_rate', 'other_retention_rate', 'horizon_days',
    ) }}
    from {{ ref('retention_drivers') }}
    where driver = 'satisfaction' and customer_group = 'satisfied'
    union all
    select {{ insight_columns(
        'referred_retention', 'referred_customers + other_customers',
        'difference', 'difference_low', 'difference_high',
        'referred_mean', 'other_mean', 'window_days',
    ) }}
    from {{ ref('referred_customer_comparison') }}
    where measure = 'retention_rate'
    union all
    select {{ insight_columns(
        'quarter_four_lift', '9 * count(*)', exact_avg('lift'),
        interval_low(exact_avg('lift'), lift_error, lift_t),
        interval_high(exact_avg('lift'), lift_error, lift_t),
        exact_avg('daily_revenue'), exact_avg('neighbour_daily_revenue'),
    ) }}
    from {{ ref('quarter_four_lift') }}
    union all
    select {{ share_columns('cross_category_share', category_buyers, known_buyers) }}
    from {{ ref('customers_by_category_count') }}
    union all
    select {{ insight_columns(
        'loyalty_uplift', 'matched_members + other_customers',
        'uplift', 'uplift_low', 'uplift_high', 'member_mean', 'other_mean', 'window_days',
    ) }}
    from {{ ref('loyalty_uplift') }}
    where measure = 'spend' and comparison = 'others not yet in'
    union all
    -- channels that tie have one rate, and others of their own: the interval holds those of all
    select {{ insight_columns(
        'best_retaining_channel', 'max(customers + other_customers)',
        'min(retention_difference)',
        'min(retention_difference_low)', 'max(retention_difference_high)',
        'max(retention_rate)', 'max(other_retention_rate)', 'max(horizon_days)',
        dbt.listagg('customer_group', "' and '", 'order by customer_group'),
    ) }}
    from {{ ref('retention_drivers') }}
    where driver = 'acquisition channel' and retention_rank = 1
    union all
    select {{ share_columns(
        'reactivation_rate', 'sum(won_back_customers)', 'sum(followed_customers)', var('winback_days')
    ) }}
    from {{ ref('winback') }}
    union all
    select {{ insight_columns(
        'upsell_opportunity', 'count(*)',
        where_enough('count(*)', 'sum(opportunity_amount)'),
        where_enough('count(*)', interval_low('sum(opportunity_amount)', opportunity_error)),
        where_enough('count(*)', interval_high('sum(opportunity_amount)', opportunity_error)),
        'avg(average_purchase_amount)', 'avg(segment_median_amount)', var('lifetime_value_months'),
    ) }}
    from {{ ref('upsell_opportunities') }}

)

select
    insights.insight,
    measures.group_name,
    insights.unit,
    measures.value,
    measures.value_low,
    measures.value_high,
    cast(insights.no_effect_value as {{ dbt.type_float() }}) as no_effect_value,
    measures.group_value,
    measures.other_value,
    measures.window_length,
    case
        when measures.value is null then 'too few data'
        when insights.no_effect_value is null then 'measured'
        when measures.value_low > insights.no_effect_value then 'clear'
        when measures.value_high < insights.no_effect_value then 'clear'
        else 'no clear effect'
    end as status,
    coalesce(measures.sample_size, 0) as sample_size
from insights
left join measures
    on insights.insight = measures.insight
