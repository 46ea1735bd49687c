-- Newton's method (iteratively reweighted least squares). Features are standardized, the intercept comes first and is
-- not penalized, so that the mean prediction equals the mean outcome.
declare
    width integer := array_length(features, 2);
    means double precision [];
    deviations double precision [];
    design double precision [];
    weights double precision [] := array_fill(0::double precision, array[width + 1]);
    gradient double precision [];
    information double precision [] := array_fill(0::double precision, array[width + 1, width + 1]);
    inverse double precision [];
    cell record;
    step double precision [];
    gain double precision := 1;
    iterations integer := 0;
begin
    select
        array_agg(mean order by feature),
        array_agg(deviation order by feature)
    into means, deviations
    from (
        select
            1 + (place - 1) % width as feature,
            avg(v) as mean,
            stddev_pop(v) as deviation
        from unnest(features) with ordinality as observed (v, place)
        group by 1
    ) as moments;
    -- a feature that never varies has nothing to say
    design := array(
        select case when deviations[f] > 1e-9 then (v - means[f]) / deviations[f] else 0 end
        from unnest(features) with ordinality as observed (v, place)
        cross join lateral (select cast(1 + (place - 1) % width as integer) as f) as numbered
        order by place
    );
    while iterations < 50 and gain > 1e-8 loop
        iterations := iterations + 1;
        gradient := array_fill(0::double precision, array[width + 1]);
        for cell in
            with rows as (
                select
                    outcomes[1 + (place - 1) / width] as outcome,
                    1 || array_agg(z order by place) as x,
                    weights[1] + sum(z * weights[2 + (place - 1) % width]) as logit
                from unnest(design) with ordinality as standardized (z, place)
                group by (place - 1) / width
            ),

            predicted as (
                select
                    x,
                    outcome - 1 / (1 + {{ safe_exp('-logit') }}) as residual,
                    1 / (2 + {{ safe_exp('logit') }} + {{ safe_exp('-logit') }}) as weight
                from rows
            )

            select
                i,
                j,
                sum(weight * x[i] * x[j]) as curvature,
                sum(case when i = j then residual * x[i] end) as slope
            from predicted
            cross join generate_series(1, width + 1) as i
            cross join lateral generate_series(1, i) as j
            group by 1, 2
        loop
            information[cell.i][cell.j] := cell.curvature;
            information[cell.j][cell.i] := cell.curvature;
            if cell.i = cell.j then
                gradient[cell.i] := cell.slope;
            end if;
        end loop;
        for i in 2..width + 1 loop
            information[i][i] := information[i][i] + penalty;
            gradient[i] := gradient[i] - penalty * weights[i];
        end loop;
        inverse := {{ function('invert_matrix') }}(information);
        exit when inverse is null;
        step := array(
            select sum(inverse[i][j] * gradient[j])
            from generate_series(1, width + 1) as i
            cross join generate_series(1, width + 1) as j
            group by i
            order by i
        );
        gain := (select sum(s * g) from unnest(step, gradient) as products (s, g));
        weights := array(
            select w + s from unnest(weights, step) with ordinality as moved (w, s, place) order by place
        );
    end loop;
    return jsonb_build_object(
        'intercept', weights[1], 'weights', weights[2:], 'means', means, 'deviations', deviations,
        'iterations', iterations, 'is_converged', gain <= 1e-8 and inverse is not null
    );
end
