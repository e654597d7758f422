internal import Foundation
package import Records
internal import Scoring
internal import Store

/// What training did to the likelihood of answers, those above all that were rejected and yet are good.
///
/// Preference training lowers the likelihood of rejected answers, good ones too where a better one stood beside them;
/// goal-conditioned pairs are meant to spare those (2410.08067). The log-probabilities of a model before and after
/// training are scores of the store, as `relabel.score.file` reads them from files.
package struct UnlearningProbe: Sendable {
  package var store: String
  /// Names of the scores: how good an answer is, and its log-probability before and after.
  package var score: String
  package var before: String
  package var after: String
  /// Answers whose score is in this share of the highest are good.
  package var goodShare: Double
  package var jobs: Int

  package init(
    store: String, score: String, before: String, after: String, goodShare: Double = 1.0 / 3,
    jobs: Int = 1
  ) {
    self.store = store
    self.score = score
    self.before = before
    self.after = after
    self.goodShare = goodShare
    self.jobs = jobs
  }

  /// An answer in a pair.
  private struct Seen: Sendable {
    var group: PublicID
    var isChosen: Bool
    var score: Double
    var change: Double
  }

  /// The classes that are told apart, by name.
  private static let classes: [(name: String, holds: @Sendable (Seen, Double) -> Bool)] = [
    ("chosen", { seen, _ in seen.isChosen }),
    ("good rejected", { seen, good in !seen.isChosen && seen.score >= good }),
    ("other rejected", { seen, good in !seen.isChosen && seen.score < good }),
  ]

  /// Mean change of the log-probability by class, in nats, with 95 % intervals that resample prompts.
  ///
  /// - Throws: `no-store`; `too-few-pairs` where hardly an answer has all three scores.
  package func run() throws(WinnowError) -> String {
    let store = try Store(reading: store)
    defer { store.close() }
    let seen = try gather(store)
    guard seen.count >= 20 else {
      throw WinnowError(
        WinnowError.Code("too-few-pairs", exitStatus: 1),
        "only \(seen.count) answers of decided pairs have the scores `\(score)`, `\(before)` and `\(after)`",
        hint: "are the names right? `relabel.score.file` reads log-probabilities from a file")
    }
    let sorted = seen.map(\.score).sorted()
    let good = sorted[
      max(0, min(sorted.count - 1, Int((1 - goodShare) * Double(sorted.count))))]
    let resampling = GroupResampling(groups: seen.map(\.group), seed: 1)
    let names = Self.classes.map(\.name)
    let measured = GroupBootstrap.run(
      [
        MeasuredCell(
          resampling: resampling,
          methods: Self.classes.map { _, holds in
            MeanChange(
              changes: seen.map { holds($0, good) ? $0.change : nil }, groups: resampling.index)
          })
      ], methods: names, jobs: jobs)
    var lines = [
      "change of the log-probability from `\(before)` to `\(after)`, mean in nats [95 %], by what an answer was;",
      "good: `\(score)` of at least \(Self.digits(good))", "",
    ]
    for (name, holds) in Self.classes {
      let count = seen.count { holds($0, good) }
      let found = measured.estimate(name, MeanChange.name)
      let interval = found.interval.map { " [\(Self.digits($0.low)), \(Self.digits($0.high))]" }
      let words = found.value.map { Self.digits($0) + (interval ?? "") } ?? "-"
      lines.append(
        name + String(repeating: " ", count: 16 - name.count) + words + "  of \(count) answers")
    }
    let gap = measured.difference("good rejected", minus: "other rejected", MeanChange.name)
    if let value = gap.value, let interval = gap.interval {
      lines += [
        "",
        "good rejected less other rejected: \(Self.digits(value)) [\(Self.digits(interval.low)), "
          + "\(Self.digits(interval.high))]",
      ]
    }
    return lines.joined(separator: "\n")
  }

  private func gather(_ store: Store) throws(WinnowError) -> [Seen] {
    let selection = try Selection.lastPlan(store)
    var seen: [Seen] = []
    let reader = try ResponseReader(
      store, selection, .init(texts: false, scores: [score, before, after]))
    for slice in try PromptSlice.slices(store) {
      _ = try reader.read(prompts: slice, largest: .max) { batch in
        for prompt in batch.prompts {
          for pair in batch.pairs[prompt.pairs] {
            guard let (chosen, rejected) = pair.ordered else { continue }
            for (response, isChosen) in [(chosen, true), (rejected, false)] {
              let own = batch.responses[response].scores
              guard own.allSatisfy(\.isFinite) else { continue }
              seen.append(
                Seen(
                  group: prompt.group, isChosen: isChosen, score: own[0], change: own[2] - own[1]))
            }
          }
        }
      }
    }
    return seen
  }

  private static func digits(_ number: Double) -> String { String(format: "%.3f", number) }
}

/// The mean of the numbers that are there.
private struct MeanChange: GroupStatistic {
  static let name = "change"
  let names = [MeanChange.name]
  let changes: [Double?]
  let groups: [Int32]

  func values() -> [Double] { mean { _ in 1 } }

  func values(weights: [Double]) -> [Double] {
    mean { $0 >= 0 && $0 < weights.count ? weights[$0] : 0 }
  }

  private func mean(_ weight: (Int) -> Double) -> [Double] {
    var sum = 0.0
    var total = 0.0
    for (change, group) in zip(changes, groups) {
      guard let change else { continue }
      let weight = weight(Int(group))
      sum += weight * change
      total += weight
    }
    return [total > 0 ? sum / total : .nan]
  }
}
