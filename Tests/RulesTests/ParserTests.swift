import Rules
import Testing

/// Demands in plain English, worded for these tests.
@Suite struct ParserTests {
  static let table: [(String, [Rule])] = [
    ("Write at least 300 words about rivers.", [.count(.words, .atLeast(300))]),
    ("Tell me about rivers in no more than 50 words.", [.count(.words, .atMost(50))]),
    ("Explain rivers using fewer than 100 words.", [.count(.words, .lessThan(100))]),
    ("Your answer should be between 200 and 250 words.", [.count(.words, .between(200, 250))]),
    ("Answer with 40-60 words.", [.count(.words, .between(40, 60))]),
    ("Write a 500-word essay on rivers.", [.count(.words, .around(500))]),
    ("Keep it under 80 words, please: what is a river?", [.count(.words, .lessThan(80))]),
    ("Limit your answer to 80 words.", [.count(.words, .atMost(80))]),
    ("Describe rivers in 1,200 words or more.", [.count(.words, .atLeast(1200))]),
    ("Write a poem with 150+ words.", [.count(.words, .atLeast(150))]),
    ("Do not use more than 20 words.", [.count(.words, .atMost(20))]),
    ("Don't exceed 20 words in your answer.", [.count(.words, .atMost(20))]),
    ("Your response should not exceed 20 words.", [.count(.words, .atMost(20))]),
    ("Answer in more than two hundred words.", [.count(.words, .atLeast(201))]),
    ("The response should contain at least twenty-five words.", [.count(.words, .atLeast(25))]),
    ("Use exactly three sentences.", [.count(.sentences, .exactly(3))]),
    ("Answer in one sentence.", [.count(.sentences, .exactly(1))]),
    ("The summary must be 4 to 6 sentences long.", [.count(.sentences, .between(4, 6))]),
    ("Reply with at most two sentences.", [.count(.sentences, .atMost(2))]),
    ("Make sure there are less than 10 sentences in total.", [.count(.sentences, .lessThan(10))]),
    ("Write two paragraphs about whales.", [.count(.paragraphs, .exactly(2))]),
    (
      "Write 4 paragraphs about whales, separated by the markdown divider: ***",
      [.count(.dividedParagraphs, .exactly(4))]
    ),
    (
      "There should be 3 sections. Use three asterisks (***) to separate the sections.",
      [.count(.dividedParagraphs, .exactly(3))]
    ),
    (
      "Write 3 paragraphs, with two new lines between them. Paragraph 2 must start with the word however.",
      [.paragraphStart(2, word: "however", of: 3)]
    ),
    (
      "Your answer must contain exactly 5 bullet points. Use markdown bullets such as:\n* One\n* Two",
      [.count(.bullets, .exactly(5))]
    ),
    ("List the reasons in 4 bullets.", [.count(.bullets, .exactly(4))]),
    (
      "Include at least 2 placeholders in square brackets, such as [address].",
      [.count(.placeholders, .atLeast(2))]
    ),
    (
      "Highlight at least 3 sections with markdown, i.e. *like this*.",
      [.count(.highlights, .atLeast(3))]
    ),
    ("Please bold four key phrases in your answer.", [.count(.highlights, .atLeast(4))]),
    (
      "Write 5 sections and begin every section with PART X, for example:\nPART 1",
      [.count(.sections(marker: "PART"), .atLeast(5))]
    ),
    ("Include the keywords 'moss' and 'fern' in the response.", [.includes(["moss", "fern"])]),
    (
      "Make sure to use the words moss, fern, and lichen.", [.includes(["moss", "fern", "lichen"])]
    ),
    ("Do not include the keywords moss or fern.", [.avoids(["moss", "fern"])]),
    ("Avoid the word \"very\".", [.avoids(["very"])]),
    ("Describe snow without using the word cold.", [.avoids(["cold"])]),
    ("The word 'snow' should not appear in the response.", [.avoids(["snow"])]),
    ("Don't mention \"Everest\" in the answer.", [.avoids(["everest"])]),
    ("The word snow should appear at least 3 times.", [.occurrences("snow", .atLeast(3))]),
    ("Use the word \"snow\" no more than twice.", [.occurrences("snow", .atMost(2))]),
    (
      "In your response, the word snow should appear less than 4 times.",
      [.occurrences("snow", .lessThan(4))]
    ),
    ("Mention the word snow exactly 2 times.", [.occurrences("snow", .exactly(2))]),
    ("The letter q should appear at least 5 times.", [.letter("q", .atLeast(5))]),
    ("Write about cats without the letter \"e\".", [.letter("e", .atMost(0))]),
    (
      "In your response, the letter z should appear less than 3 times.",
      [.letter("z", .lessThan(3))]
    ),
    ("Do not use any commas.", [.avoidsMark(",")]),
    ("Refrain from the use of commas in your entire response.", [.avoidsMark(",")]),
    ("No commas are allowed.", [.avoidsMark(",")]),
    ("Avoid exclamation marks.", [.avoidsMark("!")]),
    ("Write everything in lowercase letters.", [.lowerCase(english: false)]),
    (
      "Write everything in English and in lowercase letters; capital letters are not allowed.",
      [.lowerCase(english: true)]
    ),
    ("Answer in all caps.", [.upperCase(english: false)]),
    (
      "Your whole answer should be in English and in capital letters only.",
      [.upperCase(english: true)]
    ),
    (
      "Words with all capital letters must turn up at least 7 times.",
      [.count(.capitalWords, .atLeast(7))]
    ),
    ("Use at most 4 words in all caps.", [.count(.capitalWords, .atMost(4))]),
    (
      "The whole reply has to be in Tamil, no other languages please.",
      [.language("ta")]
    ),
    ("Please answer in French.", [.language("fr")]),
    ("Respond only in Swahili.", [.language("sw")]),
    ("Wrap your entire response with double quotation marks.", [.quotation]),
    ("Put the whole reply in double quotes.", [.quotation]),
    ("Finish your reply with this exact sentence: See you soon!", [.endsWith("See you soon!")]),
    ("End with the phrase \"Any questions?\" and nothing else.", [.endsWith("Any questions?")]),
    ("Your response must end with 'That is all.'", [.endsWith("That is all.")]),
    ("Start your response with \"Well then\".", [.startsWith("Well then")]),
    ("End your answer with a question.", [.endsWithQuestion]),
    (
      "Give it a title and put double angular brackets around that, such as <<my title>>.",
      [.title]
    ),
    (
      "Please add a postscript, beginning with P.S., at the end.",
      [.postscript("P.S.")]
    ),
    ("Add a post script that begins with P.P.S at the end.", [.postscript("P.P.S")]),
    (
      "Answer twice, in two different ways, with 6 asterisks (******) between the answers.",
      [.twoResponses]
    ),
    (
      "Name a river.\nFirst repeat the request exactly, then answer it.",
      [.repeats("Name a river.")]
    ),
    (
      "Repeat the request below word for word first, then answer it.\n\nName a river.",
      [.repeats("Name a river.")]
    ),
    ("The entire output should be wrapped in JSON format.", [.json]),
    ("Return the result as valid JSON.", [.json]),
    (
      "Is it raining? Answer with one of the following options: 'It rains.', 'It does not rain.'",
      [.oneOf(["It rains.", "It does not rain."])]
    ),
    ("Compare cats and dogs in a table.", [.count(.tables, .atLeast(1))]),
    ("Put the commands in a code block.", [.count(.codeBlocks, .atLeast(1))]),
    ("Write a 12-line poem.", [.count(.lines, .exactly(12))]),
    ("Write a tweet of at most 280 characters.", [.count(.characters, .atMost(280))]),
    ("Make a list of 7 items.", [.count(.listItems, .exactly(7))]),
    ("Your answer must be at least 200 words long.", [.count(.words, .atLeast(200))]),
    ("Explain it with a minimum of 400 words.", [.count(.words, .atLeast(400))]),
    ("Summarise this in 100 or fewer words.", [.count(.words, .atMost(100))]),
    ("Your answer must be no longer than 50 words.", [.count(.words, .atMost(50))]),
    ("Make sure the total number of words is at least 300.", [.count(.words, .atLeast(300))]),
    ("Word limit: 100 words.", [.count(.words, .atMost(100))]),
    ("Answer in 50 words or fewer.", [.count(.words, .atMost(50))]),
    ("Write a fable of over 20 sentences.", [.count(.sentences, .atLeast(21))]),
    ("Answer in a single sentence.", [.count(.sentences, .exactly(1))]),
    ("Limit the reply to two sentences.", [.count(.sentences, .atMost(2))]),
    (
      "The number of sentences in your response should be less than 10.",
      [.count(.sentences, .lessThan(10))]
    ),
    ("Make sure that the letter 'n' appears at least 3 times.", [.letter("n", .atLeast(3))]),
    ("Write a tale with the letter y appearing fewer than 7 times.", [.letter("y", .lessThan(7))]),
    ("Use the letter \"q\" more than 3 times.", [.letter("q", .atLeast(4))]),
    ("Do not use the letter x anywhere.", [.letter("x", .atMost(0))]),
    ("Include at least 3 exclamation marks.", [.letter("!", .atLeast(3))]),
    ("Mention \"bark\" at least 5 times.", [.occurrences("bark", .atLeast(5))]),
    ("You must use \"moss\" twice or more.", [.occurrences("moss", .atLeast(2))]),
    ("The word moss must appear 4 times or more.", [.occurrences("moss", .atLeast(4))]),
    ("Include the keyword 'moss' more than once.", [.occurrences("moss", .atLeast(2))]),
    ("Include \"moss\" and \"fern\" in your response.", [.includes(["moss", "fern"])]),
    (
      "Include the following keywords in your response: moss, fern.", [.includes(["moss", "fern"])]
    ),
    ("Your reply must contain the words \"moss\" and \"fern\".", [.includes(["moss", "fern"])]),
    ("Do not use the following words in your response: moss, fern.", [.avoids(["moss", "fern"])]),
    ("The words moss and fern should be avoided.", [.avoids(["moss", "fern"])]),
    ("Exclude the words moss and fern from the response.", [.avoids(["moss", "fern"])]),
    ("Never say the word \"moss\".", [.avoids(["moss"])]),
    (
      "The keywords [\"moss\", \"fern\"] must not appear in the answer.",
      [.avoids(["moss", "fern"])]
    ),
    ("The response should not include the word moss.", [.avoids(["moss"])]),
    (
      "Use placeholders in square brackets like [name], at least 3.",
      [.count(.placeholders, .atLeast(3))]
    ),
    ("Write a letter with at least one placeholder.", [.count(.placeholders, .atLeast(1))]),
    ("At least two sections should be italicized.", [.count(.highlights, .atLeast(2))]),
    ("Use markdown to highlight 3 or more parts of the text.", [.count(.highlights, .atLeast(3))]),
    (
      "Split the tale into 3 chapters, each starting with \"CHAPTER X\".",
      [.count(.sections(marker: "CHAPTER"), .atLeast(3))]
    ),
    (
      "Write 2 paragraphs separated by two line breaks. The second paragraph should begin with \"so\".",
      [.paragraphStart(2, word: "so", of: 2)]
    ),
    (
      "There should be 3 paragraphs. The first word of the third paragraph must be \"yes\".",
      [.paragraphStart(3, word: "yes", of: 3)]
    ),
    ("Say \"Goodbye!\" at the end of your response.", [.endsWith("Goodbye!")]),
    ("The final sentence of your answer must be \"So it goes.\"", [.endsWith("So it goes.")]),
    ("Conclude your answer with the phrase: Over and out.", [.endsWith("Over and out.")]),
    (
      "Is it hot? Choose from the following options: 'It is.', 'It is not.'",
      [.oneOf(["It is.", "It is not."])]
    ),
    ("Wrap the entire output in JSON.", [.json]), ("Use JSON format for your answer.", [.json]),
    ("Include a title wrapped in << and >>, such as <<title>>.", [.title]),
    ("Provide two different answers and separate them with ******.", [.twoResponses]),
    (
      "What is a delta?\nBefore answering, repeat the question above exactly as it is.",
      [.repeats("What is a delta?")]
    ),
    ("Write in the Thai language only.", [.language("th")]),
    ("Reply entirely in Vietnamese.", [.language("vi")]),
    ("Your response must be in Urdu.", [.language("ur")]),
    ("Use only lowercase letters.", [.lowerCase(english: false)]),
    ("Do not use capital letters in your response.", [.lowerCase(english: false)]),
    ("All letters must be lowercase.", [.lowerCase(english: false)]),
    ("Write your whole reply in uppercase.", [.upperCase(english: false)]),
    ("Use capital letters only.", [.upperCase(english: false)]),
    ("Make sure every letter is capitalized.", [.upperCase(english: false)]),
    ("No lowercase letters are allowed.", [.upperCase(english: false)]),
    ("Write it without commas.", [.avoidsMark(",")]), ("Don't include commas.", [.avoidsMark(",")]),
    ("Not a single comma may be used.", [.avoidsMark(",")]),
    ("Your reply should be free of commas.", [.avoidsMark(",")]),
    ("Enclose the whole answer in double quotation marks.", [.quotation]),
    ("Include at least 3 all-caps words.", [.count(.capitalWords, .atLeast(3))]),
    ("Words in all capital letters should be fewer than 5.", [.count(.capitalWords, .atMost(4))]),
    ("Use no more than 3 words in capital letters.", [.count(.capitalWords, .atMost(3))]),
    ("Capitalize at least 5 words in your answer.", [.count(.capitalWords, .atLeast(5))]),
    ("Give me a list with exactly 3 bullet points.", [.count(.bullets, .exactly(3))]),
    ("Include at least 2 hashtags.", [.letter("#", .atLeast(2))]),
  ]

