/// What is done to the labels: a row of the matrix. Its cells differ by seed.
enum Setting: Sendable, Equatable {
  /// Flips planted into trusted labels.
  case planted(FlipKind, rate: Double)
  /// One vote of each pair with several is the label, the others are the truth.
  case natural
  /// The labels of `--where`, held against those of `--trusted`.
  case trusted
  /// A fresh learner on what is left after cleaning, judged on trusted labels.
  case downstream(rate: Double)

  /// As files and tables name it.
  var name: String {
    switch self {
    case .planted(let kind, _): kind.rawValue
    case .natural: "natural"
    case .trusted: "trusted"
    case .downstream: "downstream"
    }
  }

  var rate: Double {
    switch self {
    case .planted(_, let rate), .downstream(let rate): rate
    case .natural, .trusted: 0
    }
  }

  /// Its place in files and tables.
  var order: Int {
    switch self {
    case .natural: 0
    case .trusted: 1
    case .planted(let kind, _): 2 + (FlipKind.allCases.firstIndex(of: kind) ?? 0)
    case .downstream: 100
    }
  }

  static func order(named name: String) -> Int {
    if let kind = FlipKind(rawValue: name) { return planted(kind, rate: 0).order }
    return name == "natural" ? 0 : name == "trusted" ? 1 : 100
  }
}

/// One noise draw of a setting.
struct CellPlan: Sendable {
  var setting: Setting
  var seed: Int
  /// Digest of everything that the numbers depend on.
  var key: String
}
