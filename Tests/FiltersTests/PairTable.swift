import Pipeline
import Records

@testable import Filters

/// A text or a JSON list of messages, as a test writes it.
enum TestBody: ExpressibleByStringLiteral, Sendable {
  case text(String)
  case messages(String)

  init(stringLiteral value: String) { self = .text(value) }
}

extension PairBatch {
  /// Adds a pair; equal bodies within a prompt get equal response rows.
  mutating func add(
    _ prompt: TestBody, _ a: TestBody, _ b: TestBody?, _ decision: Decision = .a
  ) {
    let row = Int64(rows.count + 1)
    rows.append(row)
    ids.append(PublicID(high: UInt64(row) &* 0x9E37_79B9_7F4A_7C15, low: UInt64(row)))
    promptRows.append(1)
    prompts.append(body(prompt))
    self.a.append(body(a))
    self.b.append(b.map { body($0) })
    responseRows.append((2 * row, b == nil ? 0 : 2 * row + 1))
    decisions.append(decision)
    voteRanges.append(votes.count..<votes.count)
  }

  private func body(_ body: TestBody) -> Body {
    switch body {
    case .text(let text): .text(arena.append(text))
    case .messages(let json): .messages(arena.append(json))
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

/// What a stage says of one pair: `reason evidence`, or `kept`.
func judged<S: PairStage>(
  _ stage: S, _ prompt: TestBody, _ a: TestBody, _ b: TestBody?,
  _ decision: Decision = .a
) -> String {
  var batch = PairBatch()
  batch.add(prompt, a, b, decision)
  var findings: [Finding] = []
  stage.judge(batch, into: &findings)
  return findings.map(described).first ?? "kept"
}

func described(_ finding: Finding) -> String {
  let verdict = finding.verdict
  let evidence = verdict.evidence.isEmpty ? "" : " \(verdict.evidence)"
  return "\(verdict.reason)\(evidence)"
}
