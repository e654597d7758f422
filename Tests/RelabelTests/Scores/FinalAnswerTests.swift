import Testing

@testable import Relabel

@Suite struct FinalAnswerTests {
  @Test(arguments: [
    ("3 + 4 = 7\n#### 7", "7", 1.0), ("so it is #### $1,234.50.", "1234.50", 1),
    ("thus \\boxed{\\frac{1}{2}} holds", "\\frac{1}{2}", 1),
    ("Well. The answer is **42**. I am sure.", "42", 0.9),
    ("Long.\nANSWER: Paris\nBye", "paris", 0.9), ("Paris", "paris", 0.8),
    (
      "First 12 apples,\nthen 30 of them are left in the box, and nothing else is there to be said.",
      "30", 0.6
    ),
    (
      "It costs 1,000 dollars and no more than that\nwhatever anybody says about it - or not at all.",
      "1000", 0.6
    ),
    (
      "Planck's constant is 6.63e-34 in those units, as anybody can look up\nin a table.",
      "6.63e-34", 0.6
    ),
    (
      "It falls to \u{2212}12 degrees there, which is a lot\nfor that place at this time.", "-12",
      0.6
    ),
  ])
  func `an answer is found`(text: String, answer: String, confidence: Double) {
    let found = FinalAnswer(of: text)
    #expect(found?.text == answer)
    #expect(found?.confidence == confidence)
  }

  @Test func `a long text without an answer has none`() {
    #expect(FinalAnswer(of: String(repeating: "nothing at all ", count: 20)) == nil)
    #expect(FinalAnswer(of: "line\n" + String(repeating: "Δ ", count: 80)) == nil)
  }

  /// A hundred kilobytes of what invites to look again from every place: read once, they take a blink.
  @Test(arguments: ["1-1 ", "1", "1,111", "\\frac{", "(", "-", "1e9", "0.", "1/", "####", "1,0,"])
  func `no text is looked through again from every place`(piece: String) {
    let text = String(repeating: piece, count: 100_000 / piece.utf8.count)
    #expect(FinalAnswer(of: "Long.\n" + text)?.says("unlikely") != true)
    #expect(FinalAnswer(of: "#### " + text)?.says("unlikely") != true)
    let closed = "#### " + text + String(repeating: ")", count: 20_000)
    #expect(FinalAnswer(of: closed)?.says("unlikely") != true)
  }

  @Test(arguments: [
    ("#### 0.50", "1/2", true), ("#### 7", "7.0", true), ("#### 7", "8", false),
    ("#### Paris.", "paris", true), ("#### Paris", "London", false), ("#### 1,000", "1000", true),
    ("#### inf", "infinity", false), ("#### ", "", true),
    // A number that begins with its point.
    ("The answer is .5", "0.5", true), ("The answer is .5", "5", false),
    ("The answer is -.5.", "-0.5", true), ("#### .5", "1/2", true),
    // Numbers are compared by their size.
    ("#### 1e-12", "3e-12", false), ("#### 0.0000000001", "0.0000000002", false),
    ("#### 1e-12", "0.000000000001", true), ("#### 0", "0.0", true), ("#### 0", "1e-30", false),
    ("#### 1000000000000", "1000000000001", true), ("#### 1000000", "1000001", false),
    // Words behind a number.
    ("The answer is 4 because 2+2=4.", "4", true), ("#### 4 apples", "4", true),
    ("#### x = 4", "4", true), ("The answer is 14 because 2+2=4.", "4", false),
    ("The answer is 4, not 5.", "5", false), ("#### 50%", "50", true), ("#### $5 each", "5", true),
    ("2 + 2 = 4", "4", true), ("2 + 2 = 4", "2", false), ("four", "4", false),
    // Choices and words.
    ("The answer is (A)", "A", true), ("The answer is (A)", "B", false),
    ("The answer is A, as it says above", "a", true), ("The answer is B) red", "B", true),
    ("The answer is a cat", "A", false), ("A cat sat", "A", false),
    ("\\boxed{\\text{Paris}}", "paris", true),
    ("The answer is Paris, the capital", "Paris", true),
    ("The answer is New York because", "new york", true),
    ("The answer is not Paris", "Paris", false), ("The answer is Parisian", "Paris", false),
    // Formulas.
    ("\\boxed{\\frac{10}{2}}", "5", true), ("\\boxed{-\\dfrac{1}{2}}", "-0.5", true),
    ("\\boxed{\\dfrac13}", "1/3", true), ("The answer is $\\frac{10}{2}$.", "5", true),
    ("The answer is \\(7\\).", "7", true),
    ("\\boxed{x = \\frac{1}{2}}", "0.5", true), ("#### f(x)", "f(x)", true),
    ("#### (1) and (2)", "(1) and (2)", true),
    // Signs, commas, exponents.
    ("#### \u{2212}5", "-5", true), ("#### -5", "\u{2212}5", true), ("#### \u{2212}5", "5", false),
    ("#### 1,0,0,0", "1000", false), ("#### 1,234,567.5", "1234567.5", true),
    ("#### 1,2345", "12345", false),
    ("#### 6.63e-34", "6.63e-34", true), ("#### 6.63e-34", "-34", false),
    ("#### 1e999", "infinity", false),
  ])
  func `answers are compared as numbers where both are`(text: String, right: String, same: Bool) {
    #expect(FinalAnswer(of: text)?.says(right) == same)
  }
}
