internal import Pipeline
internal import Records

/// Finds pairs whose two responses say the same, or one of which only goes on where the other ends.
struct IdenticalResponsesFilter: PairStage {
  static let name = "filters.identical_responses"
  static let summary = "drop pairs whose responses are the same, or one the beginning of the other"
  static let discussion = """
    A preference between two equal texts has no gradient in DPO and a reward of one half in a reward
    model. Responses are compared byte for byte, then without regard to white space at the ends and
    to how much of it stands between words, then as prefixes. Of messages, roles, contents and tool
    calls are compared. Letters are not folded: `é` in one and two code points are different texts.

    **When to use.** In every pipeline. TRL finds the prompt of a pair without `prompt` column as
    the longest common beginning of the responses; where one is the beginning of the other it cuts
    the prompt short (`extract_prompt`: `abc`/`abcd` gives the prompt `ab`). With explicit prompts,
    as winnow writes them, prefixes can be trained on: say `prefix: false` to keep short answers and
    their longer forms.
    """
  static let reasons: [(reason: Reason, meaning: String)] = [
    ("identical", "the responses are the same, byte for byte"),
    ("identical_up_to_space", "the responses differ in white space alone"),
    ("prefix", "one response is the beginning of the other; the evidence names the shorter one"),
  ]

  let ignoresSpace: Bool
  let findsPrefixes: Bool
  let action: FilterAction

  init(options: inout OptionReader) throws(WinnowError) {
    ignoresSpace = try options.bool(
      "ignore_space", default: true,
      doc: "whether texts that differ in white space alone are the same")
    findsPrefixes = try options.bool(
      "prefix", default: true, doc: "whether a response that is the beginning of the other counts")
    action = try FilterAction(&options)
  }

  func judge(_ batch: PairBatch, into findings: inout [Finding]) {
    var left: [UInt8] = []
    var right: [UInt8] = []
    for i in batch.rows.indices {
      guard let b = batch.b[i] else { continue }
      let a = batch.a[i]
      let found =
        if a.form == .text, b.form == .text {
          batch.withBytes(a.slice) { a in batch.withBytes(b.slice) { b in compare(a, b) } }
        } else {
          batch.withComparable(a, &left) { a in
            batch.withComparable(b, &right) { b in compare(a, b) }
          }
        }
      guard let (reason, evidence) = found else { continue }
      batch.note(reason, evidence, at: i, action, into: &findings)
    }
  }

  private func compare(_ a: Span<UInt8>, _ b: Span<UInt8>) -> (Reason, String)? {
    let common = a.commonPrefix(b)
    if common == a.count, common == b.count { return ("identical", "") }
    if ignoresSpace, a.equalsIgnoringSpace(b, from: common) { return ("identical_up_to_space", "") }
    guard findsPrefixes, common == min(a.count, b.count) else { return nil }
    return ("prefix", (common == a.count ? Side.a : .b).evidence)
  }
}

extension PairBatch {
  /// Lends `use` a form of `body` in which equal bytes are equal messages and a prefix is a
  /// beginning.
  fileprivate func withComparable<Result>(
    _ body: Body, _ scratch: inout [UInt8], _ use: (Span<UInt8>) -> Result
  ) -> Result {
    scratch.removeAll(keepingCapacity: true)
    withBytes(body.slice) { bytes in
      switch body.form {
      case .text:
        scratch.append(contentsOf: "\u{1E}\"assistant\"\u{1F}".utf8)
        bytes.append(bytes.indices, to: &scratch)
      case .messages:
        bytes.forEachMessage { message in
          scratch.append(0x1E)
          bytes.append(message.roleText, to: &scratch)
          scratch.append(0x1F)
          if bytes.appendContent(of: message, to: &scratch) {
            scratch.append(0x1F)
            if message.saysMore { bytes.append(message.rest, to: &scratch) }
            if let first = message.content.first, bytes[first] == UInt8(ascii: "[") {
              bytes.append(message.content, to: &scratch)
            }
          }
          return true
        }
      }
    }
    return use(scratch.span)
  }
}

extension Span<UInt8> {
  /// How many bytes at the beginning are the same.
  func commonPrefix(_ other: Span<UInt8>) -> Int {
    let limit = Swift.min(count, other.count)
    var i = 0
    while i + 8 <= limit {
      let differing = word(at: i) ^ other.word(at: i)
      if differing != 0 { return i + differing.trailingZeroBitCount / 8 }
      i += 8
    }
    while i < limit, self[i] == other[i] { i += 1 }
    return i
  }

  /// Whether both are the same words, given that their first `start` bytes are equal.
  func equalsIgnoringSpace(_ other: Span<UInt8>, from start: Int) -> Bool {
    // The difference may lie inside a scalar or a run of blanks: both begin again where a word
    // does.
    var i = start
    while i > 0, !(i < count && isASCIISpace(self[i - 1]) && !isASCIISpace(self[i])) { i -= 1 }
    var j = i
    i = afterSpace(i)
    j = other.afterSpace(j)
    while i < count, j < other.count {
      let spaceHere = spaceLength(at: i)
      let spaceThere = other.spaceLength(at: j)
      guard (spaceHere > 0) == (spaceThere > 0) else {
        return afterSpace(i) == count && other.afterSpace(j) == other.count
      }
      if spaceHere > 0 {
        i = afterSpace(i)
        j = other.afterSpace(j)
      } else {
        guard self[i] == other[j] else { return false }
        i += 1
        j += 1
      }
    }
    return afterSpace(i) == count && other.afterSpace(j) == other.count
  }

  /// The offset behind white space that begins at `start`.
  private func afterSpace(_ start: Int) -> Int {
    var i = start
    while i < count {
      let length = spaceLength(at: i)
      if length == 0 { break }
      i += length
    }
    return i
  }

  /// Bytes of the white space at `i`; 0 if none begins there.
  private func spaceLength(at i: Int) -> Int {
    let byte = self[i]
    if byte < 0x80 { return isASCIISpace(byte) ? 1 : 0 }
    guard byte == 0xC2 || (byte >= 0xE1 && byte <= 0xE3) else { return 0 }
    var end = i
    return scalar(&end).isWhiteSpace ? end - i : 0
  }
}

private func isASCIISpace(_ byte: UInt8) -> Bool {
  byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
}
