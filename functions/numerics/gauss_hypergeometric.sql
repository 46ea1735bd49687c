declare
    first double precision := a;
    second double precision := b;
    argument double precision := z;
    log_factor double precision := 0;
    term double precision := 1;
    total double precision := 1;
begin
    if a + b + c + z is null or z >= 1 then
        return null;
    end if;
    -- below 0 the terms alternate, and large ones cancel; Pfaff's transformations give them one sign
    if z < 0 then
        argument := z / (z - 1);
        if a <= c then
            first := c - a;
            log_factor := -b * ln(1 - z);
        else
            second := c - b;
            log_factor := -a * ln(1 - z);
        end if;
    end if;
    for n in 0..99999 loop
        term := term * (first + n) / (c + n) * (second + n) / (1 + n) * argument;
        total := total + term;
        exit when abs(term) <= 1e-17 * abs(total);
        if abs(total) > 1e200 then
            term := term / 1e200;
            total := total / 1e200;
            log_factor := log_factor + 200 * ln(10::double precision);
        end if;
    end loop;
    -- what is left out is at most a geometric series of the argument
    return case
        when abs(term) <= 1e-9 * (1 - argument) * abs(total)
            then total * {{ safe_exp('log_factor') }}
    end;
end
