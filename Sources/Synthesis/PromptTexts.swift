/// Facts and prompts of the grammar; the notation is `Grammar`'s.
let promptTexts = #"""
  @who
  a nurse on night shifts
  a student in my second year
  a retired bus driver
  a father of three
  a beginner with two left hands
  an accountant who sits all day
  a teacher with long holidays
  a carpenter with little patience
  a baker who gets up at three
  a translator working from home
  a mechanic with a bad knee
  a shop assistant
  a grandmother of seven
  a software tester
  a gardener in the off season
  a librarian
  a paramedic
  a young farmer
  a cook in a canteen
  a violinist in a small orchestra
  an exchange student
  a widower who lives alone
  a mother returning to work
  a train conductor
  a hairdresser
  an apprentice electrician
  a dentist with a full calendar
  a postman
  a volunteer firefighter
  a physiotherapist
  a tram driver
  an office cleaner
  a trainee journalist
  a pensioner with plenty of time
  a museum guard
  a lorry driver
  a kindergarten teacher
  a freelance illustrator
  a night porter
  a geologist between two jobs
  @place
  Lisbon
  Ghent
  Łódź
  Malmö
  Graz
  Cork
  Bergen
  Turin
  Dresden
  Utrecht
  Porto
  Tartu
  Leeds
  Nantes
  Zürich
  Košice
  Aarhus
  Valencia
  Bologna
  Tampere
  Halifax
  Dunedin
  Quito
  Kyoto
  Accra
  Tbilisi
  Montréal
  Pune
  Izmir
  Nairobi
  Brno
  Split
  Galway
  Ulm
  Kraków
  São Paulo
  Fargo
  Tucson
  Hobart
  Daegu
  @name
  Marta
  Jonas
  Aisha
  Pavel
  Ingrid
  Tomás
  Zoë
  Kenji
  Leila
  Oskar
  Priya
  Mateo
  Hanna
  Samuel
  Nadia
  Elias
  Chiara
  Björn
  Fatima
  Luc
  Olga
  Diego
  Wanda
  Noor
  Piotr
  Grace
  Emil
  Yuki
  Rosa
  Adam
  Sanna
  Viktor
  Amara
  Felix
  Irene
  Kofi
  Lena
  Arjun
  Beata
  Theo
  @day
  Monday
  Tuesday
  Wednesday
  Thursday
  Friday
  Saturday
  Sunday
  @paper
  travel receipts
  signed contract
  budget table
  list of guests
  draft of the report
  keys to the store room
  photos for the brochure
  minutes of the last meeting
  order for the new chairs
  results of the survey
  plan for the open day
  safety checklist
  invoice for the printer
  floor plan
  holiday dates of the team
  slides for the talk
  @relative
  sister
  father
  neighbour
  flatmate
  aunt
  daughter
  cousin
  colleague
  grandfather
  best friend
  @thing
  notebooks
  candles
  light bulbs
  tulip bulbs
  tickets
  mugs
  paint brushes
  lemons
  batteries
  postcards
  tennis balls
  jars of honey
  @variable
  values
  numbers
  samples
  readings
  prices
  items
  entries
  scores
  weights
  amounts
  @event
  a concert
  a workshop
  a guided walk
  a flea market
  a reading
  a repair evening
  a cooking class
  a choir rehearsal
  a chess evening
  a museum tour
  @manner
  Keep it short, please.
  I prefer plain words.
  Please be specific.
  No sales talk, please.
  Simple steps would help me most.
  A friend gave me three different answers.
  I have read too many guides already.
  I would rather start small.
  @function
  tidy_{V}
  run_step
  handle_{V}
  work_out
  make_result
  process_{V}
  answer
  my_tool
  solve
  use_{V}
  @errand
  this task
  a job like this
  this kind of request
  a question of this type
  @limit
  I have only {m} minutes a day
  I can spend {b} euros at most
  my flat has {s} square metres
  I have already failed {t} times
  my {O} wants to help
  I need a first result by {D}
  I have about {d} weeks
  I am {g} years old and new to this
  @askAdvice
  I am {W} in {P}, and {limit#l}. How should I go about {T}?
  Could you give me some advice on {T}? I am {W} from {P}, and {limit#l}.
  What is a sensible way to begin with {T} when {limit#l}? I am {W}, if that matters, and I live \#
  in {P}.
  {T} has been on my list for years. I am {W}, {limit#l}. Where do I start here in {P}?
  Help me with {T}, please. About me: {W}, living in {P}. Also, {limit#l}. {manner}
  As {W}, what should I know about {T}? I live in {P} and {limit#l}. {manner}
  My {O} in {P} keeps talking about {T}. I am {W} and {limit#l}. What would you do first?
  Here is my situation: {limit#l}, and I am {W}. I moved to {P} last year. Any tips for {T}?
  @askList
  List {n} things that matter for {T}. I am {W} in {P}, and {limit#l}.
  Give me exactly {n} short tips for {T}. Context: {W}, living in {P}; {limit#l}.
  I want a list with {n} points about {T}, no more and no less. I am {W} from {P}, and {limit#l}.
  Name {n} points that {W} in {P} should keep in mind for {T}; {limit#l}.
  Could you write {n} bullet points on {T} for {W}? It is for a notice board in {P}, and {limit#l}.
  @askPlan
  Make a plan of {n} weeks for {T}. I am {W} in {P}, and {limit#l}.
  I would like to spend {n} weeks on {T}. Please lay out one line for each week. I am {W} from \#
  {P}; {limit#l}.
  Sketch {n} stages for {T}, one after the other, for {W} in {P}. Note that {limit#l}.
  How would you divide {T} into {n} steps for {W}? I live in {P} and {limit#l}.
  @askWhy
  In a guide on {T} I read that {R}. Why is that important? I am {W} in {P}, and {limit#l}.
  Explain to someone aged {g} why it matters, with {T}, that {R}. It is for a class of {s} in \#
  {P}; {limit#l}.
  My {O} says that {R}. What follows from this for {T}? I am {W} from {P}, and {limit#l}.
  Can you explain the idea behind this sentence about {T}: \"{R}\"? I teach it to {W} in {P}, \#
  and {limit#l}.
  @askChoice
  For {T}, should I buy {I} or {J} first? I am {W} in {P}, and {limit#l}.
  I can get only one: {I} or {J}. Which one helps more with {T}? I am {W} from {P}; {limit#l}.
  {^I} or {J}, what is the better first choice for {T}? My {O} in {P} disagrees with me, and \#
  {limit#l}.
  Help me decide between {I} and {J}. It is about {T}, I am {W} in {P}, and {limit#l}.
  @passage
  The group in {P} has been busy with {T} for {d} weeks. {N} explained to {W} that {R}. The most \#
  common mistake was {A}. In the end all agreed, {M} too, to use {I} and to meet again on {D}.
  Last {D}, {N} gave a talk in {P} on {d} weeks of {T}. The main point was that {R}. {M} warned \#
  against {A}. About {s} people came, and most of them asked where to find {I}.
  {N} from {P} wrote to us about {T}. After {d} weeks of trying, one thing was clear: {R}. What \#
  did not help was {A}. {M} lent them {I}, and on {D} it finally worked.
  @askSummary
  Summarise the following text in one or two sentences.\n\n{passage#q}
  What is the main point of this note? Answer briefly.\n\n{passage#q}
  {passage#q}\n\nPlease shorten this for a newsletter, two sentences at most.
  @note
  Hi all, {K} takes place in {P} on {D} at {h}:{e}. {N} brings {a} {B}; tickets cost {$p} euros. \#
  Questions go to {M}.
  Reminder from {N}: on {D} we meet at {h}:{e} in {P} for {K}. Entry is {$p} euros. {M} will \#
  carry the {a} {B}.
  {M} has booked the hall in {P} for {K}. It starts on {D} at {h}:{e}, costs {$p} euros, and {N} \#
  orders {a} {B}.
  @askExtract
  Extract the day, the time, the place and the price from this note as a list.\n\n\"{note#q}\"
  Read the note and tell me when, where and for how much. Use one line for each.\n\n{note#q}
  {note#q}\n\nPlease pull out day, time, place and price.
  @blunt
  {N}, you still have not sent the {F}. I need it by {D}, {h} o'clock, no excuses.
  Where is the {F}, {N}? You promised it. {D} at {h} is the last chance.
  {N}! Bring the {F} to {P} on {D} at {h}. And this time do not be late.
  I am tired of waiting for the {F}. {N}, send it before {h} on {D} or we go on without you.
  @askPolite
  Rewrite this message so that it sounds polite, and keep every fact. I am {W} and {M} reads \#
  along.\n\n\"{blunt#q}\"
  Can you make this friendlier without changing what it asks for? I have to send it to {d} \#
  people in {P}, {M} among them.\n\n{blunt#q}
  I wrote this to a colleague in anger: \"{blunt#q}\" Please turn it into something kind but \#
  clear. It goes out from our office in {P}, and {M}, {W}, will sign it.
  @askCode
  Write a Python function {H} that {codeTask#q}. It is for {W} in {P} who works with {s} files a \#
  day, so keep it readable.
  In Python, I need {H}: a function that {codeTask#q}. {N}, {W}, will use it at {K} in {P}. {manner}
  Please give me a short Python function. It should be called {H} and {codeTask#q}. I am {W} in \#
  {P}, aged {g}, and just learning.
  How would you write {H} in Python, which {codeTask#q}? My {O} in {P}, {W}, will use it with \#
  about {s} thousand {V}.
  @followUp
  Thank you. And what about {I}: do I need it from the start?
  That helps. What should I do if I catch myself {A}?
  Good. How do I know after {d} weeks that it works?
  One more question: my {O} says that {R}. Is that true here?
  And if I have to stop for {d} weeks, where do I pick it up again?
  """#