  @Test(arguments: table.indices)
  func `a demand is found as it is meant`(index: Int) {
    let (prompt, rules) = Self.table[index]
    let found = RuleParser.rules(in: prompt)
    #expect(
      found.map(\.rule.simplest) == rules.map(\.simplest), "\(prompt): \(found.map(\.rule.json))")
  }

  static let innocent = [
    "What is the capital of France?", "How do I say \"good morning\" in French?",
    "My essay has 300 words and two paragraphs. Is that enough?",
    "Translate this sentence into German: I like commas.",
    "What does the word \"sonder\" mean?", "Why do poems have fourteen lines?",
    "I walked 20 miles in 3 days.", "How do I convert a string to lowercase in Python?",
    "Rewrite these two sentences.", "Summarise the following three paragraphs.",
    "How can I parse JSON in Swift?", "He wrote \"do not use any commas\" on the board.",
    "Who first used the word robot?", "What is a table of contents?",
    "Fix the punctuation: there are missing commas.", "Do you know a word that rhymes with orange?",
    "Why did you use that word?", "What's 3 times 4?",
  ]

  @Test(arguments: innocent)
  func `a prompt without demands has no rules`(prompt: String) {
    let found = RuleParser.rules(in: prompt)
    #expect(found.isEmpty, "\(found.map(\.rule.json))")
  }

  @Test(arguments: table.indices)
  func `a rule names the words that ask for it`(index: Int) {
    let prompt = Self.table[index].0
    for parsed in RuleParser.rules(in: prompt) {
      let bytes = Array(prompt.utf8)[parsed.range]
      #expect(String(decoding: bytes, as: UTF8.self) == parsed.words)
      #expect(!parsed.words.isEmpty)
    }
  }
}
