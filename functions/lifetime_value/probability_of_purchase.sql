select
    {{ function('probability_alive') }}(repeats, recency, age, buying_process)
    * {{ function('probability_of_purchase_while_alive') }}(repeats, age, horizon, buying_process)
