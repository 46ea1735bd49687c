-- raw.customers: what the shop knows of its customers; some left things out.
insert into raw.customers (
    customer_id,
    email,
    first_name,
    last_name,
    phone,
    birth_date,
    gender,
    city,
    region,
    country,
    postal_code,
    signup_at,
    acquisition_channel,
    acquisition_campaign,
    attributes,
    updated_at
)
with named as materialized (

    select
        customers.*,
        countries.spoken,
        countries.phone_prefix,
        places.city,
        places.region,
        pg_temp.pick(pg_temp.uniform(customers.draw_key, 'postal code'), places.postal_codes)
            as postal_code,
        pg_temp.uniform(customers.draw_key, 'gender') < 0.54 as is_female,
        pg_temp.uniform(customers.draw_key, 'gender given') as gender_portion,
        pg_temp.pick(
            pg_temp.uniform(customers.draw_key, 'first name'),
            case
                when pg_temp.uniform(customers.draw_key, 'gender') < 0.54
                    then countries.female_names
                else countries.male_names
            end
        ) as first_name,
        pg_temp.pick(pg_temp.uniform(customers.draw_key, 'family name'), countries.family_names)
            as last_name
    from demo_customers as customers
    inner join demo_places as places on customers.place_number = places.place_number
    inner join demo_countries as countries on customers.country = countries.country

)

select
    customer_id,
    translate(
        lower(first_name || '.' || replace(last_name, ' ', '')), 'äöüéèçñíáóúÉÁ', 'aoueecniaouea'
    )
    || number
    || '@'
    || pg_temp.pick(
        pg_temp.uniform(draw_key, 'mail domain'),
        array['example.com', 'example.org', 'example.net']
    ) as email,
    first_name,
    last_name,
    case
        when pg_temp.uniform(draw_key, 'phone given') < 0.6
            then phone_prefix || (100 + floor(100 * pg_temp.uniform(draw_key, 'phone')))::integer
    end as phone,
    -- From 18 to 76 years at sign-up, most of them young.
    case
        when pg_temp.uniform(draw_key, 'birth date given') < 0.88
            then
                signup_at::date - (
                    365.25 * 18
                    + 365.25 * 58 * pg_temp.uniform(draw_key, 'age') ^ 1.2
                    * (0.4 + 0.6 * pg_temp.uniform(draw_key, 'youth'))
                )::integer
    end as birth_date,
    case
        when gender_portion > 0.92 then null
        when gender_portion > 0.9 then 'diverse'
        when is_female then 'female'
        else 'male'
    end as gender,
    city,
    region,
    country,
    postal_code,
    signup_at,
    channel,
    campaign,
    jsonb_build_object(
        'language', spoken,
        'newsletter', pg_temp.uniform(draw_key, 'newsletter') < 0.4 + 0.5 * engagement
    ) as attributes,
    signup_at as updated_at
from named;
