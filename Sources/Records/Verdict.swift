/// What a stage says of a subject. A subject without a verdict is kept.
public struct Verdict: Sendable, Equatable {
  /// What becomes of the subject.
  public var action: Action
  /// Why.
  public var reason: Reason
  /// What the reason rests on, as a JSON object; empty if the reason says it all.
  public var evidence: String

  /// A verdict with its reason.
  public init(_ action: Action, _ reason: Reason, evidence: String = "") {
    self.action = action
    self.reason = reason
    self.evidence = evidence
  }

  /// The subject is dropped.
  public static func drop(_ reason: Reason, evidence: String = "") -> Verdict {
    Verdict(.drop, reason, evidence: evidence)
  }

  /// The subject is noted and kept.
  public static func mark(_ reason: Reason, evidence: String = "") -> Verdict {
    Verdict(.mark, reason, evidence: evidence)
  }

  /// What becomes of the subject. Drop beats flip beats weight; weights multiply.
  public enum Action: Sendable, Equatable {
    case drop, flip
    /// 0 ≤ weight.
    case weight(Double)
    /// Noted, nothing else.
    case mark

    /// The word in the store.
    public var word: String {
      switch self {
      case .drop: "drop"
      case .flip: "flip"
      case .weight: "weight"
      case .mark: "mark"
      }
    }
  }
}

/// Why: a fixed word, so that counts can be compared between runs.
public struct Reason: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  /// The word.
  public let description: String
  /// A reason by its word.
  public init(_ word: String) { description = word }
  /// A reason by its word.
  public init(stringLiteral word: String) { description = word }
}

/// What a verdict is about.
public enum SubjectKind: Int64, Sendable, CaseIterable {
  case prompt = 0, response = 1, pair = 2
  /// One judgement of a pair: the votes of one record on it.
  case vote = 3
}

/// A verdict with its subject.
public struct Finding: Sendable {
  /// What the verdict is about.
  public var kind: SubjectKind
  /// Private row id of the prompt, response or pair; for a vote the pair's.
  public var subject: Int64
  /// For a vote the record that holds it; else 0.
  public var record: Int64
  /// What is said of it.
  public var verdict: Verdict

  /// A verdict on a subject.
  public init(_ kind: SubjectKind, _ subject: Int64, record: Int64 = 0, _ verdict: Verdict) {
    self.kind = kind
    self.subject = subject
    self.record = record
    self.verdict = verdict
  }
}
