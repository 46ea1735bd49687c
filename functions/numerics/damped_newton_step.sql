declare
    size integer := cardinality(parameters);
    damped double precision [] := information;
    uphill double precision [] := gradient;
    inverse double precision [];
    step double precision [] := array_fill(0::double precision, array[size]);
begin
    for i in 1..size loop
        damped[i][i] := information[i][i] + damping * (abs(information[i][i]) + 1e-6);
        if parameters[i] <= lowest[i] and gradient[i] < 0 or parameters[i] >= highest[i] and gradient[i] > 0 then
            uphill[i] := 0;
            for j in 1..size loop
                damped[i][j] := 0;
                damped[j][i] := 0;
            end loop;
            damped[i][i] := 1;
        end if;
    end loop;
    inverse := {{ function('invert_matrix') }}(damped);
    if inverse is null then
        return null;
    end if;
    for i in 1..size loop
        for j in 1..size loop
            step[i] := step[i] + inverse[i][j] * uphill[j];
        end loop;
    end loop;
    -- far from the top the parabola says little: no step goes further than a factor of e squared
    return array(select greatest(-2, least(2, s)) from unnest(step) as steps (s));
end
