internal import Store

/// Values of nodes from the scores of the responses that end with them.
enum Backup {
  /// Gives each node mean, count and standard deviation of the scores in it and below.
  ///
  /// - Complexity: O(nodes + responses × depth).
  static func means(_ nodes: inout [PreferenceTree.Node]) {
    // The nodes come in preorder, so that what lies below one is a range of the scores.
    var values: [Double] = []
    var first: [Int] = []
    for node in nodes {
      first.append(values.count)
      if let score = node.score { values.append(score) }
    }
    var end = [Int](repeating: 0, count: nodes.count)
    for number in nodes.indices.reversed() {
      let next = number + 1 < nodes.count ? first[number + 1] : values.count
      end[number] = max(end[number], next)
      let parent = nodes[number].parent
      if parent >= 0 { end[parent] = max(end[parent], end[number]) }
    }
    for number in nodes.indices {
      let own = values[first[number]..<end[number]]
      nodes[number].leaves = own.count
      guard !own.isEmpty else { continue }
      let mean = own.reduce(0, +) / Double(own.count)
      let squares = own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      nodes[number].value = mean
      nodes[number].spread = (squares / Double(own.count)).squareRoot()
    }
  }

  /// The same where a node that has a score of its own keeps it: replies are compared with their siblings, and how the
  /// dialogue goes on says nothing of that.
  static func own(_ nodes: inout [PreferenceTree.Node]) {
    means(&nodes)
    for number in nodes.indices {
      guard let score = nodes[number].score else { continue }
      nodes[number].value = score
      nodes[number].leaves = 1
      nodes[number].spread = 0
    }
  }
}
