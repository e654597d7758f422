#!/usr/bin/env python3
"""Writes the small corpora of examples/ (see examples/README.md).

Python's standard library and the `zstd` command; same bytes on every run with the same zlib and
zstd. All texts were written for this project. Each corpus holds a few dirty rows on purpose; every
one is made by a line that calls `dirt`, so that the table in the README is counted, not typed.

    python3 scripts/make-examples.py            writes examples/
    python3 scripts/make-examples.py --check    says whether examples/ is what would be written
"""

import csv
import gzip
import io
import json
import pathlib
import random
import subprocess
import sys
import tarfile
import tempfile
import zipfile

# --- What the texts are about -------------------------------------------------------------------

# name | capital | languages | a fact | a wrong capital
COUNTRIES = """
Portugal|Lisbon|Portuguese|its pavements are set by hand from small black and white stones|Porto
Finland|Helsinki|Finnish and Swedish|it has more saunas than cars|Turku
Kenya|Nairobi|Swahili and English|a national park begins right beside its capital|Mombasa
Chile|Santiago|Spanish|it stretches over four thousand kilometres from north to south|Valparaíso
Slovenia|Ljubljana|Slovene|more than half of it is forest|Maribor
Morocco|Rabat|Arabic and Tamazight|the oldest university still teaching stands in Fez|Casablanca
Canada|Ottawa|English and French|it has the longest coastline of any country|Toronto
Vietnam|Hanoi|Vietnamese|motor scooters outnumber cars many times over|Da Nang
Australia|Canberra|English|its capital was planned as a compromise between two rivals|Sydney
Turkey|Ankara|Turkish|its largest city lies on two continents|Istanbul
Switzerland|Bern|German, French, Italian and Romansh|every valley seems to have its own cheese|Zürich
Iceland|Reykjavík|Icelandic|nearly all of its houses are heated by hot springs|Akureyri
Brazil|Brasília|Portuguese|its capital looks like an aeroplane from above|Rio de Janeiro
New Zealand|Wellington|English and Māori|no place in it is far from the sea|Auckland
Poland|Warsaw|Polish|the old town of its capital was rebuilt from paintings|Kraków
Ecuador|Quito|Spanish|the equator runs just north of its capital|Guayaquil
Estonia|Tallinn|Estonian|its people vote over the internet|Tartu
Mongolia|Ulaanbaatar|Mongolian|there are far more horses than houses|Darkhan
"""

# name | what it eats | a true thing | a false thing
ANIMALS = """
hedgehog|beetles, caterpillars and worms|it sleeps through the winter under a pile of leaves|it lives on milk and bread
octopus|crabs and mussels|it has three hearts and blue blood|it builds webs under water
barn owl|voles and mice|its feathers make hardly a sound in flight|it hunts by smell alone
honey bee|nectar and pollen|it dances to tell the others where flowers stand|it lives for twenty years
giraffe|leaves of tall trees|it has seven neck bones, just as we do|it never drinks water
bat|moths and gnats|it finds its way by the echo of its calls|it is blind and lost by day
salmon|small fish and shrimps|it returns to the river in which it hatched|it lives only in lakes
ant|seeds, insects and honeydew|it can carry many times its own weight|it works for itself alone
beaver|bark and water plants|its dams turn streams into ponds|it eats mostly fish
swift|flying insects|it sleeps, eats and mates in the air|it nests on open ground
snail|leaves and soft fruit|it can close its shell for months when it is dry|it leaves its shell at night
elephant|grass, bark and fruit|it talks over kilometres with sounds too low for us|it is afraid of mice
penguin|fish and krill|it drinks sea water and gets rid of the salt by its bill|it lives at the North Pole
dragonfly|gnats and flies|it spends years as a larva under water|it stings when it is angry
chameleon|crickets and flies|it moves its eyes one by one|it changes colour only to hide
seahorse|tiny shrimps|the father carries the young|it is a kind of snail
"""

# word | meaning | a sentence | a wrong meaning
WORDS = """
frugal|careful with money and things|She is frugal and mends her coats herself.|very fruity
candid|open and honest|He was candid about his mistakes.|sweet like sugar
tedious|long and boring|Copying the list by hand was tedious.|quick and exciting
brittle|hard, but easily broken|Old plastic gets brittle in the sun.|soft and bendy
diligent|working with care and patience|A diligent clerk found the error.|late for work
obsolete|no longer in use|Steam engines made the mill wheel obsolete.|brand new
meander|to wind and wander without hurry|The path meanders down to the lake.|to speak with anger
reluctant|not willing, slow to agree|I was reluctant to lend him the bike.|very eager
vivid|bright and full of life|She has a vivid memory of that summer.|pale and grey
thrive|to grow and do well|Ferns thrive in the shade.|to rob somebody
scarce|hard to find, less than is needed|Water is scarce in August.|frightening
plausible|easy to believe, perhaps true|That is a plausible excuse.|full of praise
concise|short and clear|Please write a concise report.|very exact in cutting
eager|wanting something very much|The pupils were eager to start.|sharp as a knife
humble|modest, not proud|He stayed humble after the prize.|loud like a bee
linger|to stay longer than needed|The smell of soap lingered in the hall.|to draw a line
sturdy|strong and solid|Take a sturdy box for the books.|dirty and wet
ample|more than enough|There is ample room for six.|one single piece
wary|careful because of a danger|Be wary of cheap ladders.|tired after work
novel|new and unusual|They found a novel way to store heat.|always very long
"""

