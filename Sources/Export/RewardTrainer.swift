internal import Foundation
internal import Pipeline
internal import Records

/// Pairs for `RewardTrainer` of TRL, with the margin by which the chosen response should win.
///
/// TRL's loss is −log σ(r(chosen) − r(rejected) − margin).
struct RewardTrainer: Trainer {
  static let name = "trl.reward"
  static let summary = "pairs for TRL's reward models: prompt, chosen, rejected, margin"

  /// Where the margin comes from.
  enum Margin: Equatable {
    /// 2p − 1 of the label's probability p: 1 if all judges agree, 0 if they are split, below 0 where a soft
    /// label goes against what was decided; six digits. The scale is that of Llama 2's small margins.
    case agreement
    /// ln(p / (1 − p)), p held within 1e-6 of 0 and 1: the target of iREPO's margin.
    case logit
    /// Difference of a named score, chosen − rejected, on that score's own scale.
    case score(String)
    case none
  }

  let margin: Margin

  init(options: inout OptionReader) throws(WinnowError) {
    let word = try options.string(
      "margin", default: "agreement",
      doc: """
        `agreement` for 2p - 1 of the label's probability p, `logit` for ln(p / (1 - p)), \
        `score:NAME` for the difference of a score, `none` for no margin
        """)
    switch word {
    case "agreement": margin = .agreement
    case "logit": margin = .logit
    case "none": margin = .none
    case let word where word.hasPrefix("score:") && word.utf8.count > 6:
      margin = .score(String(word.dropFirst(6)))
    default:
      throw options.problem(
        "margin", must: "be `agreement`, `logit`, `score:NAME` or `none`",
        hint: "`score:overall` takes the difference of the scores called `overall`")
    }
  }

  var columns: [ExportColumn] {
    let pair = ExportColumn.preference
    switch margin {
    case .none: return pair
    case .agreement:
      return pair + [ExportColumn("margin", .number, "agreement of the judges, 0 to 1")]
    case .logit:
      return pair + [ExportColumn("margin", .number, "log odds of the label")]
    case .score(let name):
      return pair + [ExportColumn("margin", .number, "score `\(name)`, chosen minus rejected")]
    }
  }

  var carriesSoftLabels: Bool { margin == .agreement || margin == .logit }

  var scoreName: String? { if case .score(let name) = margin { name } else { nil } }

  func write(_ pair: ExportPair, to rows: inout RowWriter) -> RowOutcome {
    if let refusal = rows.preference(pair) { return .refused(refusal) }
    switch margin {
    case .none: break
    case .agreement:
      // Rounded, so that it does not tell which response stands first in the store.
      rows.number("margin", ((2 * pair.probability - 1) * 1e6).rounded() / 1e6)
    case .logit:
      let p = min(1 - 1e-6, max(1e-6, pair.probability))
      rows.number("margin", (log(p / (1 - p)) * 1e6).rounded() / 1e6)
    case .score:
      guard let chosen = pair.scores.chosen, let rejected = pair.scores.rejected,
        (chosen - rejected).isFinite
      else { return .refused(.noScore) }
      rows.number("margin", chosen - rejected)
    }
    rows.end(pair)
    return .rows(1)
  }
}
