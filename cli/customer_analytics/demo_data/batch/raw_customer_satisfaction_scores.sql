-- raw.customer_satisfaction_scores: a quarter of the orders is followed by an answered survey, of one of
-- four kinds; what people answer is their mood about that order, rounded to the survey's scale.
insert into raw.customer_satisfaction_scores (
    score_id,
    customer_id,
    survey_type,
    score,
    scale_max,
    touchpoint,
    surveyed_at,
    comment,
    updated_at
)
with asked as materialized (

    select
        orders.draw_key,
        orders.order_id,
        orders.order_number,
        orders.customer_id,
        orders.problem,
        orders.mood,
        pg_temp.weighted_pick(
            pg_temp.uniform(orders.draw_key, 'survey type', orders.order_number),
            array[0.35, 0.65, 0.9],
            array['satisfaction', 'nps', 'csat', 'ces']
        ) as survey_type,
        orders.ordered_at
        + pg_temp.days(
            1 + 6 * pg_temp.uniform(orders.draw_key, 'survey days', orders.order_number)
        ) as surveyed_at
    from demo_orders as orders
    where
        orders.kind = 'purchase'
        and pg_temp.uniform(orders.draw_key, 'survey', orders.order_number) < 0.25

),

scaled as (

    select
        asked.*,
        case asked.survey_type when 'csat' then 5 when 'ces' then 7 else 10 end as scale_max,
        case when asked.survey_type in ('csat', 'ces') then 1 else 0 end as scale_min
    from asked
    cross join demo_run as run
    where asked.surveyed_at < run.ends_at

),

scored as (

    select
        scaled.*,
        greatest(
            scaled.scale_min,
            least(scaled.scale_max, round(scaled.mood * scaled.scale_max / 10))
        ) as score
    from scaled

)

select
    'S' || substr(scored.order_id, 2) as score_id,
    scored.customer_id,
    scored.survey_type,
    scored.score,
    scored.scale_max,
    case
        when scored.problem is not null then 'ticket'
        else
            pg_temp.weighted_pick(
                pg_temp.uniform(scored.draw_key, 'survey touchpoint', scored.order_number),
                array[0.5, 0.85],
                array['order', 'delivery', 'app']
            )
    end as touchpoint,
    scored.surveyed_at,
    case
        when
            scored.survey_type <> 'ces'
            and pg_temp.uniform(scored.draw_key, 'survey comment', scored.order_number) < 0.2
            then
                pg_temp.pick(
                    pg_temp.uniform(scored.draw_key, 'survey words', scored.order_number),
                    words.titles
                )
    end as comment,
    scored.surveyed_at as updated_at
from scored
inner join demo_openings as words
    on
        words.spoken = 'en'
        and words.rating = greatest(1, least(5, round(5 * scored.score / scored.scale_max)));
