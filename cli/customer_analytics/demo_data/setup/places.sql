-- Where customers live and what they are called there. Telephone numbers are from the ranges that the
-- countries keep free for fiction; addresses end in example.com and its sisters.

create temporary table demo_places on commit drop as
select
    places.*,
    sum(places.portion) over (order by places.place_number)
    / sum(places.portion) over () as cumulative_share
from (
    values
    (1, 'DE', 'Berlin', 'Berlin', array['10115', '10437', '12047'], 10.0),
    (2, 'DE', 'Hamburg', 'Hamburg', array['20095', '22303', '22765'], 7.0),
    (3, 'DE', 'Bayern', 'München', array['80331', '80799', '81541'], 7.0),
    (4, 'DE', 'Bayern', 'Nürnberg', array['90402', '90443', '90489'], 3.0),
    (5, 'DE', 'Nordrhein-Westfalen', 'Köln', array['50667', '50823', '51063'], 6.0),
    (6, 'DE', 'Nordrhein-Westfalen', 'Düsseldorf', array['40213', '40477', '40545'], 4.0),
    (7, 'DE', 'Hessen', 'Frankfurt am Main', array['60311', '60385', '60594'], 5.0),
    (8, 'DE', 'Baden-Württemberg', 'Stuttgart', array['70173', '70197', '70372'], 4.0),
    (9, 'DE', 'Sachsen', 'Leipzig', array['04103', '04229', '04315'], 4.0),
    (10, 'DE', 'Niedersachsen', 'Hannover', array['30159', '30449', '30655'], 3.0),
    (11, 'AT', 'Wien', 'Wien', array['1010', '1070', '1150'], 5.0),
    (12, 'AT', 'Steiermark', 'Graz', array['8010', '8020', '8045'], 2.0),
    (13, 'AT', 'Salzburg', 'Salzburg', array['5020', '5023', '5026'], 1.5),
    (14, 'NL', 'Noord-Holland', 'Amsterdam', array['1012', '1053', '1091'], 5.0),
    (15, 'NL', 'Utrecht', 'Utrecht', array['3511', '3531', '3572'], 2.5),
    (16, 'NL', 'Zuid-Holland', 'Rotterdam', array['3011', '3031', '3071'], 2.5),
    (17, 'FR', 'Île-de-France', 'Paris', array['75004', '75011', '75018'], 6.0),
    (18, 'FR', 'Auvergne-Rhône-Alpes', 'Lyon', array['69001', '69003', '69007'], 3.0),
    (19, 'FR', 'Nouvelle-Aquitaine', 'Bordeaux', array['33000', '33100', '33800'], 2.0),
    (20, 'ES', 'Comunidad de Madrid', 'Madrid', array['28004', '28012', '28015'], 3.0),
    (21, 'ES', 'Cataluña', 'Barcelona', array['08001', '08012', '08024'], 3.0),
    (22, 'IT', 'Lombardia', 'Milano', array['20121', '20135', '20154'], 2.5),
    (23, 'IT', 'Lazio', 'Roma', array['00153', '00184', '00198'], 2.0),
    (24, 'GB', 'Greater London', 'London', array['E2 8AA', 'N1 9AG', 'SE1 7PB'], 2.5),
    (25, 'GB', 'Greater Manchester', 'Manchester', array['M1 1AE', 'M4 5JD', 'M20 2RN'], 1.5),
    (26, 'US', 'New York', 'New York', array['10003', '10025', '11215'], 1.5),
    (27, 'US', 'California', 'San Francisco', array['94103', '94110', '94117'], 1.0),
    (28, 'US', 'Illinois', 'Chicago', array['60607', '60614', '60647'], 1.0)
) as places (place_number, country, region, city, postal_codes, portion);

create temporary table demo_countries (
    country text,
    currency text,
    spoken text,  -- ISO 639-1
    phone_prefix text,  -- followed by three digits; null where no numbers are free for fiction
    female_names text[],
    male_names text[],
    family_names text[]
) on commit drop;

