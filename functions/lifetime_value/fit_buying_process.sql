-- Of many cells, a part is climbed first. From there, Newton steps on all cells with the part's information, which need
-- no Hessian of their own, are done in a few passes.
declare
    part_size constant integer := 10000;
    every integer := greatest(1, ceil(cardinality(repeats) / part_size::double precision));
    picks integer [] := array(select generate_series(1, cardinality(repeats), every));
    part_repeats integer [] := array(select repeats[i] from unnest(picks) as numbers (i));
    part_recency double precision [] := array(select recency[i] from unnest(picks) as numbers (i));
    part_age double precision [] := array(select age[i] from unnest(picks) as numbers (i));
    part_customers double precision [] := array(select customers[i] from unnest(picks) as numbers (i));
    part_beyond double precision [] := {{ function('customers_beyond') }}(part_repeats, part_customers);
    part_fit jsonb := {{ function('climb_buying_process') }}(
        {{ function('start_buying_process') }}(
            part_repeats, part_recency, part_age, part_customers, part_beyond, chances_at_start
        ),
        part_repeats, part_recency, part_age, part_customers, part_beyond, chances_at_start, null
    );
    fit jsonb := part_fit;
    information double precision [] := {{ function('buying_process_information') }}(
        {{ floats_of_json("part_fit ->> 'log_parameters'") }},
        part_repeats, part_recency, part_age, part_customers, part_beyond, chances_at_start
    );
    scale double precision := (select sum(n) from unnest(customers) as counts (n))
        / (select sum(n) from unnest(part_customers) as counts (n));
    covariance double precision [];
begin
    for i in 1..4 loop
        for j in 1..4 loop
            information[i][j] := information[i][j] * scale;
        end loop;
    end loop;
    if every > 1 then
        fit := {{ function('climb_buying_process') }}(
            {{ floats_of_json("part_fit ->> 'log_parameters'") }}, repeats, recency, age, customers,
            {{ function('customers_beyond') }}(repeats, customers), chances_at_start, information
        );
    end if;
    covariance := {{ function('invert_matrix') }}(information);
    return fit || jsonb_build_object(
        'iterations',
        cast(fit ->> 'iterations' as integer)
        + case when every > 1 then cast(part_fit ->> 'iterations' as integer) else 0 end,
        'log_standard_errors',
        array(select case when covariance[i][i] > 0 then sqrt(covariance[i][i]) end from generate_series(1, 4) as i)
    );
end
