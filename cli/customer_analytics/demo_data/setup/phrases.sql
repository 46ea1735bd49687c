-- Sentences for feedback. A text is an opening and a closing that agree with the rating, and in between
-- something about one topic that agrees with the mood (good 4 and 5, mixed 3, bad 1 and 2 stars).
-- {product} stands for what was bought.

create temporary table demo_openings (
    spoken text,  -- ISO 639-1
    rating integer,
    titles text[],
    openings text[]
) on commit drop;

insert into demo_openings
values
(
    'en', 5,
    array[
        'Absolutely love it', 'Perfect', 'Five stars', 'Brilliant service', 'Could not be happier'
    ],
    array[
        'I absolutely love my new {product}!', 'Wow, what a great {product}!',
        'This is the best {product} I have ever had.', 'Fantastic shop, I am delighted.',
        'Excellent from start to finish!', 'I am so happy with the {product}.'
    ]
),
(
    'en', 4,
    array['Very good', 'Happy with it', 'Good value', 'Nice', 'Would buy again'],
    array[
        'Good {product}, I like it.', 'I am pleased with the {product}.', 'A solid, good purchase.',
        'Nice {product}, it works well.', 'Happy with my order on the whole.',
        'The {product} looks good and does its job well.'
    ]
),
(
    'en', 3,
    array['It is okay', 'Mixed feelings', 'Average', 'Not sure yet', 'So so'],
    array[
        'The {product} is okay.', 'Nothing special, but it does the job.',
        'I have mixed feelings about the {product}.', 'An average {product}.',
        'Not what I pictured, though usable.', 'The {product} is fine, I suppose.'
    ]
),
(
    'en', 2,
    array['Disappointed', 'Not good', 'Expected more', 'Would not buy again', 'Poor'],
    array[
        'I am disappointed with the {product}.', 'Sadly the {product} is not good.',
        'I expected much more.', 'The {product} is rather poor.',
        'Not happy with this order at all.', 'The {product} annoys me more than it helps.'
    ]
),
(
    'en', 1,
    array['Terrible', 'Never again', 'Awful', 'Waste of money', 'Horrible experience'],
    array[
        'Terrible! I regret buying the {product}.', 'The worst {product} I have ever seen.',
        'What an awful experience.', 'I am really angry about this order.',
        'The {product} is useless, a complete waste of money.', 'Horrible, simply horrible.'
    ]
),
(
    'de', 5,
    array['Einfach toll', 'Perfekt', 'Sehr zufrieden'],
    array[
        'Ich bin begeistert, alles wunderbar!', 'Großartig, besser geht es nicht.',
        'Genau das, was ich gesucht habe.'
    ]
),
(
    'de', 4,
    array['Gut', 'Gerne wieder'],
    array['Gute Ware, ich bin zufrieden.', 'Schönes Produkt, funktioniert gut.']
),
(
    'de', 3,
    array['Geht so', 'Mittelmäßig'],
    array['Ganz in Ordnung, aber nichts Besonderes.', 'Ich hatte etwas mehr erwartet.']
),
(
    'de', 2,
    array['Enttäuscht', 'Nicht gut'],
    array['Leider bin ich enttäuscht.', 'Das war nicht gut.']
),
(
    'de', 1,
    array['Nie wieder', 'Furchtbar'],
    array['Furchtbar, ich bin wirklich verärgert.', 'Völlig unbrauchbar, schade um das Geld.']
);

create temporary table demo_details (
    spoken text,  -- ISO 639-1
    mood text,
    topic text,
    details text[]
) on commit drop;

