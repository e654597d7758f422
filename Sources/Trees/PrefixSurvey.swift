internal import Pipeline
internal import Store

/// How much responses have in common, over all trees of a run.
struct PrefixSurvey: Sendable {
  private(set) var trees = 0
  private(set) var responses = 0
  private(set) var valued = 0
  /// Trees with a node below the root that two responses or more go through.
  private(set) var shared = 0
  private(set) var nodes = 0
  private var fuzzy = 0
  /// Trees by the depth of their deepest node that two or more go through.
  private var depths: [Int: Int] = [:]

  mutating func add(_ tree: PreferenceTree) {
    trees += 1
    nodes += tree.nodes.count
    // A node is shared where it forks, or where one response ends and another goes on; of turns, where a reply that is
    // there as one is the beginning of another dialogue.
    var children = [Int](repeating: 0, count: tree.nodes.count)
    for node in tree.nodes where node.parent >= 0 { children[node.parent] += 1 }
    var deepest = 0
    for (number, node) in tree.nodes.enumerated() {
      if node.response != nil { responses += 1 }
      if node.score != nil { valued += 1 }
      fuzzy += node.fuzzy
      let isShared =
        tree.kind == .pieces
        ? children[number] > 1 || children[number] > 0 && node.response != nil
        : node.response != nil && children[number] > 0
      if isShared { deepest = max(deepest, node.depth) }
    }
    if deepest > 0 { shared += 1 }
    depths[deepest, default: 0] += 1
  }

  mutating func add(_ other: PrefixSurvey) {
    trees += other.trees
    responses += other.responses
    valued += other.valued
    shared += other.shared
    nodes += other.nodes
    fuzzy += other.fuzzy
    depths.merge(other.depths) { $0 + $1 }
  }

  func notes(_ kind: PreferenceTree.Kind) -> [RunNote] {
    guard trees > 0 else {
      return [RunNote("warning", "warning: no prompt has responses enough for a tree")]
    }
    let share = ScoreDigits.percent(Double(shared) / Double(trees))
    let first =
      kind == .pieces
      ? "\(trees) trees of \(responses) responses; in \(shared) of them (\(share)) responses begin with a piece in common"
      : "\(trees) trees with \(responses) replies; in \(shared) of them (\(share)) a dialogue goes on after a reply"
    var notes = [RunNote("trees", "\(first); \(valued) have a value")]
    let table = depths.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    notes.append(
      RunNote(
        "depths",
        (kind == .pieces
          ? "trees by the depth of their deepest fork, 0 where nothing is shared: "
          : "trees by the depth of the last reply that a dialogue goes on after: ")
          + table.joined(separator: ", ")))
    if fuzzy > 0 {
      notes.append(RunNote("fuzzy", "\(fuzzy) pieces were taken for another that is near"))
    }
    return notes
  }
}
