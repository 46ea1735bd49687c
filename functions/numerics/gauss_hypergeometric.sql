declare
    term double precision := 1;
    total double precision := 1;
begin
    if z is null or abs(z) >= 1 then
        return null;
    end if;
    for n in 0..99999 loop
        term := term * (a + n) / (c + n) * (b + n) / (1 + n) * z;
        total := total + term;
        exit when abs(term) <= 1e-17 * abs(total);
    end loop;
    return total;
end
