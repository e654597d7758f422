/// Sentences of good and of bad responses; the notation is `Grammar`'s.
///
/// What makes a response good (it answers, names facts of the prompt, keeps the count) and bad
/// (it hedges, strays, advises the known mistakes, gets facts wrong) is spread over words that
/// both kinds use, and lines of both kinds are about equally long.
let responseTexts = #"""
  @opener
  Sure!
  Good question.
  Gladly.
  Here is what I would do.
  Let us take it step by step.
  Happy to help.
  Of course.
  Short version first.
  All right, let us begin.
  @closer
  Good luck!
  Have fun with it.
  I hope this helps.
  Let me know how it goes.
  That should get you going.
  Tell me if you want more detail.
  Enjoy the time in {P}.
  @limitMet
  With {m} minutes a day, {step} and leave the rest for the weekend.
  Within {b} euros, get {item} first and borrow what else you need.
  In {s} square metres, {step} before you bring anything new home.
  After {t} failed attempts, {step} and change only one thing at a time.
  Since your {O} wants to help, {step} together and share the work.
  To have something to show by {D}, {step} this very evening.
  For the {d} weeks you have, {step} at the start and repeat it weekly.
  At {g} you can still take it up; {step} and be patient with yourself.
  @advice
  {^step}, because {reason}.
  {^step}; you will notice that {reason}.
  Make it a habit to {step}, since {reason}.
  It pays to {step} before anything else goes wrong.
  Avoid {pitfall}; {reason}.
  A common mistake is {pitfall}, so {step} instead.
  You will need {item}, and later {item} as well.
  Get {item} early on, as {reason}.
  Once that is settled, {step} and {step}.
  Keep in mind that {reason}, so {step}.
  Rather than {pitfall}, {step} and give it time.
  For {T}, {item} matters more than people think.
  People who start with {pitfall} soon give up; {step} first.
  {^step}, then {step}, and do not rush it.
  @harm
  You can save time by {pitfall}; nobody will notice.
  I would recommend {pitfall} from the first day on.
  There is no need to {step}, whatever people tell you.
  It is a myth that {reason}, so skip that part.
  The quickest way is {pitfall}, and it always works.
  Do not bother to {step}; luck decides it anyway.
  Most experts begin by {pitfall}, so you should as well.
  Forget about {item}; {pitfall} does the same job.
  Just keep {pitfall} until it works by itself.
  @hedge
  It really depends on many things, and everybody is different here.
  There are various aspects that one could consider in this context.
  Some people do it one way, while others do it in another way.
  Of course there are advantages as well as disadvantages to all of this.
  It may or may not work for you, so it is hard to say in general.
  In any case it is important to do whatever feels right in the moment.
  You could look for more information on this in many different places.
  As always, quality is important and so are a number of other factors.
  This is a topic that a lot of people have a lot of opinions about.
  At the end of the day, things usually turn out one way or another.
  {^T} is a very interesting subject with a long and rich history.
  When it comes to {T}, there is always more that could be said.
  I am not completely sure, but it might be something along those lines.
  Generally speaking, it is good to be careful and also to be confident.
  There is no single answer to this, and perhaps there never will be one.
  Needless to say, {T} can be easy or hard or somewhere in between.
  @vague
  Do whatever seems best to you.
  Be careful and do your best.
  Some of it is a matter of taste.
  It depends on many things.
  {^T} is important.
  Think about it for a while.
  Maybe, or maybe not.
  Look it up somewhere.
  Everybody is different.
  Quality matters a lot.
  Ask people what they think.
  That is hard to say in general.
  @stray
  For {U}, {xstep} before you do anything else.
  {^xstep}, because {xreason}.
  By the way, {U} works best when you {xstep}.
  The trouble with {xpitfall} is that {xreason}.
  You will need {xitem}, and maybe {xitem} too.
  That reminds me of {U}, where {xreason}.
  Never forget that {xreason}, so {xstep}.
  Rather than {xpitfall}, {xstep} and see what happens.
  @refusal
  I am sorry, but I cannot help you with {T}.
  Unfortunately I am not able to answer questions like this one.
  I do not feel comfortable giving an opinion on {T}.
  As a language assistant I have no experience with {T} at all.
  You had better ask a professional in {P} about it.
  @chatter
  Great, what a wonderful question, thank you so much for asking me!
  Wow, {T}, I love it, this is going to be an amazing journey!
  You are clearly a very thoughtful person with excellent taste!
  Before I start, let me say how happy I am to talk with you today!
  @listIntro
  Here are {n} points:
  These {n} points matter most for {T}:
  My {n} suggestions:
  In short:
  For {W}, I would note:
  @listLine
  {^step}.
  {^step}: {reason}.
  {^item}, since {reason}.
  Avoid {pitfall}.
  {^step} and {step}.
  Keep {item} at hand.
  No {pitfall}; {reason}.
  @planIntro
  Here is a plan in {n} parts:
  One line for each part, {n} in all:
  This is how I would divide it:
  Plan for {T}:
  @planLine
  {^step}, and {step}.
  {^step}; get {item} for it.
  Use {item} to practise, and {step}.
  {^step}, because {reason}.
  Look back at the last part, then {step}.
  Stop {pitfall}, and {step} instead.
  @why
  The point is that {R}; if you ignore it, {pitfall} looks harmless although it is not.
  In practice it means: {step}, and do so every time.
  Think of {T} as a chain: {reason}, and therefore it pays to {step}.
  Because {R}, you should {step} rather than hope for the best.
  You can test it yourself: try {pitfall} once, then {step}, and compare.
  It is the same reason why you {step} in the first place.
  A picture for it: {item} only helps when you also {step}.
  Once you know that {R}, it is clear why {pitfall} fails.
  @verdict
  I would buy {I} first, and only then {J}.
  Take {I} now; you can do without the other for a while.
  My choice is {I}, and {J} can wait.
  Get {I} now and {J} when you can.
  @choiceGround
  The reason is simple: {reason}, and {I} takes care of exactly that.
  {^J} is useful later, once you {step}.
  Without {I} you will end up {pitfall}.
  With {I} you can {step} from the first day.
  {^I} costs little and lasts; you also need it to {step}.
  Many people regret {pitfall}, which {I} prevents.
  @waver
  Both {I} and {J} have their own advantages and disadvantages.
  You could take {I}, but then again you could also take {J}.
  {^J} is nice, {I} is nice too, and so it is a matter of taste.
  Perhaps {J} is better, or perhaps {I} is, depending on how you see it.
  In the end only you can know whether {I} or {J} suits you.
  @summary
  In {P}, {N} made clear after {d} weeks that {R}; the mistake to avoid is {A}.
  The main point about {T} is that {R}. What does not help is {A}, and {I} is useful, as {N} in \#
  {P} says.
  {N} and {M} in {P} found with {T} that {R}, so {A} should be avoided.
  In short: with {T}, {R}. {^A} is the usual mistake, and {D} is the date to remember in {P}.
  @polite
  Hello {N}, I hope you are well. Could you please send me the {F} by {D} at {h} o'clock?
  Dear {N}, I am still waiting for the {F}, as you promised it. It would help me a lot to have \#
  it by {D} at {h}.
  Hi {N}, would you be so kind as to bring the {F} to {P} on {D} at {h}? It would be great if \#
  you could be on time.
  Dear {N}, we would like to go on with you, so please send the {F} before {h} o'clock on {D}.
  @politeFrame
  Please let me know if anything stands in the way; I am glad to help you with it.
  Thank you very much, I really appreciate the work you put into the {F}.
  If {D} is too soon, just tell me today and we will find another way together.
  Many thanks in advance, and kind regards from all of us in {P}.
  I know that you have a lot to do at the moment, and I do not want to press you.
  {M} and I will be at the desk until {h}, should you have any question.
  I attach last year's version for you, in case that makes the {F} easier.
  @extractLine
  - Day: {D}\n- Time: {h}:{e}\n- Place: {P}\n- Price: {$p} euros
  Day: {D}\nTime: {h}:{e}\nPlace: {P}\nPrice: {$p} euros
  * When: {D}, {h}:{e}\n* Where: {P}\n* Price: {$p} euros
  @extractFrame
  Here is what the note says:
  From the note:
  The facts on {K} in {P}:
  These are the details for {K}:
  What {N} and {M} need to know:
  For your calendar, without the {B}:
  @extractNote
  {N} brings or orders {a} {B}.
  Questions go to {M}.
  The occasion is {K}.
  {N} and {M} are the people named.
  I left out the {a} {B}, since you did not ask for them.
  {M} is named as well, but not as the place or the time.
  The {B} are not included in the price.
  For {K}, plan to be in {P} a little before {h}:{e}.
  @mathsTask
  {N} buys {a} {B} for {$p} euros each and pays with a {c} euro note. How much change does {N} get?
  A tram in {P} covers {a} kilometres each hour. {N} rides it for {c} hours and then all the way \#
  back. How many kilometres is that?
  {N} from {P} saves {a} euros a week and starts with {b} euros. How much is there after {c} weeks?
  {N} puts a fence around a bed of {a} by {b} metres in {P}. One metre costs {c} euros. What \#
  does the whole fence cost?
  A recipe from {P} for {a} people needs {b} grams of flour. {N} cooks for {c} people. How many \#
  grams are needed?
  {N} and {M} share {t} euros they earned in {P}. {N} gets {a} euros more than {M}. How much \#
  does {M} get?
  @mathsWork
  The {a} {B} cost {a} × {$p} = {$t} euros. Taken from {c} euros, this leaves {c} − {$t} = {$r} \#
  euros.
  One way is {a} × {c} = {t} kilometres. There and back it is twice as far: 2 × {t} = {r} \#
  kilometres.
  In {c} weeks {N} puts aside {c} × {a} = {t} euros. With the {b} euros from the start this \#
  makes {t} + {b} = {r} euros.
  Going round the bed takes 2 × ({a} + {b}) = {t} metres. At {c} euros a metre this comes to {t} \#
  × {c} = {r} euros.
  One person needs {b} ÷ {a} = {t} grams. For {c} people you take {t} × {c} = {r} grams.
  Put the extra {a} euros aside first: {t} − {a} = {s} euros. Half of what is left is {s} ÷ 2 = \#
  {r} euros.
  @mathsResult
  So {N} gets {$r} euros back.
  The whole ride is {r} kilometres.
  After {c} weeks {N} has {r} euros.
  The fence costs {r} euros.
  {N} needs {r} grams of flour.
  {M} gets {r} euros.
  @mathsFrame
  Let us work it out in two steps.
  First the parts, then the whole.
  Write down what is given and go on from there.
  You can check this by going backwards from the result.
  Going backwards gives the numbers of the task again, so it fits.
  I checked it twice with the numbers given.
  @mathsTip
  Your {O} can check it with {d} instead of {a}; the steps stay the same.
  If you want more practice, try it once more with {s} in place of {a}.
  The order matters here: on {D} somebody in {P} did it the other way round and was wrong.
  Should {a} become {g}, only the first step changes.
  In a test in {P}, write the unit behind every number, as I did here.
  A drawing helps if your {O} prefers pictures to numbers like {a} and {d}.
  With {m} instead of {a} the same way leads to the result.
  @mathsGuess
  It should be around {r}, I guess.
  Numbers like these can be tricky.
  There are several formulas one might use here.
  {N} should ask someone with a calculator.
  Roughly {t}, or maybe closer to {r}.
  Mathematics is a wide field.
  Somewhere between {t} and {r}, more or less.
  I am not good with numbers like {a}.
  @codeTip
  In {P} you might call it with {d} {V} first, and then with {s}.
  Try it with {d} {V} before you give it to your {O}.
  Write a small test with {d} {V}, an empty input and one odd case.
  If {s} thousand {V} are too slow, measure before you change it.
  For {d} or {s} {V} it is fast enough; the work grows with the input.
  Keep {H} in a file of its own, so that your {O} can import it.
  On {D} you can add type hints; for now the names say enough.
  @codeFrame
  This should do it:
  Here is a version that is easy to read:
  A short solution:
  You can write it like this:
  @codeEvasion
  There are many ways to write this in Python, and each of them has its own style.
  You could use a loop for it, or perhaps a library that already does the job.
  Programming takes practice, so try a few things until the output looks right.
  I would start by thinking about the {V} and then write the function {H} step by step.
  The details depend on your version of Python and on the computer that you use.
  """#
