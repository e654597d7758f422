import Records
import Testing

@testable import Pipeline

private enum Action: String, CaseIterable {
  case drop, weight
  case keepFirst = "keep_first"
}

/// Reads `{text}` with `body` as the options of a stage.
private func read<Value>(
  _ text: String, folder: String = "f",
  _ body: (inout OptionReader) throws(WinnowError) -> Value
) throws(WinnowError) -> Value {
  let node = try ConfigNode.parse(yaml: Array(text.utf8), file: "p.yaml")
  var reader = try OptionReader(node, of: "stage `s`", folder: folder)
  let value = try body(&reader)
  try reader.finish()
  return value
}

/// What reading `text` as option `k` with one of the getters gives, or the message.
struct OptionCase: Sendable, CustomTestStringConvertible {
  var text: String
  var expected: String
  var read: @Sendable (inout OptionReader) throws(WinnowError) -> String

  init(
    _ text: String, _ expected: String,
    _ read: @escaping @Sendable (inout OptionReader) throws(WinnowError) -> String
  ) {
    self.text = text
    self.expected = expected
    self.read = read
  }

  var testDescription: String { text }

  static func bool(_ text: String, _ expected: String) -> Self {
    Self(text, expected) { (o) throws(WinnowError) in "\(try o.bool("k", default: false, doc: ""))"
    }
  }
  static func int(_ text: String, _ expected: String) -> Self {
    Self(text, expected) { (o) throws(WinnowError) in
      "\(try o.int("k", default: 7, in: 1...1000, doc: ""))"
    }
  }
  static func double(_ text: String, _ expected: String) -> Self {
    Self(text, expected) { (o) throws(WinnowError) in
      "\(try o.double("k", default: 0.5, in: Double.leastNonzeroMagnitude...1, doc: ""))"
    }
  }
  static func string(_ text: String, _ expected: String) -> Self {
    Self(text, expected) { (o) throws(WinnowError) in try o.string("k", default: "d", doc: "") }
  }
  static func choice(_ text: String, _ expected: String) -> Self {
    Self(text, expected) { (o) throws(WinnowError) in
      try o.choice("k", default: Action.drop, doc: "").rawValue
    }
  }
  static func strings(_ text: String, _ expected: String) -> Self {
    Self(text, expected) { (o) throws(WinnowError) in
      try o.strings("k", doc: "").joined(separator: "|")
    }
  }
  static func choices(_ text: String, _ expected: String) -> Self {
    Self(text, expected) { (o) throws(WinnowError) in
      try o.choices("k", default: [Action.drop], doc: "").map(\.rawValue).joined(separator: "|")
    }
  }
  static func bytes(_ text: String, _ expected: String) -> Self {
    Self(text, expected) { (o) throws(WinnowError) in
      "\(try o.bytes("k", default: 1, in: 1...(1 << 40), doc: ""))"
    }
  }
  static func path(_ text: String, _ expected: String) -> Self {
    Self(text, expected) { (o) throws(WinnowError) in try o.path(required: "k", doc: "what to read")
    }
  }
}