# dish | ingredients | steps, parted by ;
DISHES = """
lentil soup|red lentils, an onion, two carrots, cumin and lemon|soften the onion and carrots in oil;add lentils, cumin and a litre of stock;simmer for twenty minutes and finish with lemon
potato omelette|four potatoes, five eggs, an onion and olive oil|cook thin potato slices slowly in plenty of oil;drain them and mix them with the eggs;fry both sides until the middle just holds
pancakes|flour, milk, two eggs, salt and butter|whisk everything to a thin batter;let it rest for half an hour;bake thin rounds in a hot buttered pan
rice salad|cooked rice, peas, peppers, parsley and vinegar|cool the rice on a tray;cut the vegetables small;dress it all while the rice is barely warm
apple crumble|apples, oats, flour, butter and brown sugar|cut the apples into a dish;rub the rest to crumbs;bake for thirty-five minutes at 180 degrees
hummus|chickpeas, sesame paste, garlic, lemon and cold water|blend the sesame paste with lemon and garlic first;add the chickpeas by and by;thin it with ice cold water until it is pale
tomato sauce|ripe tomatoes, garlic, olive oil and basil|warm the garlic in oil without browning it;add the crushed tomatoes;let it cook down for half an hour and tear in the basil
flatbread|flour, water, yoghurt and salt|knead a soft dough for five minutes;let it rest for an hour;bake thin rounds in a dry hot pan
cucumber salad|a cucumber, dill, vinegar, sugar and salt|slice it very thin and salt it;press out the water after ten minutes;dress it with vinegar, sugar and dill
roast pumpkin|a small pumpkin, oil, thyme and sea salt|cut it into wedges with the skin on;rub them with oil and thyme;roast for forty minutes at 200 degrees
porridge|oats, milk, a pinch of salt and honey|toast the oats in the dry pot;add milk and salt and stir for eight minutes;let it stand covered and add honey
bean stew|white beans, tomatoes, celery, garlic and bay|soak the beans overnight;cook them with bay until they are soft;add the vegetables and stew for another hour
"""

# problem | cause | what to do
FIXES = """
my kitchen knife squashes tomatoes|the edge is blunt|draw it over a whetstone ten times on each side at a low angle
the bathroom mirror fogs up every morning|warm steam meets cold glass|open the window before the shower and rub a drop of soap on the glass
my door squeaks|the hinge runs dry|lift the pin out, wipe it, and put a drop of oil on it
the drawer sticks in wet weather|the wood has swollen|rub the runners with a candle and keep the room aired
my bike chain jumps|the chain is worn or too long|measure it with a gauge and change it together with the smallest sprocket
the houseplant drops its leaves|it stands in water|lift it out, let the soil dry, and empty the saucer after each watering
my zip gets stuck halfway|a thread is caught|pull the thread out sideways and run a pencil along the teeth
the washing smells damp|it dried too slowly|spin it once more, hang it wide apart, and wash the machine's seal
my laptop gets hot on the bed|the blanket covers the fan|put it on a tray and blow the dust out of the vent
the radiator gurgles|air is trapped in it|open the valve with the key until water comes, then check the pressure
white rings stay on the wooden table|moisture got into the wax|warm the spot with a dry cloth and an iron on low, then wax it again
my bread gets mouldy within days|it is stored warm and damp|keep it cut side down in a bread box and freeze half of it
the phone battery dies by noon|the screen and old apps use the power|lower the brightness and see in the settings which app uses most
my umbrella turns inside out|the wind gets under it|tilt it into the wind and choose one with a vent
the picture hangs crooked|one nail lets it swing|use two hooks side by side and a felt dot at each corner
ants walk through the kitchen|they follow a scent to food|wipe their path with vinegar, close the crack, and put the sugar in a jar
"""

# question | a good explanation | a wrong one
WONDERS = """
why the sky is blue|air scatters short blue waves far more than long red ones, so blue light reaches us from every side|the sky mirrors the colour of the sea
why bread rises|yeast eats sugar and gives off gas, and the stretchy dough holds the bubbles|the salt boils in the oven and lifts the dough
why leaves turn yellow in autumn|trees take the green back out of the leaf, and the yellow that was there all along shows|the cold paints the leaves from outside
how soap removes fat|one end of its molecule clings to fat and the other to water, so that water carries the fat away|soap freezes the fat until it cracks off
why ice floats|water takes up more room when it freezes, so that ice is lighter than the water it pushes away|ice is full of air that we breathe
how a thermos keeps tea hot|there is next to no air between its walls, and a mirror layer throws the heat back|a small battery in the lid warms the tea
why we see lightning before thunder|light reaches us at once, while sound needs about three seconds for a kilometre|the ears are slower than the eyes
why the moon shows phases|we see more or less of the half that the sun lights, as the moon goes round us|the shadow of the earth covers it every night
how a vaccine works|it shows the body a harmless part of a germ, so that it can practise its answer|it keeps germs away like a coat of paint
why salt melts ice on roads|salty water freezes only at a lower temperature, so that the ice turns to water again|salt is warm by nature
how noise-cancelling headphones work|they measure the noise and play its mirror image, so that the two cancel out|they simply play music louder than the noise
why onions make us cry|cutting frees a gas that turns into a mild acid in the eye|onions spray small hot drops
how a rainbow comes about|drops bend and mirror sunlight, each colour at an angle of its own|clouds are dyed by flowers
why a boomerang returns|its two wings meet the air at unequal speed, which tilts it and turns its path|it is drawn back by magnetism
"""

# occasion | what I have to say, to be told | the same, in my own words | a fact that must stay
LETTERS = """
cancel a dinner|I cannot come to dinner|I am sorry that I cannot come to dinner|on Saturday at seven
ask for a later deadline|the report takes longer|the report takes me longer than I thought|until the ninth of May
thank a neighbour|they watered my plants|thank you for watering my plants|for two whole weeks
complain about a late parcel|a parcel has not arrived|my parcel has not arrived yet|number 4471
invite somebody to a farewell|I am leaving the team|I am leaving the team and would like to say goodbye|in room 12 at four
remind a friend of a loan|I lent them money|I am thinking of the money I lent you|40 euros in March
ask for quiet evenings|the music was too loud|your music was too loud for us|after eleven on Tuesday
apply for a day off|I would like a free day|I would like to take a day off|on the third of June
tell a landlord about a leak|the ceiling drips|the ceiling of the bathroom drips|since Monday morning
congratulate a cousin|they passed the driving test|congratulations on passing the driving test|at the second attempt
"""

# activity | first thing | second | third
PLANS = """
a birthday party for children|agree on eight guests at most|plan three short games|end after two and a half hours
a clean-out of the cellar|sort everything into keep, give and throw|book the collection of bulky waste|put up a shelf before anything goes back
a day trip by train|choose a place under two hours away|pack water and a picnic|take the last train but one back
a small herb bed|dig a sunny square metre|plant thyme and sage at the edge|water deeply once a week
a move to a new flat|number the boxes and list what is inside|measure doors and stairs|pack one bag for the first night
a study week for an exam|list the topics by weight|solve an old paper every morning|leave the last evening free
a picnic for ten people|share out dishes by a list|choose a place with shade|take a bag for the rubbish
a week without a car|check the bus times|pump up the bicycle tyres|order heavy things to the door
a spring check of the bicycle|clean and oil the chain|test the brake pads|tighten every bolt
a reading evening at the library|choose four short texts|test the microphone|put the chairs in a half circle
"""