insert into demo_details
values
(
    'en', 'good', 'delivery',
    array[
        'Delivery was fast and the parcel arrived in perfect condition.',
        'It came a day early, great!', 'Shipping was quick and the driver was friendly.'
    ]
),
(
    'en', 'good', 'quality',
    array[
        'The quality is excellent and it feels robust.',
        'Beautifully made, I enjoy using it every day.', 'It is well made and easy to use.'
    ]
),
(
    'en', 'good', 'price',
    array[
        'Great value for the money.', 'The price was fair and the discount a nice surprise.',
        'I saved a lot and got something really good.'
    ]
),
(
    'en', 'good', 'service',
    array[
        'Customer service was friendly and helpful.',
        'My question was answered quickly and kindly.',
        'The support team solved everything in minutes, thank you!'
    ]
),
(
    'en', 'good', 'website',
    array[
        'Ordering on the website was easy.', 'The app is clear and checkout worked perfectly.',
        'The photos and the description were honest and helpful.'
    ]
),
(
    'en', 'mixed', 'delivery',
    array[
        'Delivery took a week.', 'The parcel came on time, but the box was dented.',
        'Shipping was neither fast nor slow.'
    ]
),
(
    'en', 'mixed', 'quality',
    array[
        'The quality is acceptable, but the finish could be better.',
        'It works, although it feels lighter than I thought.', 'The material is not bad, not great.'
    ]
),
(
    'en', 'mixed', 'price',
    array[
        'For the price it will do.', 'A bit expensive for what it is, yet acceptable.',
        'I have seen it for less elsewhere.'
    ]
),
(
    'en', 'mixed', 'service',
    array[
        'The hotline answered on the second try.', 'Support helped, but it took three e-mails.',
        'The answer I got was correct and a little short.'
    ]
),
(
    'en', 'mixed', 'website',
    array[
        'The website is okay, the search could be better.',
        'Checkout asked me twice for my address.',
        'The colour differs a little from the picture.'
    ]
),
(
    'en', 'bad', 'delivery',
    array[
        'Delivery was two weeks late and nobody told me why.',
        'The parcel arrived damaged and half open.', 'It got lost, and I had to chase the courier.'
    ]
),
(
    'en', 'bad', 'quality',
    array[
        'It broke after three days.', 'The quality is bad, it feels cheap and smells awful.',
        'It was defective right out of the box.'
    ]
),
(
    'en', 'bad', 'price',
    array[
        'Far too expensive for such bad quality.', 'I was charged twice and the refund is missing.',
        'The discount was not applied, which feels like a cheat.'
    ]
),
(
    'en', 'bad', 'service',
    array[
        'Customer service was rude and did not help.',
        'Nobody answers my e-mails, it is frustrating.',
        'Support ignored my complaint for ten days.'
    ]
),
(
    'en', 'bad', 'website',
    array[
        'The website crashed and I lost my basket.', 'The description is wrong and misleading.',
        'The app is slow, confusing and full of errors.'
    ]
),
('de', 'good', 'delivery', array['Die Lieferung war schnell und pünktlich.']),
('de', 'good', 'quality', array['Die Qualität ist ausgezeichnet.']),
('de', 'good', 'price', array['Der Preis ist fair.']),
('de', 'good', 'service', array['Der Kundendienst war freundlich und hilfreich.']),
('de', 'good', 'website', array['Die Bestellung war einfach.']),
('de', 'mixed', 'delivery', array['Die Lieferung hat eine Woche gedauert.']),
('de', 'mixed', 'quality', array['Die Verarbeitung könnte besser sein.']),
('de', 'mixed', 'price', array['Für den Preis geht es.']),
('de', 'mixed', 'service', array['Die Hotline war erst beim zweiten Mal zu erreichen.']),
('de', 'mixed', 'website', array['Die Farbe weicht etwas vom Foto ab.']),
('de', 'bad', 'delivery', array['Das Paket kam viel zu spät und beschädigt an.']),
('de', 'bad', 'quality', array['Nach drei Tagen war es kaputt.']),
('de', 'bad', 'price', array['Viel zu teuer für diese Qualität.']),
('de', 'bad', 'service', array['Niemand antwortet auf meine E-Mails.']),
('de', 'bad', 'website', array['Die Beschreibung ist falsch.']);

create temporary table demo_closings (
    spoken text,  -- ISO 639-1
    mood text,
    closings text[]
) on commit drop;

insert into demo_closings
values
(
    'en', 'good',
    array[
        'Highly recommended!',
        'I will certainly order again.',
        'Thank you!',
        'My family loves it too.',
        'Keep up the good work.', ''
    ]
),
(
    'en', 'mixed',
    array['We will see.', 'Perhaps I will try another one next time.', 'It stays for now.', '']
),
(
    'en', 'bad',
    array[
        'I want my money back.', 'I will not order here again.', 'Avoid!', 'Very frustrating.',
        'I had to send it back.', ''
    ]
),
('de', 'good', array['Sehr zu empfehlen!', 'Gerne wieder.', '']),
('de', 'mixed', array['Mal sehen.', '']),
('de', 'bad', array['Ich bestelle hier nicht mehr.', 'Ich möchte mein Geld zurück.', '']);
