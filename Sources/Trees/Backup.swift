internal import Store

/// Values of nodes from the scores of the responses that end with them.
enum Backup {
  /// Gives each node mean, count and standard deviation of the scores in it and below.
  ///
  /// - Complexity: O(nodes + responses × depth).
  static func means(_ nodes: inout [PreferenceTree.Node]) { give(&nodes, keepsOwn: false) }

  /// The same where a node that has a score of its own keeps it: replies are compared with their siblings, and how the
  /// dialogue goes on says nothing of that.
  static func own(_ nodes: inout [PreferenceTree.Node]) { give(&nodes, keepsOwn: true) }

  private static func give(_ nodes: inout [PreferenceTree.Node], keepsOwn: Bool) {
    let values = TreeValues.of(
      parents: nodes.map(\.parent), scores: nodes.map(\.score), keepsOwn: keepsOwn)
    for (number, value) in values.enumerated() {
      nodes[number].value = value.mean
      nodes[number].leaves = value.leaves
      nodes[number].spread = value.spread
    }
  }
}