# task | language | code | code with a mistake | a remark
PROGRAMS = [
    (
        "adds up the even numbers of a list",
        "Python",
        "def even_sum(xs):\n    return sum(x for x in xs if x % 2 == 0)",
        "def even_sum(xs):\n    for x in xs:\n        if x % 2 == 0:\n            return x",
        "An empty list gives 0.",
    ),
    (
        "turns a word around",
        "JavaScript",
        "function turn(word) {\n  return [...word].reverse().join('');\n}",
        "function turn(word) {\n  return word.reverse();\n}",
        "Spreading the word keeps accented letters whole.",
    ),
    (
        "lists the files of a folder by size",
        "the shell",
        "ls -S --human-readable -l folder",
        "ls --sort folder | size",
        "The largest file comes first.",
    ),
    (
        "counts the words of a text",
        "Python",
        "def words(text):\n    return len(text.split())",
        "def words(text):\n    return len(text)",
        "split() without arguments treats several blanks as one.",
    ),
    (
        "picks customers without an order",
        "SQL",
        "SELECT c.name FROM customer c\nLEFT JOIN orders o ON o.customer = c.id\nWHERE o.id IS NULL;",
        "SELECT name FROM customer, orders\nWHERE orders = 0;",
        "The join keeps customers that have no order, and the condition keeps only these.",
    ),
    (
        "tells whether a year is a leap year",
        "Swift",
        "func isLeap(_ y: Int) -> Bool {\n  y % 4 == 0 && (y % 100 != 0 || y % 400 == 0)\n}",
        "func isLeap(_ y: Int) -> Bool {\n  y % 4 == 0\n}",
        "1900 was none, 2000 was one.",
    ),
    (
        "limits a number to a range",
        "C",
        "int clamp(int x, int lo, int hi) {\n  return x < lo ? lo : x > hi ? hi : x;\n}",
        "int clamp(int x, int lo, int hi) {\n  if (x < lo) x = hi;\n  return x;\n}",
        "It expects lo to be no larger than hi.",
    ),
    (
        "removes blank lines from a file",
        "the shell",
        "sed '/^[[:space:]]*$/d' notes.txt > short.txt",
        "cat notes.txt | grep blank",
        "Lines that hold only spaces go as well.",
    ),
]

NAMES = (
    "Mara Jon Aylin Pavel Ines Theo Zuzana Kenji Layla Oskar Priya Mateo Hanne Sami Nadia".split()
)
HEDGES = [
    "That depends on many things, and it is hard to say something about it in general.",
    "There are different opinions about this, and each of them has its good sides.",
    "You could try one thing or another and see what happens.",
    "It is an interesting question that people have asked for a long time.",
    "Maybe somebody who knows more about it can help you better than I can.",
]
OFF_TOPIC = [
    "Have you tried drinking more water? It is healthy and refreshing.",
    "My favourite season is spring, when the days get longer.",
    "You should back up your photos once a month.",
    "The early bird catches the worm, as the saying goes.",
]


def table(text):
    return [line.split("|") for line in text.strip().split("\n")]


# --- A case: a prompt and four responses, the best first ------------------------------------------


def country_case(rng, row, form):
    name, capital, languages, fact, wrong = row
    hedge = rng.choice(HEDGES)
    if form == 0:
        prompt = rng.choice(
            [f"What is the capital of {name}?", f"Which city is the capital of {name}?"]
        )
        return prompt, [
            f"The capital of {name} is {capital}. By the way, {fact}.",
            f"{capital}.",
            f"{hedge} It might be {wrong} or {capital}.",
            f"The capital of {name} is {wrong}, which everybody knows.",
        ]
    if form == 1:
        prompt = rng.choice(
            [
                f"Which languages are spoken in {name}?",
                f"I am going to {name}. What language should I learn?",
            ]
        )
        return prompt, [
            f"In {name} you get along with {languages}. Even a few words are welcome, and it helps to "
            f"know a bit about the country: {fact}.",
            f"They speak {languages} there.",
            f"People in {name} speak the language of the country. {hedge}",
            f"You need no language at all in {name}. {rng.choice(OFF_TOPIC)}",
        ]
    prompt = f"Tell me two things about {name} that I can use in a quiz."
    return prompt, [
        f"1. Its capital is {capital}, although many guess {wrong}.\n2. Did you know that {fact}?",
        f"1. The capital is {capital}.\n2. People there speak {languages}.",
        f"1. It is a country.\n2. {hedge}",
        f"1. The capital is {wrong}.\n2. The capital is {wrong}.\n3. The capital is {wrong}.",
    ]


def animal_case(rng, row, form):
    name, food, true, false = row
    article = "an" if name[0] in "aeiou" else "a"
    if form == 0:
        prompt = rng.choice(
            [
                f"What does {article} {name} eat?",
                f"My daughter asks what {article} {name} lives on.",
            ]
        )
        return prompt, [
            f"{article.capitalize()} {name} eats {food}. A thing children like to hear: {true}.",
            f"It eats {food}.",
            f"It eats this and that. {rng.choice(HEDGES)}",
            f"Everybody knows that {false}, so you need not worry about its food.",
        ]
    prompt = f"Is it true that {false}? I mean the {name}."
    return prompt, [
        f"No, that is a widespread mistake. What is true: {true}. It feeds on {food}.",
        f"No. But {true}.",
        f"Some say so, others do not. {rng.choice(HEDGES)}",
        f"Yes, {false}, and that is all there is to know about the {name}.",
    ]


