-- One row per customer: what all themes know of them, side by side. Each mart has at most one row per customer, so that
-- nothing is counted twice.
with
{%- for name, mart in [
    ('customers', 'customers'),
    ('journeys', 'customer_journey'),
    ('satisfaction', 'customer_satisfaction'),
    ('support', 'customer_support'),
    ('sentiment', 'customer_sentiment'),
    ('messages', 'customer_messages'),
    ('rfm', 'customer_rfm_analysis'),
    ('behaviour', 'customer_behaviour'),
    ('lifetime_values', 'customer_lifetime_value'),
    ('churn', 'customer_churn'),
    ('members', 'loyalty_members'),
    ('referrers', 'customer_referrals'),
] %}

{{ name }} as (

    select * from {{ ref(mart) }}

){{ ',' if not loop.last }}
{%- endfor %}

select
    customers.customer_id,
    customers.signup_date,
    customers.acquired_date,
    customers.first_order_date,
    customers.last_order_date,
    customers.loyalty_since_date,
    journeys.first_session_at,
    journeys.last_session_at,
    satisfaction.latest_answer_date,
    support.latest_ticket_date,
    sentiment.latest_feedback_date,
    messages.last_sent_at,
    messages.last_opened_at,
    customers.country,
    customers.region,
    customers.acquisition_channel,
    customers.acquisition_campaign,
    journeys.first_channel,
    journeys.last_channel,
    rfm.rfm_score,
    rfm.rfm_segment,
    behaviour.behavioural_segment,
    lifetime_values.status as lifetime_value_status,
    churn.risk_category,
    churn.main_reasons,
    satisfaction.nps_category,
    satisfaction.satisfaction_trend,
    sentiment.latest_sentiment,
    members.tier as loyalty_tier,
    messages.best_send_channel,
    messages.best_send_hour,
    customers.recency_days,
    customers.orders,
    customers.gross_revenue,
    customers.net_revenue,
    customers.average_order_amount,
    lifetime_values.probability_alive,
    lifetime_values.expected_purchases,
    lifetime_values.predicted_lifetime_value,
    lifetime_values.value_decile,
    churn.churn_probability,
    satisfaction.satisfaction_score,
    satisfaction.latest_nps_score,
    sentiment.mean_sentiment_score,
    journeys.days_to_first_purchase,
    messages.open_rate as message_open_rate,
    support.mean_first_response_hours,
    customers.has_purchased,
    customers.is_active,
    customers.is_loyalty_member,
    cast(coalesce(referrers.net_revenue_won, 0) as numeric(14, 2)) as net_revenue_won,
    coalesce(satisfaction.answers, 0) as survey_answers,
    coalesce(sentiment.feedback_count, 0) as feedback_count,
    coalesce(journeys.sessions, 0) as sessions,
    coalesce(members.points_balance, 0) as points_balance,
    coalesce(referrers.invitations, 0) as invitations,
    coalesce(referrers.customers_won, 0) as customers_won,
    coalesce(messages.sent_messages, 0) as sent_messages,
    coalesce(messages.recent_messages, 0) as recent_messages,
    coalesce(support.tickets, 0) as tickets,
    coalesce(support.open_tickets, 0) as open_tickets,
    coalesce(messages.has_unsubscribed, false) as has_unsubscribed
from customers
left join journeys
    on customers.customer_id = journeys.customer_id
left join satisfaction
    on customers.customer_id = satisfaction.customer_id
left join support
    on customers.customer_id = support.customer_id
left join sentiment
    on customers.customer_id = sentiment.customer_id
left join messages
    on customers.customer_id = messages.customer_id
left join rfm
    on customers.customer_id = rfm.customer_id
left join behaviour
    on customers.customer_id = behaviour.customer_id
left join lifetime_values
    on customers.customer_id = lifetime_values.customer_id
left join churn
    on customers.customer_id = churn.customer_id
left join members
    on customers.customer_id = members.customer_id
left join referrers
    on customers.customer_id = referrers.customer_id
