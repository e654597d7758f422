package import Endpoints
package import Records
package import Store

/// The texts of a batch as an endpoint is sent them.
package struct EndpointTexts {
  package let batch: ResponseBatch
  /// Characters of a text, at most.
  package let limit: Int

  package init(batch: ResponseBatch, limit: Int) {
    self.batch = batch
    self.limit = limit
  }

  /// A text for a judge: of several messages each behind who says it.
  package func text(_ body: Body) -> String {
    guard body.form == .messages else {
      return String(batch.arena.string(body.slice).prefix(limit))
    }
    let turns = messages(body)
    guard turns.count > 1 else { return turns.first?.content ?? "" }
    let words = turns.map { "[\($0.role)]\n\($0.content)" }.joined(separator: "\n\n")
    return String(words.prefix(limit))
  }

  /// The turns of a prompt and a response, as a server's own template wants them.
  package func dialogue(_ prompt: Body, _ response: Body) -> [ChatMessage] {
    turns(prompt, "user") + turns(response, "assistant")
  }

  /// The turns of a prompt.
  package func prompt(_ body: Body) -> [ChatMessage] { turns(body, "user") }

  private func turns(_ body: Body, _ role: String) -> [ChatMessage] {
    guard body.form == .messages else {
      return [ChatMessage(role: role, content: text(body))]
    }
    return messages(body)
  }

  private func messages(_ body: Body) -> [ChatMessage] {
    let raw = unsafe batch.arena[body.slice].assumingMemoryBound(to: UInt8.self)
    return unsafe Self.messages(raw.span, limit: limit)
  }

  private static func messages(_ json: Span<UInt8>, limit: Int) -> [ChatMessage] {
    var turns: [ChatMessage] = []
    json.forEachMessage { message in
      var role: [UInt8] = []
      var content: [UInt8] = []
      json.appendUnescaped(message.roleText, to: &role)
      if let first = message.content.first, json[first] == UInt8(ascii: "\"") {
        json.appendUnescaped(message.content, to: &content)
      } else {
        _ = json.forEachPart(of: message.content) { json.appendUnescaped($0, to: &content) }
      }
      turns.append(
        ChatMessage(
          role: String(decoding: role, as: UTF8.self),
          content: String(String(decoding: content, as: UTF8.self).prefix(limit))))
      return true
    }
    return turns
  }
}
