{#-
    The step of a recursive query from customers in a tree to those whom they won. A lateral subquery with an offset is run
    for each of them, by way of the index; a plain join would read all links again on each level.
-#}
{% macro won_by_nodes(nodes) -%}
    select
        links.referred_customer_id as customer_id,
        {{ nodes }}.root_customer_id,
        links.referrer_id,
        links.referral_id,
        {{ nodes }}.level_below + 1 as level_below
    from {{ nodes }}
    cross join
        lateral (
            select *
            from {{ ref('int_referral_links') }} as won
            where won.referrer_id = {{ nodes }}.customer_id
            offset 0
        ) as links
{%- endmacro %}
