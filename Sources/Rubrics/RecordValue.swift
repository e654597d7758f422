internal import Records
internal import Rules
internal import Store

/// Values of what records hold besides prompt, responses and votes.
enum RecordValue {
  /// - Parameter extra: a JSON object, as the store keeps it.
  static func read(_ extra: String, _ pointer: JSONPointer) -> JSONValue? {
    let bytes = Array(extra.utf8)
    guard let place = bytes.span.place(of: pointer) else { return nil }
    return JSONValue(String(decoding: bytes[place], as: UTF8.self))
  }
}

/// What a prompt may be called in a file: its text, all messages joined by a line feed.
enum PromptKey {
  static func key(_ text: String) -> PublicID {
    let bytes = Array(text.utf8)
    return unsafe bytes.withUnsafeBytes { unsafe PublicID.text(.text, $0) }
  }

  /// Of a list of messages; `nil` where one has no content.
  static func text(_ messages: JSONValue) -> String? {
    guard let items = messages.array, !items.isEmpty else { return nil }
    let contents = items.compactMap { $0.object?["content"]?.string }
    return contents.count == items.count ? contents.joined(separator: "\n") : nil
  }
}
