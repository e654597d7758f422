/// What the synthetic prompts and responses are about, second part; see `topicTextsAtHome`.
let topicTextsElsewhere = """
  # learning Spanish as a beginner
  + study a little every single day | say new words aloud in short sentences
  + review yesterday's cards before adding more | listen to slow radio on the way to work
  + book one talk a week with a tutor | keep a list of your own mistakes
  * a pack of flash cards | a graded reader with audio
  * a small notebook for phrases | a patient conversation partner
  - learning long word lists without context | waiting to speak until you feel ready
  - switching the course every fortnight | translating every sentence in your head
  = short daily practice beats one long evening | spaced review stops you from forgetting
  = speaking shows you what you cannot say yet | whole phrases carry the grammar with them

  # training for a first half marathon
  + run three times a week at an easy pace | add ten percent of distance each week
  + plan one long run for the weekend | rest completely on two days
  + practise drinking while you move | cut the mileage before race day
  * a pair of shoes you have already worn in | a simple running watch
  * a belt for a small bottle | a printed training plan
  - racing every training run | wearing new shoes on race day
  - ignoring pain in the shin | doubling the distance in one week
  = easy running builds the heart | tendons adapt slower than muscles
  = rest is when the body gets stronger | an even pace saves energy for the end

  # preparing for a job interview
  + read the advert line by line | write three stories that show results
  + practise the first two minutes aloud | prepare a few questions for them
  + travel the route once beforehand | send a short thank you note
  * a printed copy of your application | a list of honest examples
  * a plain folder | a quiet place to rehearse
  - learning answers by heart | speaking badly of a former boss
  - guessing what the company does | arriving an hour too early
  = concrete stories stay in memory | questions show that you understood the work
  = rehearsed lines fall apart under pressure | most interviewers decide on clear examples

  # photographing the night sky
  + leave the city lights behind | focus by hand on a bright star
  + open the aperture as far as it goes | use a timer instead of your finger
  + take several frames with the same settings | let your eyes adapt for twenty minutes
  * a sturdy tripod | a wide lens with a large opening
  * a red head torch | a spare battery kept warm
  - trusting autofocus in the dark | checking the screen at full brightness
  - exposing until the stars become lines | packing the camera away wet
  = the earth turns during a long exposure | red light leaves night vision intact
  = cold drains a battery quickly | stacking frames removes the noise

  # planning a week of bicycle touring
  + test the loaded bike on a short loop | keep the first day short
  + pack the heavy things low | note the places where trains stop
  + eat before you feel hungry | oil the chain every second evening
  * two waterproof bags | a small repair kit
  * a paper map of the region | a light rain jacket
  - planning the longest stage for day one | carrying the tent high on the rack
  - leaving without a spare tube | relying on one shop being open
  = headwind can halve your speed | low weight keeps the steering calm
  = hunger arrives an hour after the mistake | a dry chain wears out in days

  # learning to play the guitar
  + tune the strings before you start | practise two chords until the change is clean
  + play slowly with a metronome | record yourself once a week
  + learn one song you truly like | stop when your fingers really hurt
  * a guitar with a low action | a clip-on tuner
  * a soft pick | a metronome app
  - learning ten chords in one evening | practising mistakes at full speed
  - skipping rhythm for fancy solos | leaving the guitar in its case
  = slow practice builds clean movement | a tuner trains the ear as well
  = rhythm carries a song more than chords | an instrument in sight gets played

  # giving a wedding speech
  + pick one story that only you can tell | write it out and then cut it by half
  + read it aloud to a friend | look at the couple during the toast
  + pause after the funny line | finish with a clear wish
  * a card with five keywords | a glass of water
  * a microphone with a fresh battery | a watch to keep the time
  - telling jokes about former partners | reading from the phone without looking up
  - drinking before the speech | thanking forty people by name
  = guests remember one picture, not ten | nervous speakers rush their best lines
  = silence gives a laugh its room | a short speech never annoyed anyone

  # studying for a chemistry exam
  + sort the topics by how often they come up | solve old papers against the clock
  + explain a reaction to someone else | draw the mechanisms from memory
  + mix the topics within one session | sleep well on the last night
  * a stack of past papers | a table of constants
  * a set of coloured pens | a timer that rings
  - rereading the same chapter | starting the evening before
  - marking every line in yellow | leaving stoichiometry for last
  = recalling beats rereading | mixed practice teaches you to choose the method
  = sleep fixes what you learned | time pressure shows the weak spots

  # hiking with small children
  + choose a path with water or animals | plan half the distance you would walk alone
  + start early and keep the pace slow | let the children carry something small
  + stop every hour for a snack | turn around before anyone is tired
  * a light carrier for the youngest | a spare set of dry socks
  * a bag of nuts and fruit | a whistle on a string
  - promising a summit | walking on in a thunderstorm
  - packing only for sunshine | counting the kilometres aloud
  = short legs take twice the steps | curiosity pulls further than pressure
  = wet feet end every good mood | tired children stumble on the way down

  # sleeping better during stressful weeks
  + get up at the same hour every day | put the phone in another room
  + write tomorrow's worries on paper | cool the bedroom down
  + take a walk in morning light | keep caffeine for the early hours
  * a notebook beside the bed | a pair of thick curtains
  * an ordinary alarm clock | a light blanket
  - lying awake and watching the clock | catching up until noon on Sunday
  - answering mail in bed | drinking wine to fall asleep
  = morning light sets the inner clock | written worries stop circling
  = a cool body falls asleep faster | alcohol breaks up the second half of the night

  # writing a short story
  + begin close to the moment of change | give the main character a small wish
  + describe one place with three senses | cut the first paragraph and look again
  + read the dialogue aloud | let it rest for a week
  * a plain notebook | a quiet hour each morning
  * a reader who tells the truth | a list of strong verbs
  - explaining the ending | starting with the weather
  - giving every person a long backstory | polishing page one for months
  = a wish gives the scene its direction | distance shows what is missing
  = readers enjoy filling the gaps | spoken lines reveal false notes

  # learning to swim as an adult
  + breathe out under water first | practise floating in the shallow end
  + hold the edge and kick from the hip | glide before you add the arms
  + go twice a week at quiet hours | ask a teacher to watch your head
  * a pair of goggles that fit | a foam board
  * a swim cap | a patient teacher
  - holding your breath | lifting the head with every stroke
  - jumping into deep water too soon | comparing yourself with the fast lane
  = a raised head pushes the legs down | calm breathing removes most of the fear
  = the water carries a relaxed body | frequent short visits build trust

  # running a neighbourhood book club
  + agree on a book everyone can borrow | fix the date for the next half year
  + prepare five open questions | let a different person lead each time
  + keep the first ten minutes for chat | end with the choice of the next title
  * a shared calendar | a list of open questions
  * a pot of tea | a few library copies
  - choosing thousand page novels in winter | letting one voice fill the evening
  - punishing people who have not finished | changing the date at short notice
  = a fixed date survives busy weeks | open questions invite quiet readers
  = short books keep the group alive | sharing the lead spreads the work

  # organising a street party
  + ask the city for a permit early | knock on every door in person
  + share out tasks on one list | set up shade and a place to sit
  + plan a quiet hour for the evening | leave the street cleaner than before
  * a row of folding tables | a first aid box
  * strings of paper flags | a plan for rain
  - blocking the way for the fire brigade | leaving all the work to one family
  - turning the music up after ten | buying everything on the last day
  = a permit takes several weeks | people help with what they have chosen
  = neighbours forgive noise they were told about | shade keeps older guests longer

  # improving at chess openings
  + learn the idea behind each move | bring the knights out before the queen
  + castle within ten moves | review your lost games first
  + keep to one opening for each colour | play slow games once a week
  * a small folding board | a notebook of your own games
  * a free analysis program | a training partner of equal strength
  - memorising long lines | moving the same piece again and again
  - hunting pawns with the queen | blaming the opening for every loss
  = the centre decides where pieces can go | an early queen loses time
  = your own mistakes repeat | understanding helps when the book ends

  # starting a podcast about local history
  + choose one question for every episode | record in a room full of soft things
  + write an opening of two sentences | ask permission before you publish a voice
  + cut every sentence that says nothing | publish on a fixed day
  * a microphone with a stand | a pair of closed headphones
  * a folder of sources | a free editing program
  - buying an expensive studio first | reading whole archives aloud
  - speaking without a plan for an hour | forgetting to note the sources
  = soft furniture swallows the echo | listeners return for a steady rhythm
  = one question keeps the thread | a clear opening holds new listeners

  # crossing the continent by train
  + book the night trains months ahead | leave an hour between connections
  + carry food for one day | keep the tickets offline
  + choose one bag you can lift | stay two nights in the middle
  * a light backpack | an offline timetable
  * a pair of ear plugs | a lock for the bag
  - planning five minute changes | trusting the dining car
  - printing nothing at all | travelling with three suitcases
  = delays add up over long lines | night trains sell out first
  = a free day absorbs a missed train | stairs are everywhere

  # watching stars with a small telescope
  + begin with the moon | let the tube cool for half an hour
  + use the lowest power first | learn three constellations by eye
  + align the finder in daylight | note what you saw each night
  * a steady mount | a red lamp
  * a simple star chart | a folding chair
  - buying the highest magnification | observing through a closed window
  - looking straight at the sun | giving up under city lights
  = warm air inside the tube blurs the view | low power shows more sky
  = a shaky mount ruins any lens | known stars lead to faint ones

  # negotiating a lower rent
  + collect prices of similar flats | list the repairs you are still waiting for
  + choose a calm moment and write first | offer something in return
  + name a figure and a date | put the result in writing
  * a table of local rents | photos of the open repairs
  * a copy of the contract | a friendly letter
  - threatening to leave at once | arguing about it on the stairs
  - naming no figure | withholding rent without advice
  = owners value reliable tenants | numbers persuade more than complaints
  = a written result prevents quarrels | an offer makes it easier to agree

  # cycling to work in winter
  + fit lights that you can see by | lower the tyre pressure a little
  + dress in thin layers | brake earlier than in summer
  + wipe the chain after wet rides | keep dry shoes at work
  * a pair of studded tyres | a set of bright lights
  * a thin windproof jacket | warm gloves with grip
  - leaning hard into icy bends | storing the wet bike in a hot room
  - wearing a thick coat | riding in the gutter
  = ice hides in the shade | salt eats an oily chain
  = layers let the sweat escape | drivers see less in the rain

  # learning to type without looking
  + rest the fingers on the home row | start slowly and without errors
  + practise ten minutes twice a day | cover the keys with a cloth
  + say the letters in your mind | raise the speed only when it feels calm
  * a keyboard at elbow height | a free typing course
  * a chair with a straight back | a chart of the keys
  - peeking at every letter | chasing speed in the first week
  - bending the wrists upwards | practising when tired
  = errors learned early stay for years | short sessions suit motor memory
  = flat wrists do not tire | eyes on the screen find mistakes
  """
