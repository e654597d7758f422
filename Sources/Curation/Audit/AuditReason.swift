internal import Foundation
internal import Records
internal import Store

/// Why a label is doubted, from the evidence of the detector's verdict.
struct AuditReason {
  /// How many models that have not seen the pair prefer the other answer, and how many there are.
  private(set) var against = 0
  private(set) var models = 0
  /// Features by how much they pull towards the other answer, most first.
  private(set) var pulls: [(feature: String, margin: Double)] = []
  private var marks: [String] = []

  private struct Evidence: Decodable {
    var margins: [String: Double]?
    var pulls: [String: Double]?
  }

  init(evidence: String, decision: Decision) {
    guard let read = try? JSONDecoder().decode(Evidence.self, from: Data(evidence.utf8)) else {
      return
    }
    models = read.margins?.count ?? 0
    against = read.margins?.values.count { $0 < 0 } ?? 0
    // The evidence has pulls towards the answer that stands first.
    let sign: Double = decision == .b ? 1 : -1
    pulls = (read.pulls ?? [:]).map { ($0.key, sign * $0.value) }
      .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
  }

  init(_ pair: LikelyWrong) {
    self.init(evidence: pair.evidence, decision: pair.decision)
    marks = pair.marks
  }

  /// For a report.
  var sentences: [String] {
    var lines: [String] = []
    if models > 0 {
      lines.append(
        "\(against) of \(models) models that have not seen it prefer the rejected answer")
    }
    let towards = pulls.filter { $0.margin >= 0.0005 }
    let back = pulls.reversed().filter { $0.margin <= -0.0005 }
    if !towards.isEmpty { lines.append("for the rejected: \(Self.list(towards))") }
    if !back.isEmpty { lines.append("for the chosen: \(Self.list(back))") }
    if !marks.isEmpty { lines.append("also: \(marks.joined(separator: ", "))") }
    return lines
  }

  /// For a cell beside a row.
  var short: String {
    var parts: [String] = []
    if models > 0 { parts.append("\(against) of \(models) models prefer the other answer") }
    let towards = pulls.filter { $0.margin >= 0.0005 }
    if !towards.isEmpty { parts.append("for it: \(Self.list(towards))") }
    return parts.isEmpty
      ? "label_likely_wrong" : "label_likely_wrong: \(parts.joined(separator: "; "))"
  }

  private static func list(_ pulls: [(feature: String, margin: Double)]) -> String {
    pulls.prefix(3).map { "\($0.feature) \(LikelyWrong.digits(abs($0.margin)))" }
      .joined(separator: ", ")
  }
}

extension LikelyWrong {
  /// Three digits, always as many.
  static func digits(_ value: Double) -> String { String(format: "%.3f", value) }
}
