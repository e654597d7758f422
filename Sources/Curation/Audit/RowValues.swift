internal import Foundation
internal import Records
internal import Store

/// What is written beside a record.
///
/// - `winnow_p_wrong`: that the record's own first comparison is labelled wrongly. Of a pair that several
///   records judge, the probability is about the decision of all votes; a record that says the opposite
///   has 1 − that.
/// - `winnow_weight`: 1 − `winnow_p_wrong`; 0 for a record that repeats an earlier one of its file, which
///   has the weight already.
/// - `winnow_reason`: why something is to be said of it; else null.
struct RowValues: Equatable {
  var wrong: Double?
  var ambiguity: Double?
  var weight: Double?
  var reason: String?
  var pairs: Int

  /// Names in the order they are written; the last only where a record of the corpus has several pairs.
  static let names = [
    "winnow_p_wrong", "winnow_ambiguity", "winnow_weight", "winnow_reason", "winnow_pairs",
  ]
  /// Of a JSON record that cannot be read: what stood there.
  static let raw = "winnow_raw"

  init(_ row: RowFindings.Row) {
    pairs = row.pairs
    var reasons: [String] = []
    switch row.outcome {
    case .quarantined:
      reasons.append("quarantined: \(row.reason): \(row.detail)")
    case .duplicate:
      reasons.append("duplicate of line \(row.originalLine ?? 0)")
    case .stored: break
    }
    if row.outcome != .quarantined { judge(row, &reasons) }
    reason = reasons.isEmpty ? nil : reasons.joined(separator: "; ")
  }

  private mutating func judge(_ row: RowFindings.Row, _ reasons: inout [String]) {
    let isOwnDecided = row.own == .a || row.own == .b
    let isDecided = row.decision == .a || row.decision == .b
    if let noise = row.noise, isOwnDecided, isDecided {
      let isAgainst = row.own != row.decision
      let p = isAgainst ? 1 - noise.wrong : noise.wrong
      wrong = Self.rounded(p)
      ambiguity = Self.rounded(noise.ambiguity)
      weight = row.outcome == .duplicate ? 0 : Self.rounded(1 - p)
      if isAgainst { reasons.append("its vote goes against the pair's other votes") }
    } else if row.pairs == 0 {
      reasons.append("no comparison")
    } else if row.isSingle {
      reasons.append("single response")
    } else if !isOwnDecided {
      reasons.append(row.own == .bothBad ? "both bad" : "tie")
    } else if !isDecided {
      reasons.append("the pair's votes are a tie")
    } else {
      reasons.append("not judged")
    }
    for mark in row.marks {
      guard mark.reason == "label_likely_wrong" else {
        reasons.append(mark.reason)
        continue
      }
      // What speaks against the decision speaks for a record that goes against it.
      guard row.own == row.decision else { continue }
      reasons.append(AuditReason(evidence: mark.evidence, decision: row.decision).short)
    }
  }

  private static func rounded(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }

  /// Numbers as both forms write them; `nil` where there is none.
  private var numbers: [String?] {
    [wrong, ambiguity, weight].map { $0.map { "\($0)" } }
  }

  /// As members of a JSON object, without brackets.
  func members(withPairs: Bool) -> String {
    var values = numbers.map { $0 ?? "null" }
    values.append(reason.map(JSONText.quoted) ?? "null")
    if withPairs { values.append("\(pairs)") }
    return zip(Self.names, values).map { "\"\($0)\": \($1)" }.joined(separator: ", ")
  }

  /// As fields of a CSV row.
  func fields(withPairs: Bool, delimiter: UInt8) -> [String] {
    var values = numbers.map { $0 ?? "" }
    values.append(reason.map(RowSplice.field) ?? "")
    if withPairs { values.append("\(pairs)") }
    return values
  }
}
