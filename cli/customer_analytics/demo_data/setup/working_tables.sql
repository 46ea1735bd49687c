-- What the steps of a batch hand to each other; emptied before each batch, gone with the transaction.

-- One row per customer of the batch, with what nobody can see in the raw tables.
create temporary table demo_customers (
    number integer,
    draw_key bigint,
    customer_id text,
    country text,
    currency text,
    place_number integer,
    channel text,
    campaign text,
    referrer_number integer,
    signup_at timestamptz,
    first_order_day integer,  -- null: has not bought by the end
    first_order_at timestamptz,
    buying_rate double precision,  -- purchases per day while a customer
    leaving_probability double precision,  -- after each repeat purchase
    spend_rate double precision,  -- nu: order values are gamma(p, nu)
    happiness double precision,  -- about standard normal
    engagement double precision,  -- 0 to 1: how much of what reaches them they look at
    coupon_share double precision,  -- share of orders with a coupon
    favourite_brand integer,  -- 0 to 2; null: buys any
    main_category integer,
    other_category integer,
    device text,
    is_tracked boolean,  -- consented to the recording of visits
    is_member boolean,  -- joins the loyalty program
    left_at timestamptz  -- the order after which they leave; null: still a customer
) on commit drop;

-- One row per order of the batch.
create temporary table demo_orders (
    number integer,
    draw_key bigint,
    order_number integer,  -- 1 is the first purchase
    kind text,  -- purchase, cancelled, failed, guest
    order_id text,
    customer_id text,  -- null: guest
    order_day integer,
    ordered_at timestamptz,
    is_last boolean,  -- the customer leaves after it
    problem text,  -- what went wrong, if anything did
    resolution_days double precision,  -- how long a problem takes to solve
    by_message boolean,  -- a message led to it
    mood double precision,  -- satisfaction with it, 0 to 10 before rounding
    euro_cents bigint,  -- net of discount, before refunds
    total_cents bigint,  -- the same in the order's currency
    currency text,
    line_count integer,
    discount_rate double precision,
    coupon_code text,
    refund text,  -- order, line
    refunded_at timestamptz,  -- null: not by the end
    status text,
    sales_channel text,
    payment_method text
) on commit drop;

-- Everybody so far, for finding a customer's referrer among those with smaller numbers.
create temporary table demo_everybody (
    number integer primary key,
    customer_id text,
    first_order_at timestamptz,
    happiness double precision
) on commit drop;

-- Without statistics the planner takes each lookup for thousands of rows.
analyze demo_run,
demo_truth,
demo_calendar,
demo_channels,
demo_campaigns,
demo_places,
demo_countries,
demo_products,
demo_openings,
demo_details,
demo_closings,
demo_rates;