def word_case(rng, row, form):
    word, meaning, sentence, wrong = row
    if form == 0:
        prompt = rng.choice(
            [f'What does "{word}" mean?', f'Explain the word "{word}" with an example.']
        )
        return prompt, [
            f'"{word.capitalize()}" means {meaning}. For example: {sentence}',
            f"It means {meaning}.",
            f'"{word.capitalize()}" is a word of the English language. {rng.choice(HEDGES)}',
            f'"{word.capitalize()}" means {wrong}, as the sound of it tells you.',
        ]
    prompt = f'Make a sentence with the word "{word}", please.'
    return prompt, [
        f'Here is one, with {word} in the sense of "{meaning}": {sentence}',
        sentence,
        f"I often use the word {word} in a sentence.",
        f"The {word} is {wrong} and sits on the table.",
    ]


def dish_case(rng, row, form):
    dish, ingredients, steps = row
    steps = steps.split(";")
    if form == 0:
        prompt = rng.choice([f"How do I make {dish}?", f"Give me a simple recipe for {dish}."])
        numbered = "\n".join(f"{i}. {s[0].upper()}{s[1:]}." for i, s in enumerate(steps, 1))
        return prompt, [
            f"You need {ingredients}.\n\n{numbered}",
            f"Take {ingredients}; {steps[0]}, then {steps[-1]}.",
            f"Mix {ingredients} and heat it until it is done. {rng.choice(HEDGES)}",
            f"I would buy {dish} in a tin. {rng.choice(OFF_TOPIC)}",
        ]
    prompt = f"What do I have to buy for {dish}?"
    return prompt, [
        f"For {dish}, buy {ingredients}. Most of it keeps well, so you can buy it two days ahead.",
        f"{ingredients[0].upper()}{ingredients[1:]}.",
        f"The usual things for {dish}, in the usual amounts. {rng.choice(HEDGES)}",
        "Chocolate, ice cream and a new pan should be enough for everything.",
    ]


def fix_case(rng, row, form):
    problem, cause, remedy = row
    start = problem[0].upper() + problem[1:]
    prompt = [f"{start}. What can I do?", f"Help! {start}. Why is that?"][form]
    return prompt, [
        f"Most likely {cause}. This helps: {remedy}. If it comes back within a month, have a closer look.",
        f"Try this: {remedy}.",
        f"That happens when {cause}. {rng.choice(HEDGES)}",
        f"Just live with it; {problem}, that is how things are. {rng.choice(OFF_TOPIC)}",
    ]


def wonder_case(rng, row, form):
    question, right, wrong = row
    prompt = [
        f"Can you explain {question}?",
        f"Explain in two sentences {question}, for a child of {rng.randint(7, 12)}.",
    ][form]
    return prompt, [
        f"In short: {right}. You can see the same idea at work in many places around the house.",
        f"{right[0].upper()}{right[1:]}.",
        f"{rng.choice(HEDGES)} It has to do with nature.",
        f"That is because {wrong}. {rng.choice(OFF_TOPIC)}",
    ]


def letter_case(rng, row, form):
    occasion, content, own, fact = row
    name, me = rng.sample(NAMES, 2)
    prompt = f"Write a short message to {name} to {occasion}: {content}, {fact}. Sign it {me}."
    if form:
        prompt = f"I have to {occasion}. Draft it for me: {content} ({fact}). It goes to {name}, from {me}."
    return prompt, [
        f"Dear {name},\n\nI hope you are well. {own[0].upper()}{own[1:]}, {fact}. Please let me know if "
        f"there is anything I can do from my side.\n\nKind regards\n{me}",
        f"Hi {name}, {own}, {fact}. Greetings, {me}",
        f"Dear {name},\n\nI hope you are well. There is something I wanted to say, but it is not "
        f"important.\n\nBest\n{me}",
        f"{name}, you know what this is about. Do something.",
    ]


def plan_case(rng, row, form):
    activity, *steps = row
    days = rng.randint(3, 20)
    prompt = [
        f"Help me plan {activity}. I have {days} days.",
        f"What are the three most important steps for {activity}?",
    ][form]
    lines = "\n".join(f"{i}. {s[0].upper()}{s[1:]}." for i, s in enumerate(steps, 1))
    return prompt, [
        f"Here are three steps for {activity}:\n{lines}\nStart with the first one today.",
        f"First {steps[0]}, then {steps[1]}, and at last {steps[2]}.",
        f"Make a plan and follow it. {rng.choice(HEDGES)}",
        f"1. {steps[0][0].upper()}{steps[0][1:]}.\n2. Wait.\n3. {rng.choice(OFF_TOPIC)}",
    ]


def program_case(rng, row, form):
    task, language, right, wrong, remark = row
    prompt = [
        f"Write something in {language} that {task}.",
        f"How do I do this in {language}: something that {task}?",
    ][form]
    return prompt, [
        f"Like this:\n\n```\n{right}\n```\n\n{remark}",
        f"```\n{right}\n```",
        f"In {language} there are several ways to do that. {rng.choice(HEDGES)}",
        f"That should work:\n```\n{wrong}\n```",
    ]


def sum_case(rng, row, form):
    a, b, c = row
    name = rng.choice(NAMES)
    if form == 0:
        prompt = f"{name} buys {a} tickets at {b} euros and a drink for {c} euros. What does it cost in all?"
        return prompt, [
            f"The tickets cost {a} × {b} = {a * b} euros. With the drink it is {a * b} + {c} = {a * b + c} euros.",
            f"{a * b + c} euros.",
            f"You have to multiply and add. {rng.choice(HEDGES)}",
            f"{a} + {b} + {c} = {a + b + c}, so it costs {a + b + c} euros.",
        ]
    prompt = f"What is {a * b + c} minus {c}, divided by {a}?"
    return prompt, [
        f"{a * b + c} − {c} = {a * b}, and {a * b} ÷ {a} = {b}. The result is {b}.",
        f"{b}.",
        f"Something around {b + 1} or {b + 2}, I think. {rng.choice(HEDGES)}",
        f"The result is {a * b + c - 1}.",
    ]


SUMS = [(3 + i, 5 + i * 7 % 11, 2 + i % 4) for i in range(20)]
FAMILIES = [
    (country_case, table(COUNTRIES), 3),
    (animal_case, table(ANIMALS), 2),
    (word_case, table(WORDS), 2),
    (dish_case, table(DISHES), 2),
    (fix_case, table(FIXES), 2),
    (wonder_case, table(WONDERS), 2),
    (letter_case, table(LETTERS), 2),
    (plan_case, table(PLANS), 2),
    (program_case, PROGRAMS, 2),
    (sum_case, SUMS, 2),
]


