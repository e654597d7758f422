internal import Foundation
internal import GRDB
package import Records

/// Reads the trees that a selection has, on a connection of its own; used by one thread.
package final class TreeReader {
  private let store: Store
  private let order: [Int64: Int]
  /// The last one read: prompts of one dialogue often follow each other.
  private var last: (row: Int64, tree: StoredTree)?

  package init(_ store: Store, _ selection: Selection) throws(WinnowError) {
    self.store = try Store(reading: store.path)
    order = Dictionary(zip(selection.verdicts + selection.labels, 0...)) { $1 }
  }

  /// The tree of the last run that has one with this prompt in it, and the node with which the prompt ends; `nil`
  /// where there is none.
  ///
  /// - Parameters:
  ///   - prompt: private row id.
  ///   - kind: of the tree; `nil` for any.
  package func tree(
    of prompt: Int64, _ kind: PreferenceTree.Kind? = nil
  ) throws(WinnowError) -> (tree: StoredTree, node: Int)? {
    try store.perform { db in
      let places = try RawStatement(
        db,
        """
        SELECT tree.id, tree.run, node.number FROM node CROSS JOIN tree ON tree.id = node.tree
        WHERE node.prompt = ?1 AND (?2 IS NULL OR tree.kind = ?2) ORDER BY tree.digest, node.number
        """)
      places.bind(1, prompt)
      if let kind { places.bind(2, kind.rawValue) } else { places.bindNull(2) }
      var best: (place: Int, tree: Int64, node: Int)?
      while try places.next() {
        guard let place = order[places.int(1)], place > best?.place ?? -1 else { continue }
        best = (place, places.int(0), Int(places.int(2)))
      }
      places.reset()
      guard let best else { return nil }
      let known = last?.row == best.tree ? last?.tree : try Self.tree(db, best.tree)
      guard let tree = known else { return nil }
      last = (best.tree, tree)
      guard tree.nodes.indices.contains(best.node)
      else { return nil }
      return (tree, best.node)
    }
  }

  private static func tree(_ db: Database, _ row: Int64) throws -> StoredTree? {
    let tree = try RawStatement(db, "SELECT digest, kind, origin FROM tree WHERE id = ?")
    tree.bind(1, row)
    guard try tree.next() else { return nil }
    defer { tree.reset() }
    let nodes = try RawStatement(
      db,
      """
      SELECT parent, depth, node.kind, form, body, node.prompt, prompt.digest, response,
        response.digest, value, leaves, spread, fuzzy, ends, score
      FROM node JOIN text ON text.id = node.text LEFT JOIN prompt ON prompt.id = node.prompt
      LEFT JOIN response ON response.id = node.response WHERE tree = ? ORDER BY number
      """)
    nodes.bind(1, row)
    var found: [StoredTree.Node] = []
    while try nodes.next() {
      // A store is a file that anyone can write: parents stand before their children.
      let parent = nodes.isNull(0) ? -1 : Int(nodes.int(0))
      guard parent < found.count, parent >= 0 || found.isEmpty else {
        throw DerivedWriter.missing("node")
      }
      found.append(
        StoredTree.Node(
          parent: parent, depth: Int(nodes.int(1)),
          kind: PreferenceTree.Node.Kind(rawValue: nodes.int(2)) ?? .other,
          form: Body.Form(rawValue: UInt8(truncatingIfNeeded: nodes.int(3))) ?? .text,
          text: unsafe Array(nodes.bytes(4)),
          prompt: nodes.isNull(5) ? nil : (nodes.int(5), nodes.id(6)),
          response: nodes.isNull(7) ? nil : (nodes.int(7), nodes.id(8)),
          score: nodes.isNull(14) ? nil : nodes.double(14),
          value: nodes.isNull(9) ? nil : nodes.double(9), leaves: Int(nodes.int(10)),
          spread: nodes.isNull(11) ? 0 : nodes.double(11), fuzzy: Int(nodes.int(12)),
          ends: nodes.isNull(13) ? nil : Self.ends(nodes.string(13))))
    }
    guard !found.isEmpty else { return nil }
    return StoredTree(
      id: tree.id(0), kind: PreferenceTree.Kind(rawValue: tree.int(1)) ?? .pieces,
      origin: tree.string(2), nodes: found)
  }

  private static func ends(_ text: String) -> [Int]? {
    let ends = try? JSONDecoder().decode([Int].self, from: Data(text.utf8))
    return ends.flatMap { $0.allSatisfy { $0 >= 0 } ? $0 : nil }
  }
}
