internal import Foundation
internal import Records
internal import Store

/// Pairs that were made in one way.
struct PairArm: Sendable {
  /// As tables name it: the stage and, where it stands several times, the options in which its runs differ.
  var name: String
  /// Rows of its pairs.
  var pairs: Set<Int64>

  /// One for each run that made pairs, and one for pairs that are of no run, where there are any.
  static func all(_ origins: [PairOrigin], of pairs: [EvaluatedPair]) -> [PairArm] {
    let known = Set(pairs.map(\.row))
    var made: Set<Int64> = []
    for origin in origins { made.formUnion(origin.pairs) }
    var arms: [PairArm] = []
    let given = known.subtracting(made)
    if !given.isEmpty { arms.append(PairArm(name: "as they came", pairs: given)) }
    for (origin, name) in zip(origins, names(origins)) {
      arms.append(PairArm(name: name, pairs: known.intersection(origin.pairs)))
    }
    return arms
  }

  /// - Returns: names that are all different.
  static func names(_ origins: [PairOrigin]) -> [String] {
    let stages = origins.map { String($0.stage.prefix { $0 != "@" }) }
    let options = origins.map { Self.members($0.options) }
    var names: [String] = []
    for (i, stage) in stages.enumerated() {
      let same = stages.indices.filter { stages[$0] == stage }
      let keys = Set(same.flatMap { options[$0].keys }).sorted()
      let differing = keys.filter { key in Set(same.map { options[$0][key] }).count > 1 }
      var name = ([stage] + differing.map { "\($0)=\(options[i][$0] ?? "none")" })
        .joined(separator: " ")
      if names.contains(name) { name += " (\(i + 1))" }
      names.append(name)
    }
    return names
  }

  /// The stage's own options, as words.
  private static func members(_ run: String) -> [String: String] {
    let object = try? JSONSerialization.jsonObject(with: Data(run.utf8)) as? [String: Any]
    return (object?["options"] as? [String: Any] ?? [:]).mapValues { "\($0)" }
  }
}
