@testable import Ingest
import Records
import Store
import Testing

/// Keys of contents are those of integrations/python; the literals stand in test_winnow_dynamics.py too.
@Suite struct ContentFormsTests {
  /// A pair as the store has it.
  struct Stored: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var prompt: String
    var a: String
    var b: String
    var key: String
  }

  private static let user = #"[{"role":"user","content":"2+2?"}]"#

  @Test(arguments: [
    Stored(
      testDescription: "text", prompt: "Q", a: "A", b: "B",
      key: "50bdfb7fcf8b8980a84d2813b491e4db"),
    Stored(
      testDescription: "empty texts", prompt: "", a: "", b: "",
      key: "6f1ac9106e19540b67143ec9bc871d70"),
    Stored(
      testDescription: "no prompt", prompt: "", a: "A", b: "B",
      key: "4afae9948fff72ea54cd6f9a44a03822"),
    Stored(
      testDescription: "not ASCII", prompt: "Größe?", a: "日本 😀", b: "a\u{301}",
      key: "bf189b106b4260ae370476708a082e25"),
    Stored(
      testDescription: "messages", prompt: user, a: #"[{"role":"assistant","content":"4"}]"#,
      b: #"[{"role":"assistant","content":"5"}]"#, key: "a72e25fbc9c676a0ef8be95a6c0c0073"),
    Stored(
      testDescription: "messages without prompt", prompt: "[]",
      a: #"[{"role":"user","content":"2+2?"},{"role":"assistant","content":"4"}]"#,
      b: #"[{"role":"user","content":"2+2?"},{"role":"assistant","content":"5"}]"#,
      key: "152155db5ba4629f1c72a1a9b5cff686"),
    Stored(
      testDescription: "escapes",
      prompt: "[{\"role\":\"user\",\"content\":"
        + #""\"\\/\b\t\n\f\r\u0000\u001f"# + "\u{7F}\u{2028}é\"}]",
      a: #"[{"role":"assistant","content":"4"}]"#, b: #"[{"role":"assistant","content":"5"}]"#,
      key: "7cba1f04524fd290892c65e85f1b2d4f"),
    Stored(
      testDescription: "prompt as text, answers as messages", prompt: "2+2?",
      a: #"[{"role":"assistant","content":"4"}]"#, b: #"[{"role":"assistant","content":"5"}]"#,
      key: "5f0ecc5fa9405e09f66164abeb3089d6"),
  ])
  func `keys are those of Python`(pair: Stored) {
    let arena = ByteArena()
    let parts = [pair.prompt, pair.a, pair.b].map { arena.append($0) }
    let key = PublicID.pairContent(
      prompt: parts[0], chosen: parts[1], rejected: parts[2], in: arena)
    #expect(key.description == pair.key)
  }

  /// How a training set may have the pair of the prompt `Question 3?` with `Good 3` and `Bad 3`.
  @Test(arguments: [
    ("texts", "814217d003343fddbd9fc8ad91cd9f54"),
    ("messages", "41c3a7b08edff4231934a79e0ebfccfd"),
    ("transcripts", "3387f3092c64797516a0a79cafdd859d"),
    ("messages, no prompt", "b948d5e9cf9a4d382fd6ae4dc5f48f6f"),
    ("prompt as text, whole dialogues", "a4c4541f15a0911d1c6bf9f555191112"),
    ("prompt as messages, texts", "fbd257055bedaa7f43a456d207155d14"),
  ])
  func `a stored pair goes by its key in every form`(form: String, key: String) {
    let keys = Self.keys("Question 3?", "Good 3", "Bad 3")
    #expect(keys[key] == true, "\(form)")
    let turned = Self.keys("Question 3?", "Bad 3", "Good 3")
    #expect(turned[key] == false, "\(form)")
  }

  @Test func `texts without prompt are what TRL cuts`() {
    // The blank in front of the first difference belongs to the answers.
    let keys = Self.keys("Question 3?", " Good 3", " Bad 3")
    #expect(keys["fae8be1786836f7041f97b7b5d1689eb"] == true)
  }

  @Test func `dialogues go by messages, other members of a message left out`() {
    let arena = ByteArena()
    let prompt = Body.messages(
      arena.append(#"[{"role":"user","content":"2+2?","name":"Ann"}]"#))
    let (a, b) = (Body.text(arena.append("4")), Body.text(arena.append("5")))
    let keys = ContentForms().keys(prompt: prompt, a: a, b: b, in: arena)
    #expect(keys.contains { "\($0.key)" == "a72e25fbc9c676a0ef8be95a6c0c0073" && $0.firstIsChosen })
  }

  @Test func `what is no plain text has no key`() {
    let arena = ByteArena()
    let prompt = Body.text(arena.append("Q"))
    let a = Body.messages(
      arena.append(#"[{"role":"assistant","content":null,"tool_calls":[]}]"#))
    let b = Body.text(arena.append("B"))
    #expect(ContentForms().keys(prompt: prompt, a: a, b: b, in: arena).isEmpty)
    #expect(ContentForms().key(prompt: prompt, chosen: a, rejected: b, in: arena) == nil)
  }

  private static func keys(_ prompt: String, _ a: String, _ b: String) -> [String: Bool] {
    let arena = ByteArena()
    let bodies = [prompt, a, b].map { Body.text(arena.append($0)) }
    let keys = ContentForms().keys(prompt: bodies[0], a: bodies[1], b: bodies[2], in: arena)
    return Dictionary(keys.map { ($0.key.description, $0.firstIsChosen) }) { first, _ in first }
  }
}

@Suite struct PairNameTests {
  @Test(arguments: [
    ("50bdfb7fcf8b8980a84d2813b491e4db", "50bdfb7fcf8b8980a84d2813b491e4db"),
    ("50BDFB7FCF8B8980A84D2813B491E4DB", "50bdfb7fcf8b8980a84d2813b491e4db"),
    ("50bdfb7f", "50bdfb7f"), ("50bdfb7fcf8b8980a", "50bdfb7fcf8b8980a"),
    ("50bdfb7", nil), ("q17", nil), ("", nil), ("50bdfb7fcf8b8980a84d2813b491e4db0", nil),
    ("50bdfb7g", nil),
  ])
  func `names are digits of an id`(text: String, shown: String?) {
    let arena = ByteArena()
    #expect(PairName(arena.append(text), in: arena).text == shown)
  }

  @Test func `an id goes by itself and by its beginnings`() throws {
    let id = PublicID(high: 0x1122_3344_5566_7788, low: 0x99AA_BBCC_DDEE_FF00)
    var index = NameIndex()
    let arena = ByteArena()
    let texts = [
      "112233445566778899aabbccddeeff00", "11223344", "112233445566778899aabb", "11223345",
    ]
    let numbers = texts.map { index.number(of: PairName(arena.append($0), in: arena)) }
    #expect(numbers == [0, 1, 2, 3])
    #expect(index.number(of: .foreign) == nil)
    #expect(index.numbers(ofID: id).sorted() == [0, 1, 2])
    #expect(index.numbers(ofID: PublicID(high: 0x1122_3345_0000_0000, low: 0)) == [3])
  }
}
