internal import Foundation
internal import Pipeline
internal import Records
internal import Store

/// What became of a pair in the last finished plan.
struct PairOutcome: Equatable {
  var end: End
  /// Labels of the steps that swapped chosen and rejected.
  var flippedBy: [String] = []
  /// Product of the weights.
  var weight: Double = 1
  /// What the last step that spoke of it decided; flips not counted.
  var decision = Decision.undecided
  var probability: Double?

  /// Where its way ends.
  enum End: Equatable {
    case noPlan, notInPlan
    case dropped(step: String, reason: String)
    case undecided, tie, bothBad, kept
  }

  init(_ history: PairHistory) {
    end = .kept
    guard let isInPlan = history.isInPlan else {
      end = .noPlan
      return
    }
    for step in history.steps {
      if let label = step.decided {
        decision = label.decision
        probability = label.probability
      }
      for finding in step.findings where finding.kind != .vote {
        switch finding.action {
        case "drop" where end == .kept: end = .dropped(step: step.label, reason: finding.reason)
        case "flip" where finding.kind == .pair: flippedBy.append(step.label)
        case "weight" where finding.kind == .pair: weight *= finding.weight ?? 1
        default: break
        }
      }
    }
    if !isInPlan { end = .notInPlan }
    guard end == .kept else { return }
    switch decision {
    case .tie: end = .tie
    case .bothBad: end = .bothBad
    case .undecided: end = .undecided
    case .a, .b: break
    }
  }

  /// Whether `b` is the chosen response.
  var choosesB: Bool { (decision == .b) != !flippedBy.isEmpty }

  /// A few words, for a list.
  var words: String {
    switch end {
    case .noPlan: "no finished plan"
    case .notInPlan: "not in the last plan"
    case .dropped(let step, let reason): "dropped by \(step): \(reason)"
    case .undecided: "undecided"
    case .tie: "tie"
    case .bothBad: "both bad"
    case .kept: "kept"
    }
  }
}

extension PairHistory.Step {
  /// What a stage's canonical options say of what it sees.
  private struct View: Decodable {
    var splits: [String]?
    var sees: String?
  }

  /// Why the step has nothing to say of a pair of `split`, which was dropped before it or not.
  func silence(split: String, dropped: Bool) -> String {
    let view = try? JSONDecoder().decode(View.self, from: Data(options.utf8))
    if let splits = view?.splits, !splits.isEmpty, !splits.contains(split) {
      return "not asked: it works on \(splits.joined(separator: ", ")) only"
    }
    if dropped, view?.sees != "all" { return "not asked: dropped before" }
    return "nothing against it"
  }
}

extension Decision {
  /// The word of `pairs_view`.
  var word: String {
    switch self {
    case .tie: "tie"
    case .a: "a"
    case .b: "b"
    case .bothBad: "both_bad"
    case .undecided: "undecided"
    }
  }
}

extension Winner {
  /// The winner as the store keeps it: a or b by digest.
  var word: String {
    switch self {
    case .tie: "tie"
    case .first: "a"
    case .second: "b"
    case .bothBad: "both_bad"
    }
  }
}

extension StoredText {
  /// The text, or the turns with their roles, on one line.
  func line(limit: Int = 200) -> String {
    guard form == .messages else { return shown(body, limit: limit) }
    let read = try? JSONSerialization.jsonObject(with: Data(body.utf8))
    guard let turns = read as? [[String: Any]], let last = turns.last else {
      return shown(body, limit: limit)
    }
    let count = turns.count > 1 ? "(\(turns.count) turns, the last) " : ""
    let role = last["role"] as? String ?? ""
    return count + shown("\(role): \(Self.text(last))", limit: limit)
  }

  /// The text of a message's content; of other content its JSON.
  private static func text(_ message: [String: Any]) -> String {
    if let text = message["content"] as? String, !text.isEmpty { return text }
    if let parts = message["content"] as? [[String: Any]] {
      let texts = parts.compactMap { $0["text"] as? String }
      if !texts.isEmpty { return texts.joined(separator: " ") }
    }
    let data = try? JSONSerialization.data(withJSONObject: message, options: [.sortedKeys])
    return String(decoding: data ?? Data(), as: UTF8.self)
  }
}