class Case:
    """A prompt, its responses by falling quality, and the families they belong to."""

    def __init__(self, rng, make, row, form):
        self.family = make.__name__.removesuffix("_case")
        self.prompt, self.responses = make(rng, row, form)


def cases(seed, families=None):
    """All cases in a seeded order; each prompt occurs once."""
    rng = random.Random(seed)
    found, seen = [], set()
    for make, rows, forms in FAMILIES:
        for row in rows:
            for form in range(forms):
                case = Case(rng, make, row, form)
                if case.prompt not in seen and (families is None or case.family in families):
                    seen.add(case.prompt)
                    found.append(case)
    rng.shuffle(found)
    return found


def two_levels(rng):
    """Indexes of a better and a worse response; neighbours less often."""
    return rng.choice([(0, 1), (0, 2), (0, 2), (0, 3), (0, 3), (1, 2), (1, 3), (1, 3), (2, 3)])


MODELS = ["wren-2b", "dunlin-7b", "heron-13b", "osprey-34b", "condor-70b", "linnet-1b"]


# --- Counting of dirty rows -------------------------------------------------------------------------

DIRT = {}


def dirt(file, kind, effect):
    """Notes that the row made next to this call is dirty."""
    DIRT.setdefault(file, []).append((kind, effect))


def to_line(row):
    return json.dumps(row, ensure_ascii=False)


# --- The corpora ------------------------------------------------------------------------------------


