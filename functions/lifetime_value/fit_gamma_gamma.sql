-- In two stages, as fit_buying_process. The start: a coefficient of variation of 1 within customers, and as much between.
declare
    part_size constant integer := 10000;
    every integer := greatest(1, ceil(cardinality(repeats) / part_size::double precision));
    picks integer [] := array(select generate_series(1, cardinality(repeats), every));
    part_repeats integer [] := array(select repeats[i] from unnest(picks) as numbers (i));
    part_spend double precision [] := array(select average_spend[i] from unnest(picks) as numbers (i));
    part_customers double precision [] := array(select customers[i] from unnest(picks) as numbers (i));
    mean_spend double precision := (select avg(m) from unnest(part_spend) as means (m));
    part_fit jsonb := {{ function('climb_gamma_gamma') }}(
        array[ln(1), ln(3), ln(2 * mean_spend)], part_repeats, part_spend, part_customers, null
    );
    fit jsonb := part_fit;
    information double precision [] := {{ function('gamma_gamma_information') }}(
        {{ floats_of_json("part_fit ->> 'log_parameters'") }}, part_repeats, part_spend, part_customers
    );
    scale double precision := (select sum(n) from unnest(customers) as counts (n))
        / (select sum(n) from unnest(part_customers) as counts (n));
    covariance double precision [];
begin
    for i in 1..3 loop
        for j in 1..3 loop
            information[i][j] := information[i][j] * scale;
        end loop;
    end loop;
    if every > 1 then
        fit := {{ function('climb_gamma_gamma') }}(
            {{ floats_of_json("part_fit ->> 'log_parameters'") }}, repeats, average_spend, customers, information
        );
    end if;
    covariance := {{ function('invert_matrix') }}(information);
    return fit || jsonb_build_object(
        'iterations',
        cast(fit ->> 'iterations' as integer)
        + case when every > 1 then cast(part_fit ->> 'iterations' as integer) else 0 end,
        'log_standard_errors',
        array(select case when covariance[i][i] > 0 then sqrt(covariance[i][i]) end from generate_series(1, 3) as i)
    );
end
