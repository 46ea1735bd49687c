-- Accounting: orders and money, answers, feedback, tickets, messages, points and invitations of all customers are those of staging.
with mart_totals as (

    select
        count(*) as customers,
        coalesce(sum(orders), 0) as orders,
        coalesce(sum(net_revenue), 0) as net_revenue,
        coalesce(sum(survey_answers), 0) as survey_answers,
        coalesce(sum(feedback_count), 0) as feedback_count,
        coalesce(sum(tickets), 0) as tickets,
        coalesce(sum(sent_messages), 0) as sent_messages,
        coalesce(sum(points_balance), 0) as points_balance,
        coalesce(sum(invitations), 0) as invitations
    from {{ ref('customer_360') }}

),

customers as (

    select count(*) as customers from {{ ref('stg_customers') }}

),

orders as (

    select
        count(distinct case when is_purchase then order_id end) as orders,
        coalesce(sum(case when is_counted then net_amount end), 0) as net_revenue
    from {{ ref('stg_purchase_behavior') }}
    where customer_id is not null

),

answers as (

    select count(customer_id) as survey_answers
    from {{ ref('stg_customer_satisfaction_scores') }}

),

feedback as (

    select count(customer_id) as feedback_count from {{ ref('stg_customer_feedback') }}

),

tickets as (

    select count(customer_id) as tickets from {{ ref('stg_support_tickets') }}

),

messages as (

    select count(customer_id) as sent_messages from {{ ref('stg_communication_logs') }}

),

points as (

    select coalesce(sum(points_change), 0) as points_balance
    from {{ ref('stg_loyalty_program') }}

),

invitations as (

    select count(*) as invitations from {{ ref('stg_referral_program') }}

)

select mart_totals.*
from mart_totals
cross join customers
cross join orders
cross join answers
cross join feedback
cross join tickets
cross join messages
cross join points
cross join invitations
where
    mart_totals.customers <> customers.customers
    or mart_totals.orders <> orders.orders
    or mart_totals.net_revenue <> orders.net_revenue
    or mart_totals.survey_answers <> answers.survey_answers
    or mart_totals.feedback_count <> feedback.feedback_count
    or mart_totals.tickets <> tickets.tickets
    or mart_totals.sent_messages <> messages.sent_messages
    or mart_totals.points_balance <> points.points_balance
    or mart_totals.invitations <> invitations.invitations