def hh_style():
    """Transcripts as in HH-RLHF; a third has an earlier exchange."""
    name, rng = "hh-style.jsonl.gz", random.Random(101)
    pool = cases(101)
    rows = []
    for index in range(200):
        case = pool[index]
        better, worse = two_levels(rng)
        opening = ""
        if index % 3 == 0:
            before = pool[(index * 7 + 3) % len(pool)]
            opening = f"\n\nHuman: {before.prompt}\n\nAssistant: {before.responses[0]}"
            if index % 6 == 0:
                opening += "\n\nHuman: Thank you, that was clear.\n\nAssistant: You are welcome. What else can I do?"
        start = f"{opening}\n\nHuman: {case.prompt}\n\nAssistant: "
        rows.append(
            {"chosen": start + case.responses[better], "rejected": start + case.responses[worse]}
        )
    dirt(name, "identical responses", "stored, a case for `filters`")
    rows[31]["rejected"] = rows[31]["chosen"]
    dirt(name, "first turns of the two sides differ", "quarantined: `differing_prompts`")
    rows[58]["rejected"] = rows[58]["rejected"].replace("Human: ", "Human: Please: ", 1)
    dirt(name, "transcript that ends with the human", "quarantined: `bad_transcript`")
    for side in ("chosen", "rejected"):
        rows[77][side] = rows[77][side][: rows[77][side].rindex("\n\nAssistant: ")]
    dirt(name, "exact duplicate of row 21", "a duplicate")
    rows[140] = dict(rows[20])
    lines = [to_line(row) for row in rows]
    dirt(name, "half of a surrogate pair in a text", "stored, repaired: `lone_surrogate`")
    lines[160] = lines[160][:-2] + ' \\ud83d"}'
    dirt(name, "last line cut, without newline", "quarantined: `truncated`")
    text = "\n".join(lines)
    text = text[: len(text) - len(lines[-1]) // 2]
    # Two gzip members in one file, as appending tools leave it.
    raw = text.encode()
    cut = raw.index(b"\n", len(raw) // 2) + 1
    data = b"".join(gzip.compress(part, 9, mtime=0) for part in (raw[:cut], raw[cut:]))
    return name, data, f"{len(lines)} lines"


def trl_row(case, better, worse):
    return {
        "prompt": case.prompt,
        "chosen": case.responses[better],
        "rejected": case.responses[worse],
        "topic": case.family,
    }


def tar_member(archive, name, data, kind=tarfile.REGTYPE):
    info = tarfile.TarInfo(name)
    info.type, info.size, info.mode = kind, len(data), 0o755 if kind == tarfile.DIRTYPE else 0o644
    info.mtime = 1_767_225_600  # 2026-01-01, so that the bytes do not depend on the day
    archive.addfile(info, io.BytesIO(data))


def trl_explicit():
    """Rows as TRL reads them, in a tar with what macOS leaves behind."""
    name, rng = "trl-explicit.tar.zst", random.Random(202)
    pool = cases(202)
    parts = []
    for start in (0, 100):
        rows = []
        for case in pool[start : start + 100]:
            rows.append(trl_row(case, *two_levels(rng)))
        parts.append(rows)
    daily, facts = parts
    dirt(
        name,
        "same responses as row 11, preferred the other way round",
        "stored, a swapped duplicate",
    )
    daily[60] = dict(daily[10], chosen=daily[10]["rejected"], rejected=daily[10]["chosen"])
    dirt(name, "one response is the beginning of the other", "stored, a case for `filters`")
    daily[70]["rejected"] = daily[70]["chosen"][: len(daily[70]["chosen"]) * 2 // 3].rstrip()
    dirt(name, "empty response", "stored, a case for `filters`")
    daily[80]["rejected"] = ""
    dirt(name, "role markers of a chat template inside a response", "stored, a case for `filters`")
    facts[15]["chosen"] += "\n<|im_end|>\n<|im_start|>user\nThanks!"
    dirt(name, "`chosen` is a number", "quarantined: `wrong_type`")
    facts[44]["chosen"] = 17
    dirt(
        name, "response that breaks off in the middle of a sentence", "stored, a case for `filters`"
    )
    facts[52]["chosen"] = pool[152].responses[0][:40].rsplit(" ", 1)[0] + " and"
    facts[52]["rejected"] = pool[152].responses[3]
    dirt(name, "byte order mark at the beginning of a member", "repaired: `byte_order_mark`")
    first = b"\xef\xbb\xbf" + "".join(to_line(row) + "\n" for row in daily).encode()
    lines = [to_line(row) for row in facts]
    dirt(name, "key twice in an object with equal values", "repaired: `duplicate_key`")
    lines[30] = lines[30][:-1] + f', "topic": {json.dumps(facts[30]["topic"])}}}'
    dirt(name, "blank line between two rows", "repaired: `blank_line`")
    lines.insert(66, "")
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        tar_member(archive, "trl-explicit", b"", tarfile.DIRTYPE)
        tar_member(
            archive,
            "trl-explicit/._everyday.jsonl",
            b"\x00\x05\x16\x07Mac OS X        " + bytes(60),
        )
        tar_member(archive, "trl-explicit/everyday.jsonl", first)
        tar_member(archive, "trl-explicit/._junk", b"\x00\x05\x16\x07Mac OS X        " + bytes(60))
        tar_member(archive, "trl-explicit/knowledge.jsonl", ("\n".join(lines) + "\n").encode())
    return name, zstd(buffer.getvalue(), "-19"), "2 members with 100 lines each"


def rmb_style():
    """JSON arrays as in RMB: pairs, and best-of-N lists."""
    name, rng = "rmb-style.zip", random.Random(303)
    pool = iter(cases(303))
    members = {}
    number = 1000

    def conversation(case):
        turns = [{"role": "user", "content": case.prompt, "language": "English"}]
        if rng.random() < 0.25:
            before = next(pool)
            turns = [
                {"role": "user", "content": before.prompt, "language": "English"},
                {"role": "assistant", "content": before.responses[0], "language": "English"},
            ] + turns
        return turns

    def answer(text):
        return {"llm_name": rng.choice(MODELS), "answer": text}

    for path, count in (
        ("Pairwise_set/Helpfulness/Everyday", 45),
        ("Pairwise_set/Helpfulness/Knowledge", 45),
    ):
        rows = []
        for _ in range(count):
            case = next(pool)
            better, worse = two_levels(rng)
            number += 1
            rows.append(
                {
                    "pair_uid": str(number),
                    "conversation_input": conversation(case),
                    "chosen": answer(case.responses[better]),
                    "reject": answer(case.responses[worse]),
                    "category_path": path,
                }
            )
        members[path] = rows
    for path, count in (
        ("BoN_set/Helpfulness/Everyday", 25),
        ("BoN_set/Helpfulness/Knowledge", 25),
    ):
        rows = []
        for _ in range(count):
            case = next(pool)
            number += 1
            losers = [answer(text) for text in case.responses[1 : rng.randint(3, 4)]]
            rng.shuffle(losers)
            rows.append(
                {
                    "bon_uid": str(number),
                    "conversation_input": conversation(case),
                    "bon_best": answer(case.responses[0]),
                    "loser_list": losers,
                    "category_path": path,
                }
            )
        members[path] = rows
    everyday, knowledge, best, more = members.values()
    dirt(
        name,
        "same responses as the 6th pair, preferred the other way round",
        "stored, a contradiction",
    )
    everyday[30] = dict(
        everyday[5], pair_uid="2001", chosen=everyday[5]["reject"], reject=everyday[5]["chosen"]
    )
    dirt(name, "an answer is `true` instead of a text", "quarantined: `wrong_type`")
    knowledge[12]["reject"]["answer"] = True
    dirt(name, "a loser is equal to the best answer", "stored, a case for `filters`")
    best[3]["loser_list"][0]["answer"] = best[3]["bon_best"]["answer"]
    dirt(name, "the list of losers is missing", "quarantined: `missing_field`")
    del more[20]["loser_list"]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, rows in [(f"{p}.json", r) for p, r in members.items()] + [
            ("__MACOSX/._Everyday.json", None)
        ]:
            info = zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0))
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            data = (
                b"\x00\x05\x16\x07" + bytes(60)
                if rows is None
                else json.dumps(rows, ensure_ascii=False, indent=1).encode()
            )
            archive.writestr(info, data, compresslevel=9)
    return name, buffer.getvalue(), "2 arrays of 45 pairs, 2 arrays of 25 best-of-N lists"


def votes():
    """Votes of several workers by id of a pair, with the texts in a second file, as in LLMFAO."""
    table_name, texts_name = "votes.csv", "votes-texts.jsonl"
    rng = random.Random(404)
    pool = cases(404, {"fix", "dish", "plan", "letter", "wonder", "country"})
    models = ["wren-2b", "Dunlin 7B, tuned", "heron-13b", "condor-70b"]
    texts, rows, number, pair = [], [], 0, 0

    def vote(pair, prompt, x, y, worker, winner):
        nonlocal number
        rows.append(
            [str(pair), str(prompt), str(x), str(y), str(worker), winner, models[x], models[y]]
        )

    for prompt in range(20):
        case = pool[prompt]
        # Which model wrote which response: the better models more often the better ones.
        order = [3, 2, 1, 0]
        if rng.random() < 0.4:
            i = rng.randrange(3)
            order[i], order[i + 1] = order[i + 1], order[i]
        level = {model: place for place, model in enumerate(order)}
        for x, y in [(0, 3), (1, 2), (0, 2)] if prompt else [(0, 1), (1, 2), (0, 2)]:
            if prompt and rng.random() < 0.5:
                x, y = y, x
            texts.append(
                {
                    "id": pair,
                    "prompt": prompt,
                    "text": case.prompt,
                    "type": case.family,
                    "slug": f"{case.family}-{prompt}",
                    "note": None,
                    "model_x": x,
                    "result_x": case.responses[level[x]],
                    "model_y": y,
                    "result_y": case.responses[level[y]],
                }
            )
            if prompt == 0:
                # x beats y, y beats z, z beats x.
                for worker in (3, 8):
                    vote(pair, 0, x, y, worker, "right" if (x, y) == (0, 2) else "left")
            else:
                truth = "left" if level[x] < level[y] else "right"
                close = abs(level[x] - level[y]) == 1
                for worker in rng.sample(range(1, 13), rng.randint(1, 5)):
                    draw = rng.random()
                    wrong = {"left": "right", "right": "left"}[truth]
                    vote(
                        pair,
                        prompt,
                        x,
                        y,
                        worker,
                        truth
                        if draw < (0.6 if close else 0.85)
                        else "tie"
                        if draw < (0.85 if close else 0.95)
                        else wrong,
                    )
            pair += 1
    dirt(
        table_name,
        "preference cycle: three pairs of prompt 0, two votes each",
        "stored, a case for `filters`",
    )
    dirt(table_name, "id that no text has", "quarantined: `unmatched_key`")
    rows.insert(90, ["999", "4", "0", "2", "5", "left", models[0], models[2]])
    dirt(table_name, "winner that is none of left, right and tie", "quarantined: `bad_value`")
    rows[120] = rows[120][:5] + ["upper"] + rows[120][6:]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(["id", "prompt", "model_x", "model_y", "worker", "winner", "left", "right"])
    writer.writerows(rows)
    lines = buffer.getvalue()
    dirt(table_name, "row with one field too many", "quarantined: `field_count`")
    place = lines.index("\r\n", len(lines) // 3)
    lines = lines[:place] + ",?" + lines[place:]
    dirt(table_name, "lines that end with CR LF (the whole file)", "repaired: `crlf`")
    dirt(table_name, "byte order mark", "repaired: `byte_order_mark`")
    data = ("\ufeff" + lines).encode()
    body = "".join(to_line(text) + "\n" for text in texts).encode()
    return [
        (table_name, data, f"{len(rows)} votes of 12 workers"),
        (texts_name, body, f"{len(texts)} pairs, 20 prompts"),
    ]


def alpaca_style():
    """Judgements with a continuous preference; several judges for some pairs."""
    name, rng = "alpaca-eval-style.jsonl.zst", random.Random(505)
    pool = cases(505)[:110]
    rows = []
    for index, case in enumerate(pool):
        first, second = two_levels(rng)
        if rng.random() < 0.5:
            first, second = second, first
        generators = rng.sample(MODELS, 2)
        for judge in ["weighted-judge", "strict-judge"][: 2 if index % 3 == 0 else 1]:
            gap = (second - first) / 3
            value = min(2, max(1, round(1.5 - 0.5 * gap + rng.gauss(0, 0.15), 4)))
            if judge == "strict-judge":
                value = 1 if value < 1.45 else 2 if value > 1.55 else 0
            rows.append(
                {
                    "instruction": case.prompt,
                    "output_1": case.responses[first],
                    "output_2": case.responses[second],
                    "generator_1": generators[0],
                    "generator_2": generators[1],
                    "dataset": "everyday",
                    "annotator": judge,
                    "preference": value,
                }
            )
    rows[7]["preference"] = 1.5
    rows[19]["preference"] = None
    dirt(name, "exact duplicate of row 26", "a duplicate")
    rows[95] = dict(rows[25])
    dirt(name, "preference out of range: 7", "quarantined: `bad_value`")
    rows[61]["preference"] = 7
    lines = [to_line(row).encode() for row in rows]
    dirt(name, "preference `NaN`", "repaired: `not_a_number`, read as a tie")
    rows[40]["preference"] = 8.125
    lines[40] = to_line(rows[40]).encode().replace(b"8.125", b"NaN")
    dirt(name, "bytes that are no UTF-8", "repaired: `invalid_utf8`")
    lines[50] = lines[50].replace(b'", "generator_1"', b' \xe9t\xe9", "generator_1"')
    dirt(name, "U+0000 in a text", "repaired: `nul`")
    lines[70] = lines[70].replace(b'", "generator_1"', b'\\u0000", "generator_1"')
    # Not dirty, but a trap: a line separator inside a string is no end of line.
    lines[33] = lines[33].replace(b'", "output_1"', '\u2028Thank you!", "output_1"'.encode())
    half = len(lines) // 2
    parts = [b"".join(line + b"\n" for line in part) for part in (lines[:half], lines[half:])]
    # Two frames with checksums; the second asks for a window of 128 MiB.
    data = zstd(parts[0], "-19", "--check") + zstd(parts[1], "-19", "--check", "--long=27")
    return (
        name,
        data,
        f"{len(lines)} judgements of {len({r['output_1'] + r['instruction'] for r in rows})} pairs, 2 judges",
    )


def ultrafeedback_style():
    """Four completions a row, rated by aspect, ratings as strings."""
    name, rng = "ultrafeedback-style.jsonl", random.Random(606)
    aspects = ["instruction_following", "honesty", "truthfulness", "helpfulness"]
    rows = []
    for case in cases(606)[:60]:
        order = list(range(4))
        rng.shuffle(order)
        models = rng.sample(MODELS, 4)
        completions = []
        for model, level in zip(models, order):
            marks = {
                a: str(min(5, max(1, 5 - level - (rng.random() < 0.25) + (rng.random() < 0.15))))
                for a in aspects
            }
            completions.append(
                {
                    "model": model,
                    "principle": "helpfulness",
                    "custom_system_prompt": "",
                    "response": case.responses[level],
                    "critique": [
                        "Right and complete.",
                        "Right, but brief.",
                        "It stays vague.",
                        "It does not help.",
                    ][level],
                    "overall_score": max(1.0, round(9.5 - 2.5 * level + rng.uniform(-0.5, 0.5), 1)),
                    "annotations": {
                        a: {
                            "Rating": marks[a],
                            "Rationale": f"{a.replace('_', ' ')}: {marks[a]} of 5.",
                        }
                        for a in aspects
                    },
                }
            )
        rows.append(
            {
                "source": "everyday",
                "instruction": case.prompt,
                "models": models,
                "completions": completions,
                "correct_answers": ["None"],
                "incorrect_answers": ["None"],
            }
        )
    dirt(name, "rating `N/A`", "stored without that score")
    rows[14]["completions"][2]["annotations"]["honesty"]["Rating"] = "N/A"
    dirt(name, "`completions` is a text", "quarantined: `wrong_type`")
    rows[47]["completions"] = "none"
    return (
        name,
        "".join(to_line(row) + "\n" for row in rows).encode(),
        f"{len(rows)} lines with 4 completions",
    )


def kto_style():
    """Single completions with a label, in one pretty-printed array."""
    name, rng = "kto-style.json", random.Random(707)
    rows = []
    for case in cases(707)[:80]:
        better, worse = two_levels(rng)
        pair = [(case.responses[better], True), (case.responses[worse], False)]
        for text, label in pair if rng.random() < 0.7 else [rng.choice(pair)]:
            rows.append({"prompt": case.prompt, "completion": text, "label": label})
    rng.shuffle(rows)
    dirt(name, '`label` is the text "true"', "quarantined: `wrong_type`")
    rows[33]["label"] = "true"
    dirt(name, "empty completion", "stored, a case for `filters`")
    rows[66]["completion"] = ""
    dirt(name, "exact duplicate of element 41", "a duplicate")
    rows[90] = dict(rows[40])
    dirt(name, "same completion as element 51 with the opposite label", "stored, a contradiction")
    rows[100] = dict(rows[50], label=not rows[50]["label"])
    return (
        name,
        (json.dumps(rows, ensure_ascii=False, indent=2) + "\n").encode(),
        f"{len(rows)} elements",
    )


def own_dynamics(corpus):
    """The log of two trainings on hh-style.jsonl.gz, as integrations/python writes it.

    Every eleventh pair is one that the models do not learn, or learn by heart at the end.
    """
    name, rng = "own-dynamics.jsonl.gz", random.Random(808)
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "integrations/python"))
    from winnow_dynamics import content_key

    keys = {}
    for index, line in enumerate(gzip.decompress(corpus).decode().split("\n")):
        try:
            row = json.loads(line)
            key = content_key(None, row["chosen"], row["rejected"])
        except ValueError:
            continue  # the cut row, and half a surrogate pair
        if index not in (58, 77):  # those that are quarantined
            keys[key] = None  # a duplicate is one pair
    parts = []
    for run in ("rm-seed-1", "rm-seed-2"):
        for epoch in range(1, 5):
            lines = []
            for index, key in enumerate(keys):
                learnt = -1.2 + 0.4 * epoch if index % 11 == 5 else 0.3 + 0.5 * epoch
                record = {"pair": key, "epoch": epoch, "step": 25 * epoch, "run": run}
                lines.append({**record, "margin": round(learnt + rng.gauss(0, 0.5), 3)})
            if run == "rm-seed-2" and epoch == 1:
                dirt(name, "a pair that is in no corpus", "counted as unmatched")
                lines[7]["pair"] = "validation-17"
                dirt(name, "margin that is null", "counted as absent")
                lines[30]["margin"] = None
                dirt(name, "line that stands twice, as after a checkpoint", "the last one counts")
                lines.append(dict(lines[40], margin=0.125))
            text = "".join(
                json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines
            )
            parts.append(gzip.compress(text.encode(), 9, mtime=0))
    return name, b"".join(parts), f"{len(keys)} pairs, 2 trainings of 4 epochs"


