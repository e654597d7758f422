import Testing

@testable import Trees

/// Where texts are cut.
@Suite struct TextCutsTests {
  private func pieces(_ text: String, _ unit: TextCuts.Unit, least: Int = 1, most: Int = .max)
    -> [String]
  {
    let bytes = Array(text.utf8)
    let offsets = TextCuts(bytes).offsets(unit, least: least, most: most)
    return zip([0] + offsets, offsets + [bytes.count]).map {
      String(decoding: bytes[$0..<$1], as: UTF8.self)
    }
  }

  @Test(arguments: [
    (
      TextCuts.Unit.step, "Step 1: add.\nMore.\nStep 2: halve.",
      ["Step 1: add.\nMore.", "\nStep 2: halve."]
    ),
    (.step, "1. One\n2) Two\n   3. Three", ["1. One", "\n2) Two\n   3. Three"]),
    (.step, "So:\n**Step 3** x\n### Step 4\ny", ["So:", "\n**Step 3** x", "\n### Step 4\ny"]),
    (.item, "1. One\n  - a\n  - b\n2. Two", ["1. One", "\n  - a", "\n  - b", "\n2. Two"]),
    (.item, "a\n• b\n- c", ["a", "\n• b", "\n- c"]),
    (
      .paragraph, "One.\nTwo.\n\n\nThree.\n# Head\nFour.",
      ["One.\nTwo.", "\n\n\nThree.", "\n# Head\nFour."]
    ),
    (.line, "One.\nTwo.\r\n\r\nThree.\n", ["One.", "\nTwo.", "\r\n\r\nThree.\n"]),
    (
      .sentence, "It is 3.5 m. Is it? \"Yes!\" He said so.",
      ["It is 3.5 m.", " Is it?", " \"Yes!\"", " He said so."]
    ),
    (
      .sentence, "Ask Dr. No, e.g. about J. Smith. then go",
      ["Ask Dr. No, e.g. about J. Smith. then go"]
    ),
    (.sentence, "これは一。それは二。", ["これは一。", "それは二。"]),
    (.sentence, "Use `a. B` here. Then stop.", ["Use `a. B` here.", " Then stop."]),
    (.sentence, "1. One. Two.", ["1. One.", " Two."]),
  ])
  func `a piece begins where its unit says`(unit: TextCuts.Unit, text: String, expected: [String]) {
    #expect(pieces(text, unit) == expected)
  }

  @Test func `code and tables are never cut`() {
    let code = "Do:\n```python\na = 1.\n\n1. no\n# no\n```\nDone. Now go."
    #expect(
      pieces(code, .sentence) == [
        "Do:", "\n```python\na = 1.\n\n1. no\n# no\n```", "\nDone.", " Now go.",
      ])
    #expect(pieces("~~~\nA. B\n\nC", .sentence) == ["~~~\nA. B\n\nC"])
    let table = "See.\n| a | b |\n|---|---|\n| 1. A | 2 |\nThat. Is it."
    #expect(
      pieces(table, .sentence) == [
        "See.", "\n| a | b |\n|---|---|\n| 1. A | 2 |", "\nThat.", " Is it.",
      ])
    #expect(pieces("a | b\n--|--\n1 | 2\n\nEnd.", .line) == ["a | b\n--|--\n1 | 2", "\n\nEnd."])
    #expect(pieces("|a|b|\n |c|\nDone. End", .sentence) == ["|a|b|\n |c|", "\nDone.", " End"])
    // One line alone is none: it may be a length.
    #expect(
      pieces("|x| is 3. So\nDone. End", .sentence) == ["|x| is 3.", " So", "\nDone.", " End"])
  }

  @Test func `full stops without end are no work without end`() {
    let dots = "a" + String(repeating: ".", count: 1_000_000)
    #expect(pieces(dots, .sentence) == [dots])
    #expect(pieces(dots + " B", .sentence) == [dots, " B"])
  }

  @Test func `pieces may have a least size and a largest number`() {
    #expect(
      pieces("Yes. No. Well then. So.", .sentence, least: 6) == ["Yes. No.", " Well then.", " So."])
    #expect(pieces("A.\nB.\nC.\nD.", .line, most: 2) == ["A.", "\nB.\nC.\nD."])
    #expect(pieces("", .sentence) == [""])
    #expect(pieces("\n\n", .line) == ["\n\n"])
  }

  /// Every text of a few characters that matter.
  @Test func `pieces joined are the text, and begin the same whatever follows`() {
    let parts = ["a", ". ", "B", "\n", "```", "|", "-", "1. ", "`", " "]
    for number in 0..<100_000 where number % 7 < 3 {
      var text = ""
      var rest = number
      for _ in 0..<5 {
        text += parts[rest % 10]
        rest /= 10
      }
      for unit in [TextCuts.Unit.step, .sentence] {
        let own = pieces(text, unit)
        #expect(own.joined() == text)
        // What follows behind a blank line changes nothing, unless a block of code is open, or the end was no ink.
        let longer = pieces(text + "\n\nMore of it", unit)
        guard !text.contains("```"), text.last?.isWhitespace == false, own.count > 1 else {
          continue
        }
        #expect(Array(longer.prefix(own.count - 1)) == Array(own.dropLast()), "\(text)")
      }
    }
  }
}
