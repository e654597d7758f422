import Rules
import Testing

/// What every kind counts, on texts written for these tests.
@Suite struct CheckTests {
  static let counts: [(Countable, String, Int)] = [
    (.words, "It's a well-known fact: 3.5 is_odd.", 9), (.words, "…", 0), (.words, "naïve café", 2),
    (.sentences, "One. Two! Three?", 3),
    (.sentences, "Dr. Smith met Mr. Jones at 5 p.m. yesterday.", 1),
    (.sentences, "It costs 3.50 euros. Cheap!", 2), (.sentences, "\"Stop!\" he said.", 2),
    (.sentences, "No end\nno stop", 1), (.sentences, "He said \"Go.\"", 1),
    (.sentences, "Wait... what? Yes.", 2), (.sentences, "J. K. Rowling wrote it.", 1),
    (.sentences, "1. First\n2. Second", 3), (.sentences, "Done! And more", 2),
    (.paragraphs, "a\nb\n\n\nc\n", 2), (.dividedParagraphs, "a\n***\nb", 2),
    (.dividedParagraphs, "***\na\n***\nb\n***", 2),
    (.bullets, "* a\n- b\n  * c\n** d\ntext - e", 3), (.bullets, "* a\n\n\n* b", 2),
    (.numberedItems, "1. a\n2) b\n2023 c\n3.5 d", 2), (.listItems, "1. a\n- b\n• c\n-d", 3),
    (.placeholders, "[a] and [b\nc] and []", 2), (.highlights, "*a* **b** * * ***c***", 4),
    (.highlights, "*a\nb*", 0), (.lines, "a\n\n b\n", 2), (.characters, "héé", 3),
    (.sections(marker: "PART"), "PART 1 x PART 2 part 3 PARTY", 2),
    (.capitalWords, "NASA and I MET A-B at U.S. bases", 5), (.capitalWords, "I'M HERE. CAN'T!", 5),
    (.headings, "# a\n####### b\n#c\n## d", 2), (.codeBlocks, "```\nx\n```\n", 1),
    (.tables, "| a | b |\n| --- | --- |\n| 1 | 2 |", 1), (.questions, "Why?? How?", 2),
  ]

  @Test(arguments: counts.indices)
  func `a count is that of the kind`(index: Int) {
    let (unit, text, number) = Self.counts[index]
    let outcome = Rule.count(unit, .exactly(number)).check(text, prompt: "")
    #expect(outcome.isMet, "\(text): \(outcome.explanation)")
  }

  static let forms: [(Rule, String, Bool)] = [
    (.includes(["Moss", "fern"]), "mossy FERNS", true),
    (.includes(["moss", "fern"]), "moss", false),
    (.avoids(["die"]), "a diet", true), (.avoids(["die"]), "They DIE.", false),
    (.quotes("A b"), "x A b y", true), (.quotes("A b"), "a b", false),
    (.occurrences("na", .exactly(2)), "banana", true), (.letter("q", .atLeast(2)), "Qq", true),
    (.letter("#", .atMost(1)), "## ", false),
    (.postscript("P.S."), "Bye.\np. s. More", true), (.postscript("P.S."), "Bye", false),
    (.postscript("P.P.S"), "P.P.S. More", true), (.postscript("P.P.S"), "P.S. More", false),
    (.oneOf(["Yes.", "No."]), "I say: No.", true), (.oneOf(["Yes.", "No."]), "no", false),
    (.json, "```json\n{\"a\": [1, 2.5e3, null]}\n```", true), (.json, "{'a': 1}", false),
    (.json, "{\"a\": 1} so", false), (.json, "[01]", false), (.json, "NaN", true),
    (.title, "x <<a>> y", true), (.title, "<<>>", false), (.title, "<<a\n>>", false),
    (.twoResponses, "a\n******\nb", true), (.twoResponses, "a ****** a", false),
    (.twoResponses, "a ****** b ****** c", false),
    (.quotation, " \"a\" ", true), (.quotation, "\"", false), (.quotation, "“a”", false),
    (.repeats("Name a River. "), "name a river. The Po.", true),
    (.repeats(nil), "Why? Because.", true),
    (.repeats("x"), "yx", false), (.startsWith("Well"), "well, no", true),
    (.endsWith("the end."), "\"This is The End.\"", true),
    (.endsWith("the end."), "the end. Bye", false),
    (.upperCase(english: false), "A 1!", true), (.upperCase(english: false), "1!", false),
    (.lowerCase(english: false), "é a", true), (.lowerCase(english: false), "aB", false),
    (.upperCase(english: true), "THE DOG IS HERE", true),
    (.upperCase(english: true), "DER HUND IST GROSS UND SCHÖN", false),
    (.avoidsMark(","), "a; b", true), (.avoidsMark(","), "a, b", false),
    (.endsWithQuestion, "Ready? *Why?*", true), (.endsWithQuestion, "Why? Ok.", false),
    (.paragraphStart(2, word: "So", of: 2), "a\n\n\"so,\" b", true),
    (.paragraphStart(2, word: "so", of: 3), "a\n\nso", false),
    (.paragraphStart(1, word: "so", of: 2), "a\n\nso", false),
    (.includes([]), "  \n", false),
  ]