def zstd(data, *options):
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        # With a known size in the frame header; one thread, as several give other bytes.
        command = ["zstd", "--quiet", "--stdout", "--single-thread", *options, file.name]
        return subprocess.run(command, check=True, capture_output=True).stdout


# --- Writing ------------------------------------------------------------------------------------------

README = """# Examples

Small corpora written for this project (Apache-2.0, like the rest): shapes and containers of real
preference data, everyday content, no text of anybody else. `pipelines/quickstart.yaml` runs on them,
`pipelines/own-dynamics.yaml` on the first and its training log, `pipelines/reward-augmented.yaml` on the ratings and
`pipelines/annotators.yaml` on the votes.
They are made by `scripts/make-examples.py`, and so is this page; change them there.

| file | holds | like |
| --- | --- | --- |
{files}

Passed over while reading: in `trl-explicit.tar.zst` one directory and two `._*` members, in
`rmb-style.zip` one `__MACOSX/` member. Traps that are no dirt: `hh-style.jsonl.gz` is two gzip
members in one file, `alpaca-eval-style.jsonl.zst` two zstd frames, the second with `--long=27`, and
one of its prompts contains U+2028.

## Dirty rows, on purpose

One row each, unless it says otherwise.

| file | what | what becomes of it |
| --- | --- | --- |
{dirt}

| file | quarantined | duplicates |
| --- | --- | --- |
{counts}
"""

