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

  @Test(arguments: [
    ("#### 0.50", "1/2", true), ("#### 7", "7.0", true), ("#### 7", "8", false),
    ("#### Paris.", "paris", true), ("#### Paris", "London", false), ("#### 1,000", "1000", true),
    ("#### inf", "infinity", false), ("#### ", "", true),
  ])
  func `answers are compared as numbers where both are`(text: String, right: String, same: Bool) {
    #expect(FinalAnswer(of: text)?.says(right) == same)
  }
}
