internal import Evaluation
internal import Foundation
internal import Pipeline
public import Records

/// How sure trees are of their responses' rewards, for people and for programs.
public struct EvaluateCertaintySummary: Sendable {
  /// The tables as a JSON object.
  public let json: String
  /// Tables for a terminal.
  public let text: String
}

extension Curation {
  /// Measures how sure the trees of a store are of the rewards of their responses, and which comparisons to ask for next.
  ///
  /// - Parameters:
  ///   - store: read, never written.
  ///   - next: how many comparisons to propose; 0 for none.
  ///   - path: a file for them, JSON Lines; `nil` for none.
  /// - Throws: `no-store`, `no-tree`, `no-scores`, `unwritable-file`, `interrupted`.
  public static func evaluateCertainty(
    store: String, next: Int, path: String?, seeds: Int, _ resources: Resources
  ) throws(WinnowError) -> EvaluateCertaintySummary {
    let found = try CertaintyEvaluation(
      store: store, next: next, seeds: seeds, jobs: resources.jobs
    ).run(progress: resources.progressSink)
    if let path { try write(found.lines, to: path, what: "the file of comparisons") }
    return EvaluateCertaintySummary(json: found.json, text: found.text)
  }

  /// - Throws: `unwritable-file`.
  static func write(_ text: String, to path: String, what: String) throws(WinnowError) {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw WinnowError(
        WinnowError.Code("unwritable-file", exitStatus: 2),
        "\(what) cannot be written: `\(path)`",
        hint: "is its folder there, and may you write?")
    }
  }
}
