internal import Pipeline
internal import Scoring
internal import Store

/// What is to be said of several scorers: whether they agree, and when all of them are wrong.
struct ScorerReport {
  let names: [String]
  /// A column per scorer, of the same responses on one scale.
  let columns: [[Double]]
  /// Better less worse by the label, a column per scorer.
  let differences: [[Double]]
  /// What the labels are called.
  let labels: String

  var notes: [RunNote] {
    let agreement = ScorerAgreement(columns)
    var notes: [RunNote] = []
    for a in names.indices {
      for b in names.indices where b > a {
        let place = a * names.count + b
        guard let tau = agreement.kendall[place], let rho = agreement.spearman[place] else {
          continue
        }
        notes.append(
          RunNote(
            "agreement",
            "`\(names[a])` and `\(names[b])`: Kendall's τ \(Self.digits(tau)), Spearman's ρ "
              + Self.digits(rho)))
      }
    }
    return notes + shared
  }

  private var shared: [RunNote] {
    let errors = SharedErrors(differences: differences)
    guard let right = errors.allRight.value, let wrong = errors.allWrong.value,
      let independent = errors.allWrongIfIndependent
    else {
      return [RunNote("errors", "no \(labels) pair has all scores: nothing is said of errors")]
    }
    let each = zip(names, errors.errors).map { name, error in
      "`\(name)` \(error.value.map(ScoreDigits.percent) ?? "unknown")"
    }
    var words =
      "of \(Int(errors.allRight.count)) \(labels) pairs all scorers are right on "
      + "\(ScoreDigits.percent(right)) and all wrong on \(ScoreDigits.percent(wrong)) "
      + "(\(ScoreDigits.percent(independent)) if they erred independently)"
    if let agreed = errors.wrongWhereAllAgree.value {
      words += "; where all agree, \(ScoreDigits.percent(agreed)) are wrong"
    }
    var notes = [
      RunNote("errors", words), RunNote("errors", "wrong alone: \(each.joined(separator: ", "))"),
    ]
    if errors.missing > 0 {
      notes.append(RunNote("errors", "\(errors.missing) pairs lack a score of one of them"))
    }
    return notes
  }

  private static func digits(_ value: Double) -> String {
    let rounded = (value * 1000).rounded() / 1000
    return "\(rounded == 0 ? 0 : rounded)"
  }
}
