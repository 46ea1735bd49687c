-- Draws that are a function of (key, stream, draw): the same on every server, in any order, for any
-- batch size. They live in pg_temp, so nothing stays behind.
--
-- Streams are named, not numbered; the planner folds the hash of a name into a constant. A choice between
-- constants that meets a draw is typed (double precision '0.6'): a numeric would be converted by way of
-- text, row by row.

-- Uniform on (0, 1): 2^-64 times a 64-bit hash, shrunk a little so that neither end is ever reached.
create or replace function pg_temp.uniform(draw_key bigint, stream text, draw integer default 0)
returns double precision
language sql immutable parallel safe
as $$
    select
        double precision '0.5'
        + double precision '5.42101086e-20'
        * hashint8extended(draw_key, hashtextextended(stream, 0) + draw)::double precision
$$;

-- Standard normal, by Box and Muller (1958).
create or replace function pg_temp.normal(draw_key bigint, stream text, draw integer default 0)
returns double precision
language sql immutable parallel safe
as $$
    select
        sqrt(-2 * ln(pg_temp.uniform(draw_key, stream || ' (radius)', draw)))
        * cos(2 * pi() * pg_temp.uniform(draw_key, stream || ' (angle)', draw))
$$;

-- Exponential with the given mean.
create or replace function pg_temp.exponential(
    mean double precision, draw_key bigint, stream text, draw integer default 0
)
returns double precision
language sql immutable parallel safe
as $$
    select -mean * ln(pg_temp.uniform(draw_key, stream, draw))
$$;

-- Gamma with the given shape and rate 1, by Marsaglia and Tsang (2000); about one attempt in twenty
-- is rejected. A shape below 1 is drawn one higher and scaled back by a power of a uniform.
create or replace function pg_temp.gamma_draw(
    shape double precision, draw_key bigint, stream text, draw integer default 0
)
returns double precision
language plpgsql immutable parallel safe
as $$
declare
    seed constant bigint := hashtextextended(stream, 0) + draw::bigint * 100;
    unit constant double precision := 5.42101086e-20;
    d constant double precision := case when shape < 1 then shape + 1 else shape end - 1.0 / 3;
    c constant double precision := 1 / sqrt(9 * d);
    x double precision;
    v double precision;
begin
    for attempt in 1..33 loop
        x := sqrt(-2 * ln(0.5 + unit * hashint8extended(draw_key, seed + 3 * attempt)))
            * cos(2 * pi() * (0.5 + unit * hashint8extended(draw_key, seed + 3 * attempt + 1)));
        v := 1 + c * x;
        continue when v <= 0;
        v := v * v * v;
        exit when ln(0.5 + unit * hashint8extended(draw_key, seed + 3 * attempt + 2))
            < x * x / 2 + d - d * v + d * ln(v);
    end loop;
    if shape < 1 then
        v := v * power(0.5 + unit * hashint8extended(draw_key, seed), 1 / shape);
    end if;
    return d * v;
end
$$;

-- One of the options, each as likely as the others.
create or replace function pg_temp.pick(portion double precision, options text[])
returns text
language sql immutable parallel safe
as $$
    select options[1 + floor(portion * cardinality(options))::integer]
$$;

-- One of the options: the first below cumulative_shares[1], the second below the next, and so on.
create or replace function pg_temp.weighted_pick(
    portion double precision, cumulative_shares double precision[], options text[]
)
returns text
language sql immutable parallel safe
as $$
    select options[1 + width_bucket(portion, cumulative_shares)]
$$;

-- So many days, to the second: times are never finer, and an interval of seconds is cheap to add.
create or replace function pg_temp.days(number_of_days double precision)
returns interval
language sql immutable parallel safe
as $$
    select floor(86400 * number_of_days) * interval '1 second'
$$;

-- A second of the day between 05:00 and 23:59:59, most often at noon and in the evening.
create or replace function pg_temp.daytime(draw_key bigint, stream text, draw integer default 0)
returns interval
language sql immutable parallel safe
as $$
    select
        (
            3600 * (
                5 + width_bucket(
                    pg_temp.uniform(draw_key, stream || ' (hour)', draw),
                    array[
                        .01, .03, .06, .10, .15, .21, .27, .34, .40, .45,
                        .50, .56, .63, .71, .80, .88, .94, .98
                    ]::double precision []
                )
            )
            + floor(3600 * pg_temp.uniform(draw_key, stream || ' (second)', draw))
        )
        * interval '1 second'
$$;
