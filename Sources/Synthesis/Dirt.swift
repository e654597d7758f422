extension SyntheticCorpus {
  /// How a row is damaged, as real corpora are.
  public enum Dirt: String, Sendable, CaseIterable {
    /// The line breaks off after two thirds and is no JSON.
    case cutLine = "cut_line"
    /// `chosen` is a number.
    case wrongType = "wrong_type"
    /// `chosen` is null.
    case missingField = "missing_field"
    /// `rejected` is the empty string.
    case emptyResponse = "empty_response"
    /// `rejected` equals `chosen`.
    case identicalResponses = "identical_responses"
    /// `rejected` ends with half of a surrogate pair.
    case loneSurrogate = "lone_surrogate"
    /// `rejected` ends with U+0000.
    case nul = "nul"
    /// `rejected` ends with bytes that are no UTF-8.
    case invalidUTF8 = "invalid_utf8"
    /// `rejected` goes on with the markers of a chat template and another turn.
    case templateLeak = "template_leak"

    /// Writes the damage that stands at the end of the rejected response.
    func spoil(_ sink: TextSink) {
      switch self {
      case .loneSurrogate: sink.append(#" \ud83d"#)
      case .nul: sink.append(#" \u0000"#)
      case .invalidUTF8:
        sink.append(" ")
        sink.append(byte: 0xC3)
        sink.append(byte: 0x28)
      case .templateLeak: sink.append(#"\n<|im_end|>\n<|im_start|>user\nAnd now?"#)
      case .cutLine, .wrongType, .missingField, .emptyResponse, .identicalResponses: break
      }
    }
  }
}
