import Pipeline
import Records

@testable import Relabel
@testable import Store

/// A prompt with responses, scores and pairs, as a stage sees it.
struct PromptWorld {
  var batch = ResponseBatch()

  /// - Parameters:
  ///   - scores: of each response; a `nil` is missing.
  ///   - pairs: places of the responses with the decision; the second `nil` for a single one.
  ///   - fallen: places of the responses of pairs an earlier stage dropped.
  init(
    scores: [Double?], pairs: [(Int, Int?, Decision)] = [], fallen: [(Int, Int)] = [],
    texts: [String] = [], extras: [String] = []
  ) {
    for (place, score) in scores.enumerated() {
      let text = place < texts.count ? texts[place] : "response \(place)"
      batch.responses.append(
        ResponseBatch.Response(
          row: Int64(100 + place), id: PublicID(high: UInt64(place + 1), low: 7),
          body: .text(batch.arena.append(text)), scores: [score ?? .nan]))
    }
    for (number, pair) in pairs.enumerated() {
      batch.pairs.append(
        ResponseBatch.Pair(
          row: Int64(500 + number), id: PublicID(high: 9, low: UInt64(number)), a: pair.0,
          b: pair.1 ?? -1, decision: pair.2, probability: pair.2 == .b ? 0 : 1))
    }
    batch.prompts.append(
      ResponseBatch.Prompt(
        row: 1, id: PublicID(high: 3, low: 3), group: PublicID(high: 4, low: 4), split: "train",
        text: .text(batch.arena.append("question")), responses: 0..<scores.count,
        pairs: 0..<pairs.count, fallen: fallen.map { (Int64(100 + $0.0), Int64(100 + $0.1)) },
        extras: extras, record: 1 << 32 | 1))
  }

  /// `chosen>rejected` of each pair made, then `row reason` of each old pair that falls.
  static func words(_ batch: CorpusBatch) -> [String] {
    let made = batch.made.map { pair in
      "\(name(pair.chosen))" + (pair.rejected.map { ">\(name($0))" } ?? (pair.isGood ? "+" : "-"))
    }
    return made + batch.findings.map { "\($0.subject) \($0.verdict.reason)" }
  }

  private static func name(_ text: DerivedPair.Text) -> String {
    switch text {
    case .row(let row): "\(row - 100)"
    case .new(_, let bytes): String(decoding: bytes, as: UTF8.self).replacing("\n", with: " ")
    }
  }
}

/// Makes a stage from options written as in a pipeline file.
func make<S: Stage>(_ type: S.Type, _ options: String = "{}") throws -> S {
  let node = try ConfigNode.parse(yaml: Array(options.utf8), file: "test.yaml")
  var reader = try OptionReader(node, of: "stage `\(S.name)`")
  let stage = try S(options: &reader)
  try reader.finish()
  return stage
}
