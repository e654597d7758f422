/// What the synthetic prompts and responses are about, first part.
///
/// One block per topic: `#` a gerund phrase, `+` steps (imperative clauses), `*` things (noun
/// phrases), `-` mistakes (gerund phrases), `=` reasons (whole clauses). `|` parts phrases.
let topicTextsAtHome = """
  # growing tomatoes on a balcony
  + choose a compact cherry variety | move the pots to the sunniest corner
  + water at the root early in the morning | pinch out the side shoots every week
  + tie the main stem loosely to a cane | feed lightly once the first flowers open
  * a deep pot with drainage holes | a bag of fresh potting soil
  * a bamboo cane with soft string | a small watering can with a long spout
  - soaking the leaves at midday | crowding three plants into one pot
  - feeding heavily before any flower shows | leaving the saucer full of water
  = warm roots take up water far better | steady moisture keeps the fruit from splitting
  = side shoots steal energy from the fruit | wet leaves invite mildew within days

  # baking sourdough bread
  + feed the starter the evening before | weigh the flour instead of using cups
  + fold the dough every half hour | let the loaf rest overnight in the fridge
  + heat the pot until it is properly hot | score the top with one confident cut
  * a kitchen scale that shows single grams | a heavy pot with a lid
  * a linen cloth dusted with rye flour | a jar of lively starter
  - slicing the loaf while it is still steaming | adding extra flour to a sticky dough
  - judging the rise by the clock alone | using a starter straight from the fridge
  = a cold rest deepens the flavour | steam keeps the crust soft long enough to spring
  = wet dough makes an open crumb | yeast works slowly in a cool kitchen

  # fixing a dripping tap
  + shut the valve under the basin first | open the tap to let the pressure out
  + cover the drain with a rag | lay the parts out in the order they come off
  + swap the worn washer for one of equal size | turn the water back on slowly
  * an adjustable spanner | a set of assorted rubber washers
  * a flat screwdriver for the cap | a little silicone grease
  - forcing a stuck nut with pliers | leaving the main supply open
  - overtightening the new washer | buying spare parts before measuring the old one
  = a flattened washer can no longer seal the seat | small screws vanish down open drains
  = grease lets the spindle turn without wear | sudden pressure can blow a joint apart

  # painting a small bedroom
  + wash the walls and let them dry | fill every hole before you sand
  + tape the edges along the ceiling | cut in the corners with a narrow brush
  + roll in overlapping strips | pull the tape off while the last coat is damp
  * a medium roller with a long handle | two litres of matt wall paint
  * a tub of light filler | a dust sheet large enough for the floor
  - painting over damp plaster | loading the brush right up to the handle
  - skipping the primer on a dark wall | opening the window wide during a storm
  = dust stops the paint from gripping | thin coats dry evenly and crack less
  = a wet edge hides the roller marks | dried paint tears when the tape comes off late

  # insulating old windows
  + find the draughts with a lit candle | clean the frame with soapy water
  + press foam strips into the gaps | seal the outer joint with acrylic filler
  + hang a lined curtain close to the glass | check the hinges before the first frost
  * a roll of self-adhesive foam | a tube of acrylic sealant
  * a sharp pair of scissors | a heavy lined curtain
  - blocking the small drain holes in the frame | sticking foam onto a dusty surface
  - sealing a window you need for fresh air | heating the room with every shutter open
  = warm air leaks through the thinnest crack | still air between layers holds the heat
  = damp timber swells and lets the seal go | cold glass pulls moisture out of the room

  # adopting a cat from a shelter
  + visit twice before you decide | ask the staff how the cat reacts to strangers
  + prepare one quiet room for the first days | keep the old food for at least a week
  + book a check with a vet early on | let the cat come to you in its own time
  * a carrier with a firm door | a scratching post that does not wobble
  * two shallow food bowls | a litter tray placed away from the food
  - introducing the other pets on day one | washing the blanket that smells of the shelter
  - picking a kitten on looks alone | leaving windows on the tilt
  = a frightened cat needs small spaces to settle | sudden new food upsets the stomach
  = older cats show their character from the start | scent tells a cat where it is safe

  # starting a compost heap
  + set the bin on bare soil | mix kitchen scraps with torn cardboard
  + chop tough stalks into short pieces | turn the heap every two or three weeks
  + keep it as damp as a wrung sponge | cover fresh scraps with dry leaves
  * a bin with an open bottom | a garden fork with strong tines
  * a bucket for kitchen scraps | a sack of dry autumn leaves
  - adding cooked meat or cheese | burying the heap under grass clippings
  - letting the whole pile dry out | giving up after the first cold month
  = worms climb in from the soil below | air keeps the smell away
  = carbon and nitrogen have to stay in balance | small pieces break down much faster

  # cooking a week of vegetable soups
  + soften the onions slowly in oil | roast the squash before it goes into the pot
  + add the herbs in the last ten minutes | blend only half of the soup
  + cool the pot quickly in cold water | label every box with the date
  * a wide pot with a thick base | a hand blender
  * a kilo of mixed root vegetables | a handful of dried lentils
  - boiling the greens for an hour | salting everything at the very start
  - freezing soup that already holds cream | filling the boxes to the brim
  = slow onions turn sweet instead of bitter | lentils thicken the broth without flour
  = liquid expands when it freezes | roasting drives off water and adds depth

  # making strawberry jam
  + pick fruit that is just ripe | warm the sugar before you stir it in
  + boil hard for a few minutes only | test a drop on a cold plate
  + sterilise the jars in a hot oven | fill the jars while everything is hot
  * a pan twice as deep as the fruit | a dozen clean jars with new lids
  * a cold saucer from the freezer | the juice of two lemons
  - doubling the batch in one pan | skimming the foam all the time
  - using fruit that has gone soft | tightening wet lids by hand only
  = acid helps the pectin to set | a wide surface lets the water escape quickly
  = overripe fruit has lost its pectin | one dirty rim can spoil the whole jar

  # knitting a first scarf
  + cast on thirty loose stitches | count the stitches at the end of each row
  + practise the knit stitch on a small square | mark the right side with a pin
  + join new yarn at the edge of a row | wash the scarf gently before you wear it
  * a ball of thick plain wool | a pair of wooden needles
  * a blunt darning needle | a tape measure
  - pulling every loop tight | starting with fluffy black yarn
  - changing the needles halfway through | knitting for hours with sore wrists
  = thick wool shows mistakes early | tight stitches refuse to slide along
  = wood holds the yarn better than metal | washing evens out the loops

  # keeping a small aquarium
  + let the tank run empty for three weeks | test the water before any fish go in
  + add two or three fish at a time | change a quarter of the water each week
  + rinse the filter in old tank water | feed only what is gone in two minutes
  * a filter rated for the tank | a strip test for nitrite
  * a bag of fine gravel | a heater with a clear dial
  - scrubbing the filter under the tap | buying large fish for a tiny tank
  - topping up with ice cold water | placing the tank in direct sun
  = bacteria in the filter clean the water | leftover food turns into ammonia
  = sunlight feeds the algae | small tanks change temperature quickly

  # sorting the family photos
  + gather every copy onto one drive | delete the blurred shots straight away
  + name the folders by year and month | tag the people you want to find later
  + keep one backup outside the house | check once a year that the backup opens
  * an external drive with spare room | a simple photo manager
  * a labelled box for old prints | a scanner app on the phone
  - keeping the only copy on one phone | renaming thousands of files by hand
  - editing the originals directly | mixing work documents into the albums
  = drives fail without any warning | dates stay useful long after titles do not
  = an untested backup is only a hope | fewer pictures get looked at more often

  # preparing a home first aid kit
  + list what your household really uses | store the kit where adults reach it fast
  + write the emergency numbers on the lid | check the dates every spring
  + replace what you take out the same day | show the children where it is kept
  * a box of plasters in several sizes | a digital thermometer
  * a roll of elastic bandage | a pair of disposable gloves
  - locking the box and hiding the key | keeping tablets without their leaflet
  - storing the kit in a steamy bathroom | relying on memory in an emergency
  = heat and damp ruin most medicines | panic makes familiar places hard to recall
  = expired cream may no longer work | clean wounds heal with less trouble

  # setting up wireless internet in a thick-walled house
  + place the router in the middle of the house | measure the speed in every room
  + switch the busy band to a free channel | run one cable to the far end
  + add a mesh node where the signal halves | change the default password
  * a router with two bands | a long flat network cable
  * a mesh kit with two nodes | an app that shows signal strength
  - hiding the router in a metal cupboard | putting a repeater where there is no signal
  - buying the fastest contract to fix a weak wall | reusing the password of the old router
  = stone walls swallow high frequencies | a node can only repeat what it receives
  = neighbours often share the same channel | a cable is immune to walls

  # growing herbs on a windowsill
  + sow basil in shallow trays | turn the pots every few days
  + cut just above a pair of leaves | let the soil dry a little between waterings
  + repot shop plants into smaller groups | keep mint in a pot of its own
  * a tray to catch the water | a packet of basil seed
  * a sharp pair of kitchen scissors | a bag of gritty soil
  - drowning thyme like a bog plant | picking single leaves from the bottom
  - leaving pots on a hot radiator | planting mint beside everything else
  = herbs from dry hills hate wet feet | a cut above the leaves makes two new shoots
  = crowded shop plants choke each other | mint spreads faster than you expect

  # repairing a flat bicycle tyre
  + turn the bike upside down on soft ground | find the hole by dipping the tube in water
  + roughen the rubber before you glue | wait until the glue looks dull
  + feel inside the tyre for the thorn | pump a little before the wheel goes back
  * a pair of plastic tyre levers | a patch kit with fresh glue
  * a small hand pump | a bowl of water
  - prising with a screwdriver | pressing the patch onto wet glue
  - ignoring the thorn in the tyre | pinching the new tube under the rim
  = metal edges cut the tube again | dull glue holds far better than wet glue
  = the thorn will strike a second time | a little air keeps the tube from twisting

  # cutting the household energy bill
  + write down the meter every Sunday | wash at thirty degrees
  + bleed the radiators before winter | switch idle devices off at the wall
  + lower the thermostat by one degree | descale the kettle and the boiler
  * a plug-in power meter | a radiator key
  * a set of efficient bulbs | a notebook for the readings
  - heating empty rooms all day | covering radiators with furniture
  - guessing which appliance is the worst | running the dishwasher half empty
  = one degree less saves several percent | trapped air keeps a radiator cold
  = scale makes every boil take longer | you cannot cut what you do not measure

  # washing and caring for wool clothes
  + read the label before anything else | soak the jumper in lukewarm water
  + press the water out in a towel | dry it flat and in shape
  + brush off the fluff with a soft comb | store it clean with cedar wood
  * a bottle of mild wool detergent | a large dry towel
  * a soft clothes brush | a breathable storage bag
  - wringing the sleeves by hand | hanging a wet jumper on a hook
  - using hot water with strong soap | packing dirty wool away for summer
  = heat makes the fibres lock together | moths prefer wool that smells of skin
  = a wet jumper stretches under its weight | airing replaces most of the washing

  # organising a tiny kitchen
  + empty one cupboard at a time | group things by what you cook
  + keep the daily pans at waist height | use the inside of the doors
  + label jars with name and date | give away what you have not used in a year
  * a rail with a few hooks | a set of stacking boxes
  * a magnetic strip for the knives | a drawer divider
  - buying boxes before measuring | storing spices above the stove
  - keeping three of every tool | stacking the heavy pots on top
  = reachable things get used | heat robs spices of their scent
  = empty space makes cleaning quick | doors offer more room than you think
  """
