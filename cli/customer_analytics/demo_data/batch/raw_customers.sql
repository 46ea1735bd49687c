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
        countries.language,
        countries.phone_prefix,
        places.city,
        places.region,
        pg_temp.pick(pg_temp.uniform(customers.key, 'postal code'), places.postal_codes)
            as postal_code,
        pg_temp.uniform(customers.key, 'gender') < 0.54 as is_female,
        pg_temp.pick(
            pg_temp.uniform(customers.key, 'first name'),
            case
                when pg_temp.uniform(customers.key, 'gender') < 0.54 then countries.female_names
                else countries.male_names
            end
        ) as first_name,
        pg_temp.pick(pg_temp.uniform(customers.key, 'family name'), countries.family_names)
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
    || number || '@'
    || pg_temp.pick(
        pg_temp.uniform(key, 'mail domain'), array['example.com', 'example.org', 'example.net']
    ) as email,
    first_name,
    last_name,
    case
        when pg_temp.uniform(key, 'phone given') < 0.6
            then phone_prefix || (100 + floor(100 * pg_temp.uniform(key, 'phone')))::integer
    end as phone,
    case
        when pg_temp.uniform(key, 'birth date given') < 0.88
            then
                signup_at::date - (
                    18 * 365
                    + 58 * 365 * pg_temp.uniform(key, 'age, one') ^ 1.2
                    * (0.4 + 0.6 * pg_temp.uniform(key, 'age, two'))
                )::integer
    end as birth_date,
    case
        when pg_temp.uniform(key, 'gender given') > 0.92 then null
        when pg_temp.uniform(key, 'gender given') > 0.9 then 'diverse'
        when is_female then 'female'
        else 'male'
    end as gender,
    city,
    region,
    country,
    postal_code,
    signup_at,
    channel as acquisition_channel,
    campaign as acquisition_campaign,
    jsonb_build_object(
        'language', language,
        'newsletter', pg_temp.uniform(key, 'newsletter') < 0.4 + 0.5 * engagement
    ) as attributes,
    signup_at as updated_at
from named;