  @Test(arguments: forms.indices)
  func `a form is met or not`(index: Int) {
    let (rule, text, isMet) = Self.forms[index]
    let outcome = rule.check(text, prompt: "Why?")
    #expect(outcome.isMet == isMet, "\(rule.text) \(text): \(outcome.explanation)")
    #expect(!outcome.explanation.isEmpty)
  }

  static let languages = [
    ("en", "The cat is on the mat and it does not want to move."),
    ("de", "Die Katze liegt auf der Matte und will sich nicht bewegen."),
    ("fr", "Le chat est sur le tapis et il ne veut pas bouger."),
    ("es", "El gato está en la alfombra y no quiere moverse."),
    ("it", "Il gatto è sul tappeto e non vuole muoversi, ma non so perché."),
    ("pt", "O gato está no tapete e não quer se mover."),
    ("nl", "De kat ligt op de mat en wil niet van zijn plaats."),
    ("pl", "Kot leży na macie i nie chce się ruszyć."),
    ("vi", "Con mèo nằm trên tấm thảm và không muốn di chuyển."),
    ("sw", "Paka yuko kwenye mkeka na hataki kuondoka kwa sababu ya baridi."),
    ("fi", "Kissa on matolla eikä se halua liikkua, mutta se on iloinen."),
    ("ru", "Кошка лежит на коврике и не хочет двигаться, потому что это её место."),
    ("bg", "Котката лежи на килима и не иска да се движи, защото това е нейното място."),
    ("uk", "Кішка лежить на килимку і не хоче рухатися."),
    ("ar", "القطة على السجادة ولا تريد أن تتحرك من مكانها"),
    ("fa", "گربه روی فرش است و نمی‌خواهد حرکت کند"),
    ("ur", "بلی قالین پر ہے اور ہلنا نہیں چاہتی ہے"),
    ("hi", "बिल्ली चटाई पर है और हिलना नहीं चाहती है।"), ("mr", "मांजर चटईवर आहे आणि ते हलत नाही."),
    ("ne", "बिरालो गुन्द्रीमा छ र यो हल्लिन चाहँदैन भने पनि राम्रो हो।"), ("bn", "বিড়ালটি মাদুরে আছে।"),
    ("pa", "ਬਿੱਲੀ ਚਟਾਈ 'ਤੇ ਹੈ।"), ("gu", "બિલાડી સાદડી પર છે."), ("ta", "பூனை பாயில் உள்ளது."),
    ("te", "పిల్లి చాప మీద ఉంది."), ("kn", "ಬೆಕ್ಕು ಚಾಪೆಯ ಮೇಲಿದೆ."), ("ml", "പൂച്ച പായയിലാണ്."),
    ("th", "แมวอยู่บนเสื่อ"), ("he", "החתול על השטיח."), ("ko", "고양이가 매트 위에 있습니다."),
    ("ja", "猫はマットの上にいます。"), ("zh", "猫在垫子上。"), ("el", "Η γάτα είναι στο χαλί."),
  ]

  @Test(arguments: languages)
  func `a language is told`(code: String, text: String) {
    let outcome = Rule.language(code).check(text, prompt: "")
    #expect(outcome.isMet, "\(code): \(outcome.explanation)")
    let other = code == "en" ? "de" : "en"
    #expect(!Rule.language(other).check(text, prompt: "").isMet)
  }

  @Test func `an explanation names the number found`() {
    let text = String(repeating: "word ", count: 287)
    let outcome = Rule.count(.words, .atLeast(300)).check(text, prompt: "")
    #expect(outcome.explanation == "has 287 words; at least 300 are wanted")
    #expect(Rule.count(.words, .atLeast(300)).text == "The response has at least 300 words.")
    #expect(
      Rule.letter("c", .atMost(2)).check("cCc", prompt: "").explanation
        == "contains “c” 3 times; at most 2 are wanted")
  }

  @Test func `an empty response meets no rule`() {
    for (rule, _, _) in Self.forms { #expect(!rule.check(" \n", prompt: "").isMet) }
    #expect(!Rule.count(.words, .atMost(5)).check("", prompt: "").isMet)
  }
}
