internal import Records
internal import Store

/// Writes rows as JSON Lines; all rows have the same keys in the same order.
struct RowWriter: ~Copyable {
  let shape: ExportShape
  /// What each row ends with.
  let extras: [ExtraColumn]
  /// Stands before every answer in standard shape.
  let responsePrefix: String
  var buffer = RowBuffer(capacity: 4 << 20)
  /// Set when a body was met that only the conversational shape can hold.
  var metMessages = false
  /// Where in `buffer` the value of the last answer stands.
  private(set) var lastAnswer = 0..<0
  /// Whether a row has begun.
  private var isOpen = false

  init(shape: ExportShape, extras: [ExtraColumn], responsePrefix: String) {
    self.shape = shape
    self.extras = extras
    self.responsePrefix = responsePrefix
  }

  /// Adds a prompt, with which most rows begin.
  mutating func begin(_ key: StaticString, _ prompt: PairTexts.Text) -> Refusal? {
    self.key(key)
    if shape == .conversational { return list { (rows) in rows.prompts(prompt) } }
    guard prompt.form == .text else {
      metMessages = true
      return .needsConversational
    }
    guard unsafe prompt.bytes.count > 0 else { return .emptyPrompt }
    string(prompt)
    return nil
  }

  /// Adds an answer; `lastAnswer` is where it stands.
  mutating func answer(_ key: StaticString, _ answer: PairTexts.Text) -> Refusal? {
    self.key(key)
    let start = buffer.count
    defer { lastAnswer = start..<buffer.count }
    if shape == .conversational { return list { (rows) in rows.answers(answer) } }
    guard answer.form == .text else {
      metMessages = true
      return .needsConversational
    }
    guard unsafe answer.bytes.count > 0 else { return .emptyAnswer }
    string(answer, after: responsePrefix)
    return nil
  }

  /// Adds a whole conversation as one list of messages: a prompt, and an answer to it.
  mutating func conversation(
    _ key: StaticString, _ prompt: PairTexts.Text, _ answer: PairTexts.Text
  ) -> Refusal? {
    self.key(key)
    buffer.append("[")
    if let refusal = prompts(prompt) { return refusal }
    buffer.append(",")
    if let refusal = answers(answer) { return refusal }
    buffer.append("]")
    return nil
  }

  /// Whether two answers are the same, or one is the beginning of the other: then nothing tells
  /// them apart where TRL looks for the first difference.
  func sameness(_ a: Range<Int>, _ b: Range<Int>) -> Refusal? {
    let shorter = a.count <= b.count ? a : b
    let longer = a.count <= b.count ? b : a
    // The end of a value is `"`, or `"}]` after the last message. Escapes are read from the left,
    // so that texts begin alike if their escaped forms do.
    let tail = shape == .standard ? 1 : 3
    let beginning = unsafe buffer[shorter.lowerBound..<shorter.upperBound - tail]
    let start = unsafe buffer[longer].prefix(beginning.count)
    guard unsafe beginning.elementsEqual(start) else { return nil }
    return shorter.count == longer.count ? .identicalAnswers : .prefixAnswers
  }

  /// Ends a row.
  mutating func end(_ pair: ExportPair) {
    for extra in extras {
      switch extra {
      case .weight: number("weight", pair.weight)
      // Rounded, so that it does not tell which response stands first in the store.
      case .probability: number("probability", (pair.probability * 1e6).rounded() / 1e6)
      case .pairID: text("pair_id", pair.id.description)
      case .promptID: break
      }
    }
    close()
  }

  /// Ends a row.
  mutating func end(_ prompt: ExportPrompt) {
    if extras.contains(.promptID) { text("prompt_id", prompt.id.description) }
    close()
  }

  private mutating func close() {
    buffer.append("}\n")
    isOpen = false
  }

  /// Takes back what was written past the first `count` bytes, which end with a row.
  mutating func forget(after count: Int) {
    buffer.truncate(to: count)
    isOpen = false
  }

  /// The key of the next value of a row; the first begins it.
  mutating func key(_ key: StaticString) {
    buffer.append(isOpen ? ",\"" : "{\"")
    isOpen = true
    buffer.append(key)
    buffer.append("\":")
  }

  mutating func string(_ text: PairTexts.Text, after prefix: String = "") {
    buffer.append("\"")
    if !prefix.isEmpty {
      var prefix = prefix
      prefix.withUTF8 { unsafe buffer.append(escaping: UnsafeRawBufferPointer($0)) }
    }
    unsafe buffer.append(escaping: text.bytes)
    buffer.append("\"")
  }

  /// A list of the messages that `body` adds.
  private mutating func list(_ body: (inout RowWriter) -> Refusal?) -> Refusal? {
    buffer.append("[")
    let refusal = body(&self)
    buffer.append("]")
    return refusal
  }

  /// The messages of a prompt. TRL goes on after a user's, tool's or assistant's turn, not
  /// after a system turn.
  private mutating func prompts(_ prompt: PairTexts.Text) -> Refusal? {
    guard prompt.form == .messages else {
      guard unsafe prompt.bytes.count > 0 else { return .emptyPrompt }
      turn("user", prompt)
      return nil
    }
    guard let messages = unsafe MessageScan.copy(prompt.bytes, as: .members, to: &buffer),
      messages.lastRole != .system
    else { return .unsupportedMessage }
    return messages.hasContent ? nil : .emptyPrompt
  }

  /// The messages of an answer; the last is the assistant's.
  private mutating func answers(_ answer: PairTexts.Text) -> Refusal? {
    guard answer.form == .messages else {
      guard unsafe answer.bytes.count > 0 else { return .emptyAnswer }
      turn("assistant", answer)
      return nil
    }
    guard let messages = unsafe MessageScan.copy(answer.bytes, as: .members, to: &buffer),
      messages.lastRole == .assistant
    else { return .unsupportedMessage }
    return messages.lastHasContent ? nil : .emptyAnswer
  }

  private mutating func turn(_ role: StaticString, _ text: PairTexts.Text) {
    buffer.append("{\"role\":\"")
    buffer.append(role)
    buffer.append("\",\"content\":")
    string(text)
    buffer.append("}")
  }
}
