internal import Records
internal import Store

/// Puts a text before what a prompt asks.
enum GoalPrompt {
  /// Where the text goes.
  enum Turn: String, CaseIterable, Sendable {
    /// Into the system turn, which is made if there is none.
    case system
    /// Before the text of the last user turn: for templates without a system turn.
    case user
  }

  /// A prompt of a batch with `text`, to be stored.
  static func text(
    _ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch, with text: String, in turn: Turn
  ) -> DerivedPair.Text {
    let raw = unsafe batch.arena[prompt.text.slice].assumingMemoryBound(to: UInt8.self)
    let body = unsafe body(prompt.text.form, raw.span, with: text, in: turn)
    return .new(body.form, body.bytes)
  }

  /// The body of the prompt with `text`.
  ///
  /// A system turn that is there keeps its words and gets `text` behind them. Where the last user turn is no plain
  /// text (images, tool results), the system turn is used.
  static func body(
    _ form: Body.Form, _ bytes: Span<UInt8>, with text: String, in turn: Turn
  ) -> (form: Body.Form, bytes: [UInt8]) {
    switch (form, turn) {
    case (.text, .user):
      return (.text, Array("\(text)\n\n".utf8) + array(bytes))
    case (.text, .system):
      let asked = JSONText.quoted(String(decoding: array(bytes), as: UTF8.self))
      return (.messages, Array("[\(system(text)),{\"role\":\"user\",\"content\":\(asked)}]".utf8))
    case (.messages, _):
      return (.messages, messages(bytes, with: text, in: turn))
    }
  }

  private static func messages(_ bytes: Span<UInt8>, with text: String, in turn: Turn) -> [UInt8] {
    var system: Message?
    var user: Message?
    var isFirst = true
    bytes.forEachMessage { message in
      if isFirst, message.role == .system { system = message }
      if message.role == .user { user = message }
      isFirst = false
      return true
    }
    let all = array(bytes)
    if turn == .user, let content = user?.content, isString(bytes, content) {
      return splice(all, escaped("\(text)\n\n"), at: content.lowerBound + 1)
    }
    if let content = system?.content, isString(bytes, content) {
      return splice(all, escaped("\n\n\(text)"), at: content.upperBound - 1)
    }
    let isEmpty = isFirst
    return Array("[\(self.system(text))\(isEmpty ? "" : ",")".utf8) + all.dropFirst()
  }

  private static func system(_ text: String) -> String {
    "{\"role\":\"system\",\"content\":\(JSONText.quoted(text))}"
  }

  private static func isString(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    range.count >= 2 && bytes[range.lowerBound] == UInt8(ascii: "\"")
  }

  /// Without the quotes.
  private static func escaped(_ text: String) -> [UInt8] {
    Array(JSONText.quoted(text).utf8.dropFirst().dropLast())
  }

  private static func splice(_ bytes: [UInt8], _ more: [UInt8], at place: Int) -> [UInt8] {
    Array(bytes[..<place]) + more + bytes[place...]
  }

  private static func array(_ bytes: Span<UInt8>) -> [UInt8] {
    bytes.indices.map { bytes[$0] }
  }
}
