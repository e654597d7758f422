import Pipeline
import Records
import Testing

@testable import Relabel

@Suite struct ScoreFileTests {
  private static let id = "0123456789abcdef0123456789ABCDEF"
  private static let public_ = PublicID(high: 0x0123_4567_89ab_cdef, low: 0x0123_4567_89ab_cdef)

  private static func key(_ values: [SideValue]) -> (key: ScoreKey?, why: String) {
    ScoreKey.read((values + [SideValue](repeating: .absent, count: 6 - values.count))[...])
  }

  @Test func `a record names a response in one of five ways`() {
    let id = SideValue.text(Self.id)
    #expect(Self.key([id]).key == .id(Self.public_))
    #expect(Self.key([.absent, id]).key == .text(Self.public_))
    #expect(Self.key([.absent, .text(Self.id + Self.id)]).key == .plain(Self.public_))
    #expect(
      Self.key([.absent, .absent, id, .text("rejected")]).key == .side(Self.public_, .rejected))
    let text = ReferenceTexts.key(Array("Yes.".utf8))
    let none = SideValue.absent
    #expect(Self.key([none, none, none, none, .text("Yes.")]).key == .text(text))
    #expect(
      Self.key([none, none, none, none, .text("Yes."), .text("Yes.")]).key
        == .texts(prompt: text, response: text))
  }

  @Test(arguments: [
    ([SideValue.text("abc")], "`id` is no public id of 32 hexadecimal digits"),
    ([.absent, .text("abc")], "`text_digest` has neither 32 nor 64 hexadecimal digits"),
    ([.absent, .absent, .text("abc")], "`pair` is no public id of 32 hexadecimal digits"),
    (
      [.absent, .absent, .text(id), .text("left")],
      "`side` is none of `chosen`, `rejected`, `a` and `b`"
    ), ([], "nothing names a response"),
  ])
  func `what names nothing says why`(values: [SideValue], why: String) {
    let read = Self.key(values)
    #expect(read.key == nil && read.why == why)
  }

  /// score, logp, ref_logp, beta, tokens.
  @Test(
    arguments: [
      (["2.5"], false, 2.5, ""), (["", "-10", "-12"], false, 0.2, ""),
      (["", "-10", "-12", "0.5"], false, 1, ""), (["", "-10", "-12", "0.5", "4"], true, 0.25, ""),
      (["", "-10", "", "1", "4"], true, -2.5, ""),
      (["", "-10"], false, nil, "there is a `logp` without a `ref_logp`"),
      (["", "-10", "-12"], true, nil, "`tokens` is missing or below 1"),
      (["inf"], false, nil, "the score is no finite number: `inf`"),
      ([], false, nil, "there is neither a score nor a `logp`"),
    ] as [([String], Bool, Double?, String)])
  func `a number is a score or an implicit reward`(
    fields: [String], byTokens: Bool, expected: Double?, why: String
  ) {
    let values = (0..<5).map { i -> SideValue in
      i < fields.count && !fields[i].isEmpty ? .text(fields[i]) : .absent
    }
    let value = ScoreFileValue(
      score: JSONPointer(key: "score"), beta: 0.1, length: byTokens ? .tokens : .ignored)
    let read = value.number(values[...])
    #expect(read.why == why)
    if let expected, let given = read.value {
      #expect((given - expected).magnitude < 1e-12)
    } else {
      #expect(read.value == expected)
    }
  }

  @Test(arguments: [
    (0.0, "0"), (12, "12"), (0.123456, "0.1235"), (-3.70531e-5, "-3.705e-05"), (98765.4, "98765"),
    (1.5, "1.5"),
  ])
  func `numbers in notes have four digits`(value: Double, words: String) {
    #expect(ScoreDigits.short(value) == words)
  }

  @Test(
    arguments: [
      ("/a", #""x""#), ("/b/1", "2"), ("/b/3", nil), ("/c~1d/e", #"{"f": null}"#), ("", nil),
      ("/a/b", nil), ("/g", nil), ("/k\u{e9}y", "1"),
    ] as [(String, String?)])
  func `a pointer finds its place`(pointer: String, found: String?) throws {
    let json = #"{"a": "x", "b": [1, 2 , "z"], "c/d": {"e": {"f": null}}, "k\u00e9y": 1}"#
    let bytes = Array(json.utf8)
    let place = bytes.span.place(of: try JSONPointer(pointer))
    if pointer.isEmpty {
      #expect(place == 0..<bytes.count)
    } else {
      #expect(place.map { String(decoding: bytes[$0], as: UTF8.self) } == found)
    }
  }

  @Test func `a field of references holds texts or numbers, or a list of them`() throws {
    let json = Array(#"{"r": "a\nb", "s": ["c", 1, "d"], "t": [], "u": 3}"#.utf8)
    func texts(_ pointer: String) throws -> [String] {
      try JSONPointer(pointer).texts(of: json).map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(try texts("/r") == ["a\nb"])
    #expect(try texts("/s") == ["c", "1", "d"])
    #expect(try texts("/s/2") == ["d"])
    #expect(try texts("/u") == ["3"])
    for none in ["/t", "/v"] { #expect(try texts(none) == []) }
  }
}
