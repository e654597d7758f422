internal import Records

/// A prompt with what the assistant has begun to say.
enum BegunTurn {
  /// The messages of a prompt, the last of them an unfinished turn of the assistant.
  ///
  /// - Parameters:
  ///   - prompt: a text, or a JSON list of messages; where its last one is a text of the assistant, that one goes on.
  ///   - prefix: how the answer begins.
  static func list(_ prompt: [UInt8], _ form: Body.Form, _ prefix: [UInt8]) -> [UInt8] {
    guard form == .messages else {
      return Array("[".utf8) + turn("user", prompt) + Array(",".utf8) + turn("assistant", prefix)
        + Array("]".utf8)
    }
    if let end = lastText(prompt) {
      let more = Array(quoted(prefix).dropFirst().dropLast())
      return Array(prompt[..<end]) + more + Array(prompt[end...])
    }
    var list = prompt
    if list.last == UInt8(ascii: "]") { list.removeLast() }
    return list + Array(",".utf8) + turn("assistant", prefix) + Array("]".utf8)
  }

  /// Where the closing quote of the last message's text stands; `nil` where that is none of the assistant's.
  private static func lastText(_ list: [UInt8]) -> Int? {
    var end: Int?
    let json = list.span
    json.forEachMessage { message in
      end = nil
      let content = message.content
      if message.role == .assistant, content.count > 1,
        json[content.lowerBound] == UInt8(ascii: "\"")
      {
        end = content.upperBound - 1
      }
      return true
    }
    return end
  }

  private static func turn(_ role: String, _ text: [UInt8]) -> [UInt8] {
    Array("{\"role\":\"\(role)\",\"content\":".utf8) + quoted(text) + Array("}".utf8)
  }

  private static func quoted(_ text: [UInt8]) -> [UInt8] {
    Array(JSONText.quoted(String(decoding: text, as: UTF8.self)).utf8)
  }
}