@Suite struct OptionReaderTests {
  @Test(
    arguments: [
      .bool("{}", "false"), .bool("k: true", "true"), .bool("k: False", "false"),
      .bool("k: yes", "must be `true` or `false`: `yes` | write `true`, without quotes"),
      .bool("k: 'true'", "must be `true` or `false`: `true` | write `true`, without quotes"),
      .bool("k: 0", "must be `true` or `false`: `0` | write `false`, without quotes"),
      .bool("k: [a]", "must be `true` or `false`: a list"),
      .int("{}", "7"), .int("k: 1", "1"), .int("k: 1_000", "1000"), .int("k: 0x1f", "31"),
      .int("k: 0o17", "15"), .int("k: +5", "5"),
      .int("k: 0", "must be an integer, from 1 to 1000: `0`"),
      .int("k: 1001", "must be an integer, from 1 to 1000: `1001`"),
      .int(
        "k: 017", "must be an integer, from 1 to 1000: `017` | write it without leading zeros: `17`"
      ),
      .int("k: 5.0", "must be an integer, from 1 to 1000: `5.0` | write `5`"),
      .int("k: 1e2", "must be an integer, from 1 to 1000: `1e2` | write `100`"),
      .int("k: '5'", "must be an integer, from 1 to 1000: `5` | write it without quotes"),
      .int("k: 1,000", "must be an integer, from 1 to 1000: `1,000` | write `1000`"),
      .int("k: 99999999999999999999", "must be an integer, from 1 to 1000: `99999999999999999999`"),
      .int("k: _1", "must be an integer, from 1 to 1000: `_1`"),
      .int("k: '\u{661}'", "must be an integer, from 1 to 1000: `\u{661}`"),
      .int("k:", "has no value | it must be an integer, from 1 to 1000; without the key it is `7`"),
      .int("k: {a: 1}", "must be an integer, from 1 to 1000: a mapping"),
      .double("k: 1", "1.0"), .double("k: .5", "0.5"), .double("k: 1e-3", "0.001"),
      .double("k: 0", "must be a number, above 0 to 1: `0`"),
      .double("k: .nan", "must be a number, above 0 to 1: `.nan`"),
      .double("k: 1e999", "must be a number, above 0 to 1: `1e999`"),
      .double("k: inf", "must be a number, above 0 to 1: `inf`"),
      .double("k: 5%", "must be a number, above 0 to 1: `5%` | write the share as `0.05`"),
      .double("k: 0,5", "must be a number, above 0 to 1: `0,5` | write `0.5`"),
      .double("k: half", "must be a number, above 0 to 1: `half`"),
      .string("{}", "d"), .string("k: a b", "a b"), .string("k: 5", "5"), .string("k: ''", ""),
      .string("k: 'null'", "null"), .string("k: \"\\u00e9\"", "é"),
      .string("k: |\n  a\n  b\n", "a\nb\n"),
      .string("k: null", "has no value | it must be a text; without the key it is `d`"),
      .string("k: [a]", "must be a text: a list"),
      .choice("k: weight", "weight"), .choice("k: keep_first", "keep_first"),
      .choice(
        "k: keep-first",
        "must be one of `drop`, `weight`, `keep_first`: `keep-first` | did you mean `keep_first`?"),
      .choice(
        "k: wieght",
        "must be one of `drop`, `weight`, `keep_first`: `wieght` | did you mean `weight`?"),
      .choice("k: zebra", "must be one of `drop`, `weight`, `keep_first`: `zebra`"),
      .choice("k: []", "must be one of `drop`, `weight`, `keep_first`: an empty list"),
      .strings("{}", ""), .strings("k: a", "a"), .strings("k: [a, '', 3]", "a||3"),
      .strings("k: [a, [b]]", "must be a list of texts: a list"),
      .strings("k: [a, ~]", "must be a list of texts: nothing"),
      .choices("k: [drop, weight]", "drop|weight"), .choices("k: weight", "weight"),
      .choices("k: [drop, wait]", "must be a list out of `drop`, `weight`, `keep_first`: `wait`"),
      .bytes("k: 256MB", "256000000"), .bytes("k: 1 GiB", "1073741824"), .bytes("k: 1.5kb", "1500"),
      .bytes("k: 4096", "4096"), .bytes("k: 10B", "10"), .bytes("k: '1_000KB'", "1000000"),
      .bytes("k: 0", "must be a size such as `256MB` or `1GiB`, from 1 to 1TiB: `0`"),
      .bytes("k: 2TiB", "must be a size such as `256MB` or `1GiB`, from 1 to 1TiB: `2TiB`"),
      .bytes(
        "k: 5m",
        "must be a size such as `256MB` or `1GiB`, from 1 to 1TiB: `5m`"
          + " | write `5MB` for powers of 1000 or `5MiB` for powers of 1024"),
      .bytes("k: 1.0001KB", "must be a size such as `256MB` or `1GiB`, from 1 to 1TiB: `1.0001KB`"),
      .bytes("k: -1", "must be a size such as `256MB` or `1GiB`, from 1 to 1TiB: `-1`"),
      .bytes("k: 1.2.3MB", "must be a size such as `256MB` or `1GiB`, from 1 to 1TiB: `1.2.3MB`"),
      .bytes("k: 99999999999TB", "must be less than 2^63 bytes: `99999999999TB`"),
      .path("k: a/b", "f/a/b"), .path("k: /a", "/a"), .path("k: '-'", "-"),
      .path("k: ''", "must not be empty"),
      .path("{}", "stage `s` needs the option `k` | add `k`: what to read"),
    ] as [OptionCase])
  func `a value is read, or refused with what would be right`(option: OptionCase) {
    do throws(WinnowError) {
      let value = try readOption(option.text, option.read)
      #expect(value == option.expected)
    } catch {
      let message = error.message.replacing(prefix: "option `k` of stage `s` ", with: "")
      #expect([message, error.hint].compactMap { $0 }.joined(separator: " | ") == option.expected)
      #expect(error.mark != nil)
    }
  }

  @Test(arguments: [
    (
      "max_chrs: 3", "unknown option `max_chrs` for stage `s`",
      "did you mean `max_chars`? (known: `action`, `id`, `max_chars`)"
    ),
    (
      "Max-Chars: 3", "unknown option `Max-Chars` for stage `s`",
      "did you mean `max_chars`? (known: `action`, `id`, `max_chars`)"
    ),
    ("zebra: 3", "unknown option `zebra` for stage `s`", "known: `action`, `id`, `max_chars`"),
    (
      "di: 3", "unknown option `di` for stage `s`",
      "did you mean `id`? (known: `action`, `id`, `max_chars`)"
    ),
  ])
  func `an unknown option names the nearest`(text: String, message: String, hint: String) throws {
    let node = try ConfigNode.parse(yaml: Array(text.utf8), file: "p.yaml")
    var reader = try OptionReader(node, of: "stage `s`", foreignKeys: ["id"])
    _ = try reader.int("max_chars", default: 1, doc: "")
    _ = try reader.choice("action", default: Action.drop, doc: "")
    let error = #expect(throws: WinnowError.self) { try reader.finish() }
    #expect(error?.code == .unknownOption)
    #expect(error?.message == message)
    #expect(error?.hint == hint)
    #expect(error?.mark?.description == "p.yaml:1:1")
  }

