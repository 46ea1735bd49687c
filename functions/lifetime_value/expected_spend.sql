select
    case
        when spend_model[1] * repeats + spend_model[2] > 1  -- else the mean is infinite
            then
                spend_model[1] * (spend_model[3] + repeats * greatest(coalesce(average_spend, 0), 0))
                / (spend_model[1] * repeats + spend_model[2] - 1)
    end
