internal import Records
internal import Scoring
internal import Store

/// Finds changes to rubrics in the pairs that they misjudge, and accepts those that help where they were not found.
///
/// After MPO (Meta Policy Optimization): analyses of misjudged cases propose changes, the proposals of several
/// analyses are merged, and a new version stands only if it judges held-out pairs better. There a model analyses; here
/// the analysis counts, fold by fold, which criteria speak for and against the labels of misjudged pairs.
struct RubricRefinement: Sendable {
  struct Options: Sendable, Equatable {
    var folds = 5
    /// Misjudged pairs that a criterion must say something of, in the pairs a fold learns from.
    var support = 20
    /// Standard errors by which held-out pairs must improve.
    var certainty = 2.0
    var most = 10
  }

  /// A change that was tried.
  struct Trial: Sendable, Equatable {
    var change: RubricChange
    /// Folds whose other folds proposed it.
    var proposed: Int
    /// Held-out pairs that it put right, and that it spoilt; no verdict counts half.
    var righted: Double
    var spoilt: Double
    var isAccepted: Bool

    var gain: Double { righted - spoilt }
  }

  private(set) var rubrics = RefinedRubrics()
  private(set) var trials: [Trial] = []
  /// Share of the held-out pairs that are judged right, before and after.
  private(set) var before = 0.0
  private(set) var after = 0.0

  /// - Parameter pairs: in the order of their ids.
  /// - Complexity: O(pairs · criteria of a rubric · changes tried · folds).
  init(_ pairs: [RefinedPair], seed: UInt64, _ options: Options = Options()) {
    guard !pairs.isEmpty else { return }
    let folds = pairs.map { Folds.fold(of: $0.group, count: options.folds, seed: seed) }
    let parts = (0..<options.folds).map { fold in
      Part(fold: fold, pairs, folds)
    }
    before = Self.share(pairs, parts, rubrics)
    for _ in 0..<options.most {
      guard let next = step(pairs, parts, options) else { break }
      rubrics.make(next)
    }
    after = Self.share(pairs, parts, rubrics)
  }

  /// What a fold is judged by: the contrasts of the other folds.
  private struct Part: Sendable {
    let training: [Int]
    let heldOut: [Int]
    let fit: ContrastFit

    init(fold: Int, _ pairs: [RefinedPair], _ folds: [Int]) {
      training = pairs.indices.filter { folds[$0] != fold }
      heldOut = pairs.indices.filter { folds[$0] == fold }
      fit = ContrastFit(training.map { pairs[$0].contrasts })
    }
  }

  private static func share(
    _ pairs: [RefinedPair], _ parts: [Part], _ rubrics: RefinedRubrics
  ) -> Double {
    var right = 0.0
    for part in parts {
      for i in part.heldOut { right += rubrics.verdict(pairs[i], part.fit) }
    }
    return right / Double(pairs.count)
  }

  /// The change that helps most, if any does by enough; all that were tried are noted.
  private mutating func step(
    _ pairs: [RefinedPair], _ parts: [Part], _ options: Options
  ) -> RubricChange? {
    var proposals: [RubricChange: [Int]] = [:]
    for (fold, part) in parts.enumerated() {
      for change in propose(pairs, part, options) { proposals[change, default: []].append(fold) }
    }
    var best: (trial: Trial, gain: Double)?
    for (change, folds) in proposals.sorted(by: { Self.precedes($0.key, $1.key) })
    where 2 * folds.count > parts.count {
      var changed = rubrics
      changed.make(change)
      var (righted, spoilt) = (0.0, 0.0)
      // A fold is changed only where the others ask for it.
      for fold in folds {
        for i in parts[fold].heldOut {
          let gain =
            changed.verdict(pairs[i], parts[fold].fit) - rubrics.verdict(pairs[i], parts[fold].fit)
          if gain > 0 { righted += gain } else { spoilt -= gain }
        }
      }
      let trial = Trial(
        change: change, proposed: folds.count, righted: righted, spoilt: spoilt, isAccepted: false)
      if !trials.contains(where: { $0.change == change }) { trials.append(trial) }
      let gain = righted - spoilt
      guard gain > 0, gain >= options.certainty * (righted + spoilt).squareRoot(),
        gain > best?.gain ?? 0
      else { continue }
      best = (trial, gain)
    }
    guard let found = best?.trial else { return nil }
    trials.removeAll { $0.change == found.change }
    trials.append(
      Trial(
        change: found.change, proposed: found.proposed, righted: found.righted,
        spoilt: found.spoilt, isAccepted: true))
    return found.change
  }

  // MARK: Proposing

  /// What the misjudged pairs of the other folds ask for.
  private func propose(
    _ pairs: [RefinedPair], _ part: Part, _ options: Options
  ) -> [RubricChange] {
    var criteria: [Int: (agree: Int, against: Int)] = [:]
    var contrasts = Contrast.bank.map { _ in (agree: 0, against: 0) }
    for i in part.training where rubrics.verdict(pairs[i], part.fit) < 1 {
      for (criterion, vote) in pairs[i].votes where vote != 0 {
        if vote > 0 {
          criteria[criterion, default: (0, 0)].agree += 1
        } else {
          criteria[criterion, default: (0, 0)].against += 1
        }
      }
      for k in contrasts.indices where !pairs[i].has.contains(k) {
        let vote = part.fit.vote(pairs[i].contrasts[k], of: k)
        if vote > 0 { contrasts[k].agree += 1 } else if vote < 0 { contrasts[k].against += 1 }
      }
    }
    var changes: [RubricChange] = []
    for (criterion, found) in criteria where found.agree + found.against >= options.support {
      let now = rubrics.times(criterion)
      if found.agree > found.against {
        if now > 0, now < 4 { changes.append(.weigh(criterion: criterion, times: 2 * now)) }
      } else if found.against > found.agree, now > 0 {
        changes.append(.weigh(criterion: criterion, times: 0))
        if now > 0.25 { changes.append(.weigh(criterion: criterion, times: now / 2)) }
      }
    }
    for (k, found) in contrasts.enumerated()
    where found.agree + found.against >= options.support && found.agree > found.against {
      if !rubrics.additions.contains(k) { changes.append(.add(contrast: k)) }
    }
    return changes
  }

  private static func precedes(_ a: RubricChange, _ b: RubricChange) -> Bool {
    switch (a, b) {
    case (.weigh(let x, let s), .weigh(let y, let t)): (x, s) < (y, t)
    case (.weigh, .add): true
    case (.add, .weigh): false
    case (.add(let x), .add(let y)): x < y
    }
  }
}
