import Rules
import Store
import Testing

@testable import Rubrics

/// Rubrics as models write them.
@Suite struct RubricReplyTests {
  private static let two = [
    Criterion(.hardRule, "The response has at most 20 words."),
    Criterion(.principle, "The response gives a reason."),
  ]

  @Test(arguments: [
    "1. The response has at most 20 words. [Hard Rule]\n2. The response gives a reason. [Principle]",
    "Here is the rubric:\n\n1) The response has at most 20 words. **[Hard Rule]**\n"
      + "2) The response gives a reason. *[Principle]*\n\nI hope this helps!",
    "```markdown\n# Rubric\n\n**Hard rules:**\n- The response has at most 20 words. [hard rule]\n"
      + "**Principles:**\n- The response gives a reason. [Principles]\n```",
    "<think>1. The request wants 20 words.\n2. It is better.</think>\n"
      + "1. [Hard Rule] The response has at most 20 words.\n2. [Principle] The response gives a reason.",
    "Step 1:\n1. The request limits the length.\nFinal:\n1. The response has at most 20 words. [Hard Rule]\n"
      + "2. The response gives a reason. [Principle]\n3. The response gives a reason. [Principle]",
    "The response has at most 20 words. [Hard Rule]\r\nThe response gives a reason. [Principle]",
    "1. The response has at most 20 words. [Hard Rule] 2. The response gives a reason. [Principle]",
    "- The response has at most 20 words. [Hard Rule]; The response gives a reason. [Principle] (as asked)",
    "1. [Hard Rule] The response has at most 20 words. 2. [Principle] The response gives a reason.",
    "**[Hard Rule]** The response has at most 20 words. **[Principle]** The response gives a reason.",
    #"[{"criterion":"The response has at most 20 words.","kind":"hard_rule"},"The response gives a reason. [Principle]"]"#,
  ])
  func `fences, headings, thoughts and remarks are left out`(reply: String) {
    #expect(RubricReply.criteria(in: reply) == Self.two)
  }

  @Test func `items without tags are principles if they begin as they should`() {
    #expect(
      RubricReply.criteria(in: "Sure.\n1. The response is short.\n2. Be kind.")
        == [Criterion(.principle, "The response is short.")])
  }

  @Test(arguments: [
    "", "I cannot help with that.", "1. [Principle]", "1. Be kind.", "{}", "[]", "<think>",
    "- \n- ",
  ])
  func `other replies have no criterion`(reply: String) {
    #expect(RubricReply.criteria(in: reply).isEmpty)
  }

  @Test(arguments: [
    ("The response is longer than Response B.", true), ("The response is unlike answer 2.", true),
    ("The response is as clear as the preferred response.", true),
    ("The response does not err as the rejected answer does.", true),
    ("The response gives a first answer that differs from the other answer.", false),
    ("The response gives the response a title.", false), ("The response has 2 parts.", false),
    ("The response answers a question first.", false),
  ])
  func `criteria that point at a response are known`(text: String, points: Bool) {
    #expect(RubricReply.pointsAtResponse(text) == points)
  }

  @Test func `a hard rule gets a check where its text states exactly one`() throws {
    let compiled = Self.two.compiled
    let check = try #require(compiled[0].check)
    #expect(CriterionCheck(check) == .rule(.count(.words, .atMost(20))))
    #expect(compiled[1].check == nil)
    #expect([Criterion(.hardRule, "The response is about rivers.")].compiled[0].check == nil)
  }

  @Test(arguments: [
    ("The response avoids this: The response has at least 2 words.", true),
    ("The response avoids this: The response uses no commas.", true),
    ("It is not the case that the response has at least 2 words.", true),
    ("The response doesn\u{2019}t do the following: use at least 3 commas.", true),
    ("The response fails to have at least 2 words.", true),
    ("None of this: The response has at most 20 words.", true),
    ("The response does not have at least 2 words.", true),
    ("The response never has exactly 3 paragraphs.", true),
    ("The response lacks at least 2 bullet points.", true),
    ("The response does not end with \"moss\".", true),
    ("The response isn't longer than 20 words.", false),
    ("The response does not use commas and has at least 300 words.", false),
    ("The response has at most 20 words.", false), ("The response uses no commas.", false),
    ("The response does not have more than 20 words.", false),
    ("Avoid the following words: moss, fern", false),
    ("The response ends with this: The end.", false),
  ])
  func `what says no to a whole demand is known, and gets no check`(text: String, isOf: Bool) {
    #expect(Negation.isOf(text) == isOf)
    if isOf { #expect([Criterion(.hardRule, text)].compiled[0].check == nil) }
  }

  @Test func `a judge sees numbers and tags`() {
    #expect(
      Self.two.numbered
        == "1. The response has at most 20 words. [Hard Rule]\n2. The response gives a reason. [Principle]"
    )
  }
}
