{#-
    What invitations are summed up in, the same in each breakdown: aggregates over int_referrals joined as `referrals`, and
    the purchases of the customers they won, joined as `statistics`.
-#}
{% macro invitation_totals() -%}
    count(*) as invitations,
        sum(case when referrals.status = 'pending' then 1 else 0 end) as pending,
        sum(case when referrals.status = 'expired' then 1 else 0 end) as expired,
        sum(case when referrals.status = 'rejected' then 1 else 0 end) as rejected,
        sum(case when referrals.is_registered then 1 else 0 end) as registered,
        sum(case when referrals.is_converted then 1 else 0 end) as converted,
        sum(case when referrals.is_won then 1 else 0 end) as customers_won,
        sum(case when referrals.is_won and statistics.orders > 0 then 1 else 0 end) as buyers,
        sum(referrals.reward_amount) as reward_amount,
        coalesce(sum(case when referrals.is_won then statistics.net_revenue end), 0) as net_revenue
{%- endmacro %}


{#- The counts of those totals as marts show them. -#}
{% macro invitation_counts() -%}
    cast(invitations as integer) as invitations,
    cast(pending as integer) as pending,
    cast(expired as integer) as expired,
    cast(rejected as integer) as rejected,
    cast(registered as integer) as registered,
    cast(converted as integer) as converted,
    cast(customers_won as integer) as customers_won,
    cast(buyers as integer) as buyers
{%- endmacro %}
