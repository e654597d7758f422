internal import Foundation
internal import Records
internal import Scoring

/// What a feature pass found besides the features, kept beside them: with it, a run that was killed while it
/// trained goes on without reading the texts again.
///
/// Property list, written as a whole when the features are finished; of the one run whose folder it lies in.
struct KeptFeatures: Codable {
  /// Of the features it stands beside, hexadecimal.
  var fingerprint: String
  /// By the order of the rows.
  var bytes: [UInt32]
  var scripts: [UInt8]
  var languages: [UInt8]
  var refusals: [Bool]
  /// Row ids of the two responses, by the order of the rows; empty where no view needs them.
  var a: [Int64]
  var b: [Int64]
  var left: [String: Int]
  var heldOut: Int

  /// Reads what `write` wrote into `folder`, and opens the features beside it; `nil` if either is not whole.
  static func open(_ folder: String) -> (kept: KeptFeatures, rows: PairRows)? {
    guard let data = try? Data(contentsOf: file(folder)),
      let kept = try? PropertyListDecoder().decode(Self.self, from: data),
      let rows = FeatureSpill.reuse(
        folder: folder + "/features", fingerprint: kept.fingerprint),
      [kept.bytes.count, kept.scripts.count, kept.languages.count, kept.refusals.count]
        .allSatisfy({ $0 == rows.count }),
      kept.a.count == kept.b.count, kept.a.isEmpty || kept.a.count == rows.count
    else { return nil }
    return (kept, rows)
  }

  /// What cannot be written is not there: the texts are then read again after a kill.
  func write(_ folder: String) {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    try? encoder.encode(self).write(to: Self.file(folder), options: .atomic)
  }

  private static func file(_ folder: String) -> URL {
    URL(fileURLWithPath: folder + "/features.plist")
  }

  var shapes: [AnswerShape] {
    bytes.indices.map { i in
      AnswerShape(
        bytes: bytes[i], script: Script(rawValue: scripts[i]) ?? .none,
        language: Language(rawValue: languages[i]), isRefusal: refusals[i])
    }
  }

  var responses: [(a: Int64, b: Int64)] { zip(a, b).map { ($0, $1) } }
}
