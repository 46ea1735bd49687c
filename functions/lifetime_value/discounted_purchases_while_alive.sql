declare
    purchases double precision;
    purchases_before double precision := 0;
    discounted double precision := 0;
begin
    for month in 1..months loop
        purchases := {{ function('expected_purchases_while_alive') }}(
            repeats, age, month * month_length, buying_process
        );
        discounted := discounted
            + (purchases - purchases_before) / (1 + monthly_discount_rate) ^ month;
        purchases_before := purchases;
    end loop;
    return discounted;
end