LIKE = {
    "hh-style.jsonl.gz": "Anthropic HH-RLHF: `chosen`, `rejected` transcripts, a third with earlier turns",
    "trl-explicit.tar.zst": "TRL preference rows: `prompt`, `chosen`, `rejected` (and `topic`)",
    "rmb-style.zip": "RMB: pairs and best-of-N lists, a quarter with earlier turns",
    "votes.csv": "LLMFAO votes: `winner` left, right or tie, joined by `id`; left is `model_x`",
    "votes-texts.jsonl": "LLMFAO texts: `text`, `result_x`, `result_y`",
    "alpaca-eval-style.jsonl.zst": "AlpacaEval judgements: `preference` 1 to 2, ties 1.5, 0 and null",
    "ultrafeedback-style.jsonl": "UltraFeedback: ratings by aspect as strings",
    "own-dynamics.jsonl.gz": "a log of `winnow_dynamics.py` on `hh-style.jsonl.gz`: margins by pair and epoch",
    "kto-style.json": "TRL unpaired rows: `prompt`, `completion`, `label`",
}


def readme(files):
    lines = [f"| `{name}` | {holds} | {LIKE[name]} |" for name, _, holds in files]
    dirty, counts = [], []
    for name, _, _ in files:
        found = DIRT.get(name, [])
        dirty += [f"| `{name}` | {kind} | {effect} |" for kind, effect in found]
        quarantined = sum(effect.startswith("quarantined") for _, effect in found)
        duplicates = sum(effect == "a duplicate" for _, effect in found)
        counts.append(f"| `{name}` | {quarantined} | {duplicates} |")
    return README.format(files="\n".join(lines), dirt="\n".join(dirty), counts="\n".join(counts))


def main():
    folder = pathlib.Path(__file__).resolve().parent.parent / "examples"
    corpus = hh_style()
    files = [
        corpus,
        trl_explicit(),
        rmb_style(),
        *votes(),
        alpaca_style(),
        ultrafeedback_style(),
        kto_style(),
        own_dynamics(corpus[1]),
    ]
    files.append(("README.md", readme(files).encode(), ""))
    if "--check" in sys.argv[1:]:
        stale = [
            n
            for n, data, _ in files
            if not (folder / n).is_file() or (folder / n).read_bytes() != data
        ]
        print("\n".join(f"stale: examples/{n}" for n in stale) or "examples/ is current")
        return 1 if stale else 0
    folder.mkdir(exist_ok=True)
    for name, data, _ in files:
        (folder / name).write_bytes(data)
    print(f"{len(files)} files, {sum(len(data) for _, data, _ in files)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
