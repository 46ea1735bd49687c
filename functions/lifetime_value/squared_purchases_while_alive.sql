-- X = min(N, D): N is Poisson in the horizon, D the geometric number of purchases until the customer leaves. Then
-- E[X(X - 1)] = 2 E[(1 - p) / p² · (1 - (1 + λpt) exp(-λpt))] over λ ~ gamma(r, α) and p ~ beta(a, b), all given
-- that the customer is alive; both integrals over p are Gauss's hypergeometric functions.
declare
    a double precision := case
        when abs(buying_process[3] - 1) < 1e-6 then 1 + 1e-6
        when abs(buying_process[3] - 2) < 1e-6 then 2 + 1e-6
        else buying_process[3]
    end;
    b double precision := buying_process[4] + repeats + buying_process[5];
    r double precision := buying_process[1] + repeats;
    alpha double precision := buying_process[2] + age;
    never_leaving double precision;
    leaving double precision;
begin
    if abs(a + b - 1) < 1e-6 then
        b := 1 - a + 1e-6;
    end if;
    never_leaving := b * (a + b - 1) / ((a - 1) * (a - 2)) * (
        1 - {{ function('gauss_hypergeometric') }}(r, a - 2, a + b - 1, -horizon / alpha)
    );
    leaving := r * horizon / alpha * b / (a - 1)
        * {{ function('gauss_hypergeometric') }}(r + 1, a - 1, a + b, -horizon / alpha);
    return 2 * (never_leaving - leaving)
        + {{ function('expected_purchases_while_alive') }}(repeats, age, horizon, buying_process);
end
