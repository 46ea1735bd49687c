-- 192 products: eight categories with 24 products each, from the cheapest to the dearest. Two categories
-- that are close to each other share three brands, so that somebody can be loyal to one in both.
create temporary table demo_products on commit drop as
with categories (category_number, category, prefix, brands, names) as (

    values
    (
        0, 'Electronics', 'EL', array['Voltara', 'Kyomi', 'Brightline'],
        array[
            'Charging cable', 'Screen wipes', 'Phone stand', 'Wall charger', 'USB hub',
            'Computer mouse', 'Power bank', 'Smart plug set', 'Keyboard', 'Desk lamp',
            'Wireless earbuds', 'Web camera', 'Bluetooth speaker', 'Fitness band', 'Router',
            'Headphones', 'Action camera', 'E-reader', 'Portable monitor', 'Soundbar',
            'Smartwatch', 'Tablet', 'Projector', 'Mirrorless camera'
        ]
    ),
    (
        1, 'Office', 'OF', array['Voltara', 'Kyomi', 'Brightline'],
        array[
            'Pencil set', 'Sticky notes', 'Notebook', 'Gel pens', 'Document tray', 'Desk mat',
            'Label maker', 'Wall planner', 'Paper trimmer', 'Foot rest', 'Whiteboard', 'Desk fan',
            'Monitor arm', 'Filing cart', 'Laminator', 'Lumbar cushion', 'Shredder', 'Scanner',
            'Label printer', 'Desk shelf', 'Drawer unit', 'Laser printer', 'Office chair',
            'Standing desk'
        ]
    ),
    (
        2, 'Home & Living', 'HL', array['Nordhaven', 'Casa Lumo', 'Oak & Linen'],
        array[
            'Scented candle', 'Napkins', 'Picture frame', 'Vase', 'Cushion cover', 'Bath towel',
            'Storage basket', 'Wall clock', 'Throw blanket', 'Table lamp', 'Shower curtain',
            'Linen sheet', 'Mirror', 'Duvet cover', 'Curtains', 'Side table', 'Floor lamp',
            'Wool rug', 'Bookshelf', 'Duvet', 'Armchair', 'Chest of drawers', 'Mattress', 'Sofa bed'
        ]
    ),
    (
        3, 'Kitchen', 'KI', array['Nordhaven', 'Casa Lumo', 'Oak & Linen'],
        array[
            'Tea towel', 'Spatula', 'Coffee mug', 'Chopping board', 'Mixing bowl', 'Storage jars',
            'Baking tin', 'Carafe', 'Pepper mill', 'Kitchen scale', 'Chef''s knife', 'Frying pan',
            'Moka pot', 'Hand blender', 'Kettle', 'Toaster', 'Cast-iron pot', 'Knife block',
            'Waffle iron', 'Food processor', 'Pan set', 'Stand mixer', 'Espresso machine',
            'Wine cooler'
        ]
    ),
    (
        4, 'Fashion', 'FA', array['Lindgren', 'Maré', 'Urban Fable'],
        array[
            'Socks', 'Hair ties', 'Beanie', 'Cotton T-shirt', 'Belt', 'Scarf', 'Leggings',
            'Linen shirt', 'Polo shirt', 'Chinos', 'Hoodie', 'Jeans', 'Cardigan', 'Summer dress',
            'Trainers', 'Wool jumper', 'Blazer', 'Leather bag', 'Ankle boots', 'Rain coat',
            'Down jacket', 'Winter coat', 'Suit', 'Leather jacket'
        ]
    ),
    (
        5, 'Beauty', 'BE', array['Lindgren', 'Maré', 'Urban Fable'],
        array[
            'Lip balm', 'Hand soap', 'Nail polish', 'Shampoo bar', 'Face mask', 'Mascara',
            'Body lotion', 'Cleansing oil', 'Sun cream', 'Lipstick', 'Hair mask', 'Day cream',
            'Foundation', 'Eye palette', 'Vitamin serum', 'Night cream', 'Brush set', 'Hair dryer',
            'Eau de toilette', 'Electric shaver', 'Hair styler', 'Eau de parfum', 'Skincare set',
            'Laser epilator'
        ]
    ),
    (
        6, 'Sports & Outdoors', 'SP', array['Alpina Trail', 'Strider', 'Blue Fjord'],
        array[
            'Sweat band', 'Skipping rope', 'Water bottle', 'Resistance bands', 'Swim goggles',
            'Yoga block', 'Head lamp', 'Gym bag', 'Foam roller', 'Yoga mat', 'Bike light set',
            'Running shorts', 'Dumbbells', 'Trekking poles', 'Daypack', 'Bike helmet',
            'Sleeping bag', 'Running shoes', 'Camping stove', 'Hiking boots', 'Tent', 'Rain shell',
            'Exercise bike', 'Paddle board'
        ]
    ),
    (
        7, 'Toys & Games', 'TG', array['Alpina Trail', 'Strider', 'Blue Fjord'],
        array[
            'Card game', 'Bubble set', 'Bouncy balls', 'Colouring book', 'Puzzle', 'Modelling clay',
            'Plush bear', 'Dice game', 'Kite', 'Wooden blocks', 'Board game', 'Science kit',
            'Doll', 'Marble run', 'Building set', 'Scooter', 'Toy kitchen', 'Train set',
            'Balance bike', 'Party game box', 'Table football', 'Remote-control car', 'Play tent',
            'Trampoline'
        ]
    )
)

select
    categories.category_number,
    categories.category,
    products.rung::integer - 1 as rung,
    categories.prefix || '-' || (products.rung + 100) as product_id,
    categories.brands[1 + (products.rung - 1) % 3] || ' ' || lower(products.name) as product_name,
    lower(products.name) as plain_name,
    categories.brands[1 + (products.rung - 1) % 3] as brand
from categories
cross join unnest(categories.names) with ordinality as products (name, rung);
