-- The parameters of the process, all of them, in the one place where they are set: tests and models
-- that are fitted to the generated data compare themselves with this table.
create table if not exists ops.demo_truth (
    parameter text primary key,
    value double precision not null,
    meaning text not null
);

delete from ops.demo_truth;

insert into ops.demo_truth (parameter, value, meaning)
values
-- Buying: BG/NBD (Fader, Hardie and Lee 2005), time in days.
('r', 1.2, 'Buying rates per day are gamma distributed: shape.'),
('alpha', 48, 'Buying rates per day are gamma distributed: rate, in days.'),
('a', 0.7, 'Probabilities to leave after a repeat purchase are beta distributed: first shape.'),
('b', 3.0, 'Probabilities to leave after a repeat purchase are beta distributed: second shape.'),
-- Spend: gamma-gamma (Fader and Hardie 2013), net of discounts, before refunds.
('p', 6, 'Order values of one customer are gamma distributed: shape.'),
('q', 4, 'The rates of those gammas are gamma distributed: shape.'),
('gamma', 66.2, 'The rates of those gammas are gamma distributed: rate, in money.'),
-- Around the first order.
('never_buys', 0.03, 'Share of customers who sign up and never order.'),
('buys_later', 0.12, 'Share of customers whose first order comes days after they signed up.'),
('first_order_lag_days', 12, 'Mean days from sign-up to first order, of those who order later.'),
('acquisition_growth', 0.3, 'How many more customers sign up per day at the end than at first.'),
('acquisition_q4_lift', 0.55, 'How many more customers sign up per day in November and December.'),
-- What orders bring with them.
('refund_whole_order', 0.017, 'Share of orders sent back as a whole.'),
('refund_one_line', 0.03, 'Share of orders of which one line is sent back.'),
('cancelled_orders', 0.02, 'Orders that are cancelled, per purchase, in addition to it.'),
('failed_orders', 0.012, 'Orders whose payment fails, per purchase, in addition to it.'),
('guest_orders', 0.06, 'Orders without a customer, per customer.'),
('problem_rate', 0.065, 'Share of orders that go wrong for a customer of average happiness.'),
('problem_before_leaving', 0.10, 'Added to it at the order after which the customer leaves.'),
-- What customers think.
('mood_level', 8.36, 'Satisfaction (0 to 10) of an average customer if nothing went wrong.'),
('mood_per_happiness', 1.0, 'How much it moves with the latent happiness (standard deviations).'),
('mood_before_leaving', -1.5, 'How much lower it is at the order after which they leave.'),
('mood_after_problem', -1.3, 'How much lower it is when the order went wrong.'),
('mood_after_solution', 0.3, 'How much higher if earlier trouble was solved within two days.'),
('mood_after_delay', -0.6, 'How much lower if it was not.'),
('mood_noise', 1.0, 'Standard deviation of what nothing explains.'),
('happiness_from_loyalty', 0.5, 'Correlation of happiness with the probability to stay.'),
-- What customers do besides.
('loyalty_logit', 1.5, 'Log odds to join the loyalty program, of a buyer of average happiness.'),
('referred', 0.115, 'Share of customers who try to name somebody who referred them.'),
('invitations', 0.2125, 'Probability of each of three invitations in vain from a happy customer.');

create temporary table demo_truth on commit drop as
select truth.*
from
    jsonb_to_record((select jsonb_object_agg(parameter, value) from ops.demo_truth)) as truth (
        r double precision,
        alpha double precision,
        a double precision,
        b double precision,
        p double precision,
        q double precision,
        gamma double precision,
        never_buys double precision,
        buys_later double precision,
        first_order_lag_days double precision,
        acquisition_growth double precision,
        acquisition_q4_lift double precision,
        refund_whole_order double precision,
        refund_one_line double precision,
        cancelled_orders double precision,
        failed_orders double precision,
        guest_orders double precision,
        problem_rate double precision,
        problem_before_leaving double precision,
        mood_level double precision,
        mood_per_happiness double precision,
        mood_before_leaving double precision,
        mood_after_problem double precision,
        mood_after_solution double precision,
        mood_after_delay double precision,
        mood_noise double precision,
        happiness_from_loyalty double precision,
        loyalty_logit double precision,
        referred double precision,
        invitations double precision
    );
