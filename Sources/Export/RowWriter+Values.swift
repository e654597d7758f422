internal import Records
internal import Store

/// Values that are no prompt and no answer.
extension RowWriter {
  mutating func number(_ key: StaticString, _ value: Double) {
    self.key(key)
    buffer.append("\(value)")
  }

  mutating func truth(_ key: StaticString, _ value: Bool) {
    self.key(key)
    buffer.append(value ? "true" : "false")
  }

  mutating func text(_ key: StaticString, _ value: String) {
    self.key(key)
    buffer.append("\"")
    add(value)
    buffer.append("\"")
  }

  /// A value that is JSON already.
  mutating func json(_ key: StaticString, _ value: String) {
    self.key(key)
    buffer.append(value)
  }
}

/// Turns that are put together from several texts: `beginTurn`, what it says, `endTurn`.
extension RowWriter {
  /// Begins a turn of the user, or of the assistant, which in standard shape begins with the prefix of responses.
  mutating func beginTurn(_ key: StaticString, by role: MessageScan.Role) {
    self.key(key)
    if shape == .conversational {
      buffer.append("[{\"role\":\"")
      buffer.append(role.rawValue)
      buffer.append("\",\"content\":")
    }
    buffer.append("\"")
    if shape == .standard, role == .assistant { add(responsePrefix) }
  }

  mutating func endTurn() {
    buffer.append(shape == .conversational ? "\"}]" : "\"")
  }

  /// Adds a text to the turn, or to any string that is open.
  mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { unsafe buffer.append(escaping: UnsafeRawBufferPointer($0)) }
  }

  /// Adds a stored text; of a dialogue every message with its role.
  ///
  /// - Returns: why it cannot be: it is empty, for which `empty` stands, or says more than roles and texts.
  mutating func add(_ text: PairTexts.Text, empty: Refusal) -> Refusal? {
    guard text.form == .messages else {
      guard unsafe text.bytes.count > 0 else { return empty }
      unsafe buffer.append(escaping: text.bytes)
      return nil
    }
    guard let messages = unsafe MessageScan.copy(text.bytes, as: .transcript, to: &buffer) else {
      return .unsupportedMessage
    }
    return messages.hasContent ? nil : empty
  }
}