  @Test(arguments: [
    ("{}", #"{"action":"drop","max_chars":400,"share":0.5,"size":1000000,"words":[]}"#),
    (
      "{max_chars: 0x190, share: .5, size: 1MB, action: drop}",
      #"{"action":"drop","max_chars":400,"share":0.5,"size":1000000,"words":[]}"#
    ),
    (
      "{words: 'é\"\\', share: 1, id: x, raw: {b: 1, a: [1.0, '1']}}",
      #"{"action":"drop","id":"x","max_chars":400,"raw":{"b":1,"a":[1.0,"1"]},"share":1.0,"size":1000000,"words":["é\"\\"]}"#
    ),
  ])
  func `equal values have one canonical form`(text: String, expected: String) throws {
    let json = try read(text) { (o) throws(WinnowError) in
      _ = try o.double("share", default: 0.5, doc: "")
      _ = try o.int("max_chars", default: 400, doc: "")
      _ = try o.bytes("size", default: 1_000_000, doc: "")
      _ = try o.strings("words", doc: "")
      _ = try o.choice("action", default: Action.drop, doc: "")
      _ = try o.string(optional: "id", doc: "")
      _ = try o.node("raw", doc: "")
      return o.canonicalJSON
    }
    #expect(json == expected)
  }

  @Test func `describing gives every option without a file`() throws {
    let specs = try OptionReader.describe { (o) throws(WinnowError) in
      _ = try o.int("max_chars", default: 400, in: 1..., doc: "longest response, in characters")
      _ = try o.double("share", default: 0.25, in: 0...1, doc: "share")
      _ = try o.bytes("size", default: 256_000_000, in: 1..., doc: "size")
      _ = try o.choice("action", default: Action.weight, doc: "action")
      _ = try o.path(required: "to", doc: "folder")
      _ = try o.int(required: "n", in: 3...9, doc: "n")
      _ = try o.group("limits", doc: "limits") { (inner) throws(WinnowError) in
        try inner.int(optional: "ratio", in: ...5, doc: "ratio")
      }
      try o.finish()
    }
    let table = specs.map {
      "\($0.key): \($0.kindText) = \($0.defaultText ?? "-") \($0.isRequired)"
    }
    #expect(
      table == [
        "max_chars: an integer, from 1 = 400 false", "share: a number, from 0 to 1 = 0.25 false",
        "size: a size such as `256MB` or `1GiB`, from 1 = 256MB false",
        "action: one of `drop`, `weight`, `keep_first` = weight false", "to: a path = - true",
        "n: an integer, from 3 to 9 = - true", "limits: a mapping = - false",
      ])
  }

  @Test func `what a reader gives while describing lies within its own bounds`() throws {
    var reader = OptionReader.describing()
    #expect(try reader.int(required: "n", in: 3...9, doc: "") == 3)
    #expect(try reader.int(required: "m", in: ...(-4), doc: "") == -4)
    #expect(try reader.double(required: "x", in: 0.5..<0.75, doc: "") == 0.5)
    #expect(try !reader.string(required: "s", doc: "").isEmpty)
  }

  @Test func `a check of a stage itself shows the value`() throws {
    let error = #expect(throws: WinnowError.self) {
      try read("pattern: '('") { (o) throws(WinnowError) in
        _ = try o.string("pattern", default: "a", doc: "")
        throw o.problem("pattern", must: "be a regular expression", hint: "close it")
      }
    }
    #expect(
      error?.description == """
        error[bad-option]: option `pattern` of stage `s` must be a regular expression: `(`
         --> p.yaml:1:10
          | pattern: '('
          |          ^
        hint: close it
        """)
  }

  @Test(arguments: [
    ("filters.lenght", "filters.length"), ("length", "filters.length"), ("zebra", nil), ("", nil),
    ("FILTERS.LENGTH", "filters.length"), ("trl_dpo", "trl.dpo"), ("tlr.dpo", "trl.dpo"),
    (String(repeating: "a", count: 1_000_000), nil),
  ])
  func `the nearest word is found below a floor`(word: String, expected: String?) {
    #expect(
      didYouMean(word, among: ["filters.length", "filters.empty", "trl.dpo", "trl.kto"]) == expected
    )
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `sizes survive being written and read`(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let count = Int64(random.next() >> (1 + random.next() % 50))
    #expect(try parseBytes(formatBytes(count)) == count)
  }
}

/// `read` for one text.
private func readOption(
  _ text: String, _ body: (inout OptionReader) throws(WinnowError) -> String
) throws(WinnowError) -> String {
  try read(text, body)
}

extension String {
  fileprivate func replacing(prefix: String, with new: String) -> String {
    hasPrefix(prefix) ? new + dropFirst(prefix.count) : self
  }
}

/// A small seeded generator.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
