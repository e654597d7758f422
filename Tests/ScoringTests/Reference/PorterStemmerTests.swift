import Testing

@testable import Scoring

@Suite struct PorterStemmerTests {
  /// Stems by NLTK 3.10.4's `PorterStemmer`.
  static let stems: [(word: String, stem: String)] = [
    ("caresses", "caress"), ("ponies", "poni"), ("ties", "tie"), ("caress", "caress"),
    ("cats", "cat"), ("feed", "feed"), ("agreed", "agre"), ("plastered", "plaster"),
    ("bled", "bled"), ("motoring", "motor"), ("sing", "sing"), ("conflated", "conflat"),
    ("troubled", "troubl"), ("sized", "size"), ("hopping", "hop"), ("tanned", "tan"),
    ("falling", "fall"), ("hissing", "hiss"), ("fizzed", "fizz"), ("failing", "fail"),
    ("filing", "file"), ("happy", "happi"), ("sky", "sky"), ("enjoy", "enjoy"),
    ("relational", "relat"), ("conditional", "condit"), ("rational", "ration"),
    ("valency", "valenc"), ("hesitancy", "hesit"), ("digitizer", "digit"),
    ("conformably", "conform"), ("radically", "radic"), ("differently", "differ"),
    ("vilely", "vile"), ("analogously", "analog"), ("vietnamization", "vietnam"),
    ("predication", "predic"), ("operator", "oper"), ("feudalism", "feudal"),
    ("decisiveness", "decis"), ("hopefulness", "hope"), ("callousness", "callous"),
    ("formality", "formal"), ("sensitivity", "sensit"), ("sensibility", "sensibl"),
    ("triplicate", "triplic"), ("formative", "form"), ("formalize", "formal"),
    ("electricity", "electr"), ("electrical", "electr"), ("hopeful", "hope"),
    ("goodness", "good"), ("revival", "reviv"), ("allowance", "allow"), ("inference", "infer"),
    ("airliner", "airlin"), ("gyroscopic", "gyroscop"), ("adjustable", "adjust"),
    ("defensible", "defens"), ("irritant", "irrit"), ("replacement", "replac"),
    ("adjustment", "adjust"), ("dependent", "depend"), ("adoption", "adopt"),
    ("homologous", "homolog"), ("communism", "commun"), ("activate", "activ"),
    ("angularity", "angular"), ("effective", "effect"), ("bowdlerize", "bowdler"),
    ("probate", "probat"), ("rate", "rate"), ("cease", "ceas"), ("controlling", "control"),
    ("rolled", "roll"), ("dies", "die"), ("died", "die"), ("spied", "spi"), ("flies", "fli"),
    ("skies", "sky"), ("dying", "die"), ("lying", "lie"), ("innings", "inning"),
    ("outing", "outing"), ("cannings", "canning"), ("howe", "howe"), ("succeed", "succeed"),
    ("usefully", "use"), ("geology", "geolog"), ("archaeology", "archaeolog"),
    ("theology", "theolog"), ("yyyyy", "yyyyy"), ("syzygy", "syzygi"), ("1234ing", "1234ing"),
    ("ing", "ing"), ("a1eed", "a1e"), ("s2ies", "s2i"), ("exceedingly", "exceedingli"),
  ]

  @Test(arguments: stems)
  func `is NLTK's`(word: String, stem: String) {
    var stemmer = PorterStemmer()
    var text = Array("before \(word)".utf8)
    stemmer.stem(&text, from: 7)
    #expect(String(decoding: text, as: UTF8.self) == "before \(stem)")
  }

  @Test func `a long word takes no time`() {
    var stemmer = PorterStemmer()
    var text = [UInt8](repeating: 0x79, count: 200_000)
    stemmer.stem(&text, from: 0)
    #expect(text.count >= 199_999)
  }
}
