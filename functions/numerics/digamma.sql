declare
    shifted double precision := z;
    sum_of_inverses double precision := 0;
begin
    if z is null or z <= 0 then
        return null;
    end if;
    while shifted < 10 loop  -- the recurrence lifts small arguments to where the series is exact
        sum_of_inverses := sum_of_inverses + 1 / shifted;
        shifted := shifted + 1;
    end loop;
    return ln(shifted) - 0.5 / shifted - sum_of_inverses
        - (1.0 / 12 - (1.0 / 120 - (1.0 / 252 - (1.0 / 240 - (1.0 / 132 - 691.0 / 32760
        / shifted ^ 2) / shifted ^ 2) / shifted ^ 2) / shifted ^ 2) / shifted ^ 2) / shifted ^ 2;
end
