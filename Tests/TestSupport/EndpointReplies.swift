import Foundation

/// Replies that say what a test wants, in the forms of the protocols.
package enum EndpointReplies {
  /// Of `/v1/embeddings`: `width` numbers for each text of the request, which depend on the text alone; answers
  /// stand in the opposite order, for the index counts.
  package static func embeddings(_ request: MisbehavingServer.Request, width: Int = 3) -> String {
    let texts = request.json["input"] as? [String] ?? []
    let items = texts.enumerated().map { i, text in
      let numbers = (0..<width).map { "\(number(text, $0))" }.joined(separator: ",")
      return "{\"object\":\"embedding\",\"index\":\(i),\"embedding\":[\(numbers)]}"
    }
    let data = items.reversed().joined(separator: ",")
    return """
      {"object":"list","data":[\(data)],"model":"m","usage":{"prompt_tokens":\(texts.count * 10),\
      "total_tokens":\(texts.count * 10)}}
      """
  }

  /// A number of a text in 0..<1.
  package static func number(_ text: String, _ place: Int) -> Double {
    var sum: UInt64 = UInt64(place &+ 1) &* 0x9E37_79B9
    for byte in text.utf8 { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return Double(sum >> 40) / Double(1 << 24)
  }

  /// Of `/v1/chat/completions`.
  package static func chat(_ text: String, tokens: (Int, Int) = (10, 5)) -> String {
    let encoded = (try? JSONEncoder().encode(text)).map { String(decoding: $0, as: UTF8.self) }
    return """
      {"id":"x","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant",\
      "content":\(encoded ?? "null")},"finish_reason":"stop"}],\
      "usage":{"prompt_tokens":\(tokens.0),"completion_tokens":\(tokens.1),"total_tokens":\(tokens.0 + tokens.1)}}
      """
  }

  /// A chat reply in which the model declines.
  package static func refusal(_ words: String) -> String {
    """
    {"choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":"\(words)"},\
    "finish_reason":"stop"}]}
    """
  }
}
