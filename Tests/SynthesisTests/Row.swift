import Foundation
import Records
import Synthesis

/// A synthetic row in standard shape, read by Foundation.
struct Row: Decodable, Equatable {
  var prompt, chosen, rejected, id: String
  var flipped: Bool
  var qualityChosen, qualityRejected: Double
  var modelChosen, modelRejected: String

  enum CodingKeys: String, CodingKey {
    case prompt, chosen, rejected, id, flipped
    case qualityChosen = "quality_chosen"
    case qualityRejected = "quality_rejected"
    case modelChosen = "model_chosen"
    case modelRejected = "model_rejected"
  }
}

/// The same in conversational shape.
struct Dialogue: Decodable {
  struct Message: Decodable, Equatable {
    var role, content: String
  }
  var prompt, chosen, rejected: [Message]
  var flipped: Bool
}

extension SyntheticCorpus.Options {
  /// Options with some of their values changed.
  func with(_ change: (inout Self) -> Void) -> Self {
    var copy = self
    change(&copy)
    return copy
  }
}

extension SyntheticCorpus {
  /// All rows as bytes, in one call.
  func bytes(_ range: Range<Int>? = nil) -> [UInt8] {
    var bytes: [UInt8] = []
    append(range ?? 0..<options.pairs, to: &bytes)
    return bytes
  }

  func lines() -> [ArraySlice<UInt8>] {
    bytes().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
  }

  func rows<R: Decodable>(_ type: R.Type = Row.self) throws -> [R] {
    try lines().map { try JSONDecoder().decode(type, from: Data($0)) }
  }
}
