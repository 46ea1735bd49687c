-- Channels that win customers, what a customer costs in each, and the campaigns that run in them.
-- Referral is not among them: who was referred is found in batch/referrers.sql.

create temporary table demo_channels (
    channel text,
    share double precision,
    cumulative_share double precision,
    cost_per_customer double precision  -- money; 0 where the channel is not bought
) on commit drop;

insert into demo_channels (channel, share, cost_per_customer)
values
('paid_search', 0.27, 62),
('social', 0.22, 55),
('organic', 0.20, 0),
('email', 0.09, 14),
('affiliate', 0.09, 48),
('display', 0.07, 104),
('marketplace', 0.06, 67);

update demo_channels
set cumulative_share = sums.cumulative_share
from (
    select
        channel,
        sum(share) over (order by share desc, channel) as cumulative_share
    from demo_channels
) as sums
where demo_channels.channel = sums.channel;

-- Campaigns of a channel; a seasonal one runs in November and December and takes two fifths then.
create temporary table demo_campaigns (
    channel text,
    campaign text,
    share double precision,
    is_seasonal boolean
) on commit drop;

insert into demo_campaigns (channel, campaign, share, is_seasonal)
values
('paid_search', 'brand', 0.35, false),
('paid_search', 'generic', 0.4, false),
('paid_search', 'shopping_ads', 0.25, false),
('paid_search', 'gift_season', 1, true),
('social', 'prospecting', 0.6, false),
('social', 'retargeting', 0.4, false),
('social', 'gift_season', 1, true),
('email', 'partner_newsletter', 1, false),
('affiliate', 'cashback', 0.55, false),
('affiliate', 'bloggers', 0.45, false),
('display', 'awareness', 0.7, false),
('display', 'lookalike', 0.3, false),
('display', 'gift_season', 1, true),
('marketplace', 'listing', 1, false);
