-- Channels that win customers, what a customer costs in each, and the campaigns that run in them.
-- Referral is not among them: who was referred is found in batch/referrers.sql.

create temporary table demo_channels on commit drop as
select
    channels.*,
    sum(channels.portion) over (order by channels.channel_number) as cumulative_share
from (
    values
    (1, 'affiliate', double precision '0.09', 48, false),  -- portion, money per customer
    (2, 'display', 0.07, 104, true),
    (3, 'email', 0.09, 14, false),
    (4, 'marketplace', 0.06, 67, false),
    (5, 'organic', 0.2, 0, false),
    (6, 'paid_search', 0.27, 62, true),
    (7, 'social', 0.22, 55, true)
) as channels (channel_number, channel, portion, cost_per_customer, has_gift_season);

-- Campaigns of a channel: from and to which portion of its customers they win. Those of the gift season
-- run in November and December, and win two fifths of the customers then.
create temporary table demo_campaigns on commit drop as
select
    campaigns.*,
    campaigns.portion_to - campaigns.portion_from as portion
from (
    values
    ('affiliate', 'bloggers', false, double precision '0', double precision '0.45'),
    ('affiliate', 'cashback', false, 0.45, 1),
    ('display', 'awareness', false, 0, 0.7),
    ('display', 'lookalike', false, 0.7, 1),
    ('display', 'gift_season', true, 0, 1),
    ('email', 'partner_newsletter', false, 0, 1),
    ('marketplace', 'listing', false, 0, 1),
    ('paid_search', 'brand', false, 0, 0.35),
    ('paid_search', 'generic', false, 0.35, 0.75),
    ('paid_search', 'shopping_ads', false, 0.75, 1),
    ('paid_search', 'gift_season', true, 0, 1),
    ('social', 'prospecting', false, 0, 0.6),
    ('social', 'retargeting', false, 0.6, 1),
    ('social', 'gift_season', true, 0, 1)
) as campaigns (channel, campaign, is_seasonal, portion_from, portion_to);