insert into demo_countries
values
(
    'DE', 'EUR', 'de', '+49 30 23125',
    array[
        'Anna', 'Lena', 'Julia', 'Katharina', 'Sabine', 'Monika', 'Petra', 'Jana', 'Mia', 'Emilia',
        'Heike', 'Ayse', 'Franziska', 'Greta'
    ],
    array[
        'Lukas',
        'Jonas',
        'Felix',
        'Thomas',
        'Andreas',
        'Stefan',
        'Michael',
        'Jan',
        'Mehmet',
        'Paul',
        'Uwe', 'Matthias', 'Florian', 'Emil'
    ],
    array[
        'Müller',
        'Schmidt',
        'Schneider',
        'Fischer',
        'Weber',
        'Wagner',
        'Becker',
        'Hoffmann',
        'Koch',
        'Richter', 'Klein', 'Wolf', 'Neumann', 'Schwarz', 'Krüger', 'Hartmann', 'Lange', 'Yilmaz',
        'Vogel', 'Keller'
    ]
),
(
    'AT', 'EUR', 'de', null,
    array['Anna', 'Johanna', 'Theresa', 'Magdalena', 'Eva', 'Sophie', 'Marlene', 'Barbara'],
    array['Maximilian', 'Jakob', 'David', 'Tobias', 'Markus', 'Wolfgang', 'Simon', 'Fabian'],
    array[
        'Gruber',
        'Huber',
        'Bauer',
        'Wagner',
        'Pichler',
        'Steiner',
        'Moser',
        'Mayer',
        'Hofer',
        'Berger'
    ]
),
(
    'NL', 'EUR', 'nl', null,
    array['Emma', 'Sanne', 'Lotte', 'Fleur', 'Anouk', 'Femke', 'Marieke', 'Noor'],
    array['Daan', 'Sem', 'Bram', 'Pieter', 'Jeroen', 'Thijs', 'Ruben', 'Willem'],
    array[
        'de Jong',
        'Jansen',
        'de Vries',
        'Bakker',
        'Visser',
        'Smit',
        'Meijer',
        'Mulder',
        'Bos',
        'Vos'
    ]
),
(
    'FR', 'EUR', 'fr', '+33 1 99 00 1',
    array['Camille', 'Chloé', 'Manon', 'Élise', 'Juliette', 'Nathalie', 'Sophie', 'Inès'],
    array['Hugo', 'Louis', 'Nicolas', 'Antoine', 'Julien', 'Olivier', 'Mathis', 'Karim'],
    array[
        'Martin', 'Bernard', 'Dubois', 'Moreau', 'Laurent', 'Lefebvre', 'Fontaine', 'Rousseau',
        'Garnier', 'Chevalier'
    ]
),
(
    'ES', 'EUR', 'es', null,
    array['Lucía', 'María', 'Carmen', 'Paula', 'Elena', 'Marta', 'Sofía', 'Nuria'],
    array['Pablo', 'Javier', 'Diego', 'Carlos', 'Álvaro', 'Sergio', 'Manuel', 'Jordi'],
    array[
        'García',
        'Fernández',
        'López',
        'Martínez',
        'Sánchez',
        'Romero',
        'Navarro',
        'Torres',
        'Vidal',
        'Serrano'
    ]
),
(
    'IT', 'EUR', 'it', null,
    array['Giulia', 'Chiara', 'Francesca', 'Elisa', 'Martina', 'Paola', 'Valentina', 'Alice'],
    array['Marco', 'Luca', 'Andrea', 'Matteo', 'Alessandro', 'Davide', 'Stefano', 'Paolo'],
    array[
        'Rossi', 'Russo', 'Ferrari', 'Esposito', 'Bianchi', 'Romano', 'Colombo', 'Ricci', 'Marino',
        'Conti'
    ]
),
(
    'GB', 'GBP', 'en', '+44 20 7946 0',
    array['Olivia', 'Amelia', 'Isla', 'Priya', 'Grace', 'Charlotte', 'Zoe', 'Hannah'],
    array['Oliver', 'George', 'Harry', 'Arjun', 'Jack', 'Thomas', 'Callum', 'Owen'],
    array[
        'Smith', 'Jones', 'Taylor', 'Brown', 'Patel', 'Wilson', 'Evans', 'Khan', 'Roberts', 'Walker'
    ]
),
(
    'US', 'USD', 'en', '+1 212 555 0',
    array['Emily', 'Madison', 'Sofia', 'Jasmine', 'Ashley', 'Grace', 'Megan', 'Nicole'],
    array['Liam', 'Noah', 'Ethan', 'James', 'Carlos', 'Tyler', 'Marcus', 'Ryan'],
    array[
        'Johnson', 'Williams', 'Garcia', 'Miller', 'Davis', 'Nguyen', 'Anderson', 'Lee', 'Lopez',
        'Clark'
    ]
);
