-- One row per customer who has ever bought: how likely they are to buy nothing in the horizon ahead, and why.
with scores as (

    select * from {{ ref('int_churn_scores') }}
    where snapshot = 'current'

),

histories as (

    select * from {{ ref('int_purchase_history') }}
    where snapshot = 'current'

),

prediction_dates as (

    select * from {{ ref('int_prediction_dates') }}
    where snapshot = 'current'

),

performance as (

    select * from {{ ref('int_churn_performance') }}
    where is_used

),

reasons as (

    select * from {{ ref('int_churn_reasons') }}

),

risk_bands as (

    select
        risk_category,
        minimum_probability,
        lead(minimum_probability) over (order by minimum_probability) as next_minimum
    from {{ ref('churn_risk') }}

),

-- the better one on the held-out period; where nothing could be tested, the buying process steps in
chosen_models as (

    select
        scores.*,
        case
            when performance.model = 'logistic regression'
                and scores.regression_probability is not null
                then 'logistic regression'
            when scores.process_probability is not null then 'buying process'
        end as model
    from scores
    left join performance
        on true

),

chosen_scores as (

    select
        *,
        case model
            when 'logistic regression' then regression_probability
            when 'buying process' then process_probability
        end as churn_probability,
        case model
            when 'logistic regression' then regression_contributions
            when 'buying process' then process_contributions
        end as contributions
    from chosen_models

)

select
    chosen_scores.customer_id,
    histories.last_purchase_date,
    histories.days_since_purchase,
    prediction_dates.horizon_days,
    chosen_scores.process_probability as process_churn_probability,
    chosen_scores.regression_probability as regression_churn_probability,
    chosen_scores.model,
    chosen_scores.churn_probability,
    risk_bands.risk_category,
    nullif(array_to_string(array(
        select parts.reason
        from unnest(reasons.reasons, chosen_scores.contributions) as parts (reason, contribution)
        where parts.contribution > 0.1  -- what moves the odds by less than a tenth is no reason
        order by parts.contribution desc
        limit 3
    ), '; '), '') as main_reasons
from chosen_scores
cross join prediction_dates
inner join histories
    on chosen_scores.customer_id = histories.customer_id
left join reasons
    on chosen_scores.model = reasons.model
left join risk_bands
    on
        chosen_scores.churn_probability >= risk_bands.minimum_probability
        and (
            chosen_scores.churn_probability < risk_bands.next_minimum
            or risk_bands.next_minimum is null
        )
