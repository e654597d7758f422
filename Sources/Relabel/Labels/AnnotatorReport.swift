internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// What is told of annotators: together, and one by one.
struct AnnotatorReport {
  let table: VoteTable
  let fit: AnnotatorFit
  /// Annotators that are told of.
  let rows: Int
  /// Stands before the first line.
  let title: String

  /// Votes that others on the pair judged, from which on an annotator counts for the correlation.
  private static let fewestCompared = 10.0

  var notes: [RunNote] {
    let agreement = MajorityAgreement(fit.votes)
    return [together(agreement)] + correlation(agreement) + fit.notes + each(agreement)
  }

  private func together(_ agreement: MajorityAgreement) -> RunNote {
    let votes = fit.votes
    let alpha = KrippendorffAlpha(votes)
    let kappa = CohenKappa(votes)
    let people = Set(votes.annotator).count
    var words =
      "\(title)\(people) annotators gave \(votes.count) votes; they say what most others on the pair say in "
      + "\(Self.share(agreement.overall)); Krippendorff's alpha \(Self.number(alpha.value)) on "
      + "\(alpha.pairs) pairs with several votes"
    if !kappa.couples.isEmpty {
      words +=
        "; Cohen's kappa \(Self.number(kappa.mean)) over \(kappa.couples.count) couples with 20 common "
        + "pairs or more"
    }
    return RunNote("annotators", words)
  }

  /// Whether the model orders annotators as their agreement does.
  private func correlation(_ agreement: MajorityAgreement) -> [RunNote] {
    let known = fit.reliability.indices.filter {
      fit.reliability[$0].isFinite && agreement.agreement[$0].count >= Self.fewestCompared
    }
    guard known.count > 2,
      let rank = RankCorrelation.spearman(
        known.map { fit.reliability[$0] }, known.map { agreement.agreement[$0].value ?? .nan })
    else { return [] }
    return [
      RunNote(
        "annotators",
        "reliability and agreement with the others: Spearman's rho \(Self.number(rank)) over \(known.count) "
          + "annotators with \(Int(Self.fewestCompared)) such votes or more")
    ]
  }

  /// A line for each, the least reliable first.
  private func each(_ agreement: MajorityAgreement) -> [RunNote] {
    var counts = [Int](repeating: 0, count: table.annotators.count)
    for annotator in fit.votes.annotator { counts[Int(annotator)] += 1 }
    func key(_ i: Int) -> Double {
      let own = fit.reliability[i]
      return own.isFinite ? own : agreement.agreement[i].value ?? 2
    }
    let voting = counts.indices.filter { counts[$0] > 0 }.sorted {
      key($0) != key($1) ? key($0) < key($1) : $0 < $1
    }
    guard rows > 0, !voting.isEmpty else { return [] }
    let lines = voting.prefix(rows).map { i in
      let model =
        fit.reliability[i].isFinite ? ", reliability \(Self.number(fit.reliability[i]))" : ""
      return
        "\(table.name(of: i)): \(counts[i]) votes, agreement \(Self.share(agreement.agreement[i]))\(model)"
    }
    let more = voting.count > rows ? ["and \(voting.count - rows) more"] : []
    return [RunNote("table", (["\(title)annotators"] + lines + more).joined(separator: "\n"))]
  }

  private static func share(_ share: Proportion) -> String {
    guard let value = share.value else { return "nothing to compare" }
    let interval = share.wilson()
    return
      "\(percent(value)) % [\(percent(interval.low)), \(percent(interval.high))] of \(Int(share.count))"
  }

  private static func percent(_ value: Double) -> String { "\((value * 1000).rounded() / 10)" }

  private static func number(_ value: Double?) -> String {
    value.map { "\(($0 * 1000).rounded() / 1000)" } ?? "undefined"
  }
}

extension VoteTable {
  /// How an annotator is called in reports; with its source where another has the same name.
  func name(of place: Int) -> String {
    let own = annotators[place]
    let name =
      own.name.isEmpty
      ? "unnamed \(own.kind == .unknown ? "annotators" : own.kind.plural)" : own.name
    let isShared = annotators.count { $0.name == own.name } > 1
    return isShared ? "\(name) of \(own.source)" : name
  }
}

extension AnnotatorKind {
  fileprivate var plural: String {
    switch self {
    case .unknown: "annotators"
    case .human: "humans"
    case .model: "models"
    case .rule: "rules"
    }
  }
}
