internal import Foundation
internal import GRDB
package import Records

/// Reads the trees that a selection has, on a connection of its own; used by one thread.
package final class TreeReader {
  private let store: Store
  private let order: [Int64: Int]
  /// What says which prompts and responses count; `nil` for all.
  private let judging: Selection?
  private var cache = TreeCache()
  private var kind: PreferenceTree.Kind??

  /// - Parameter isLive: whether what stages dropped is left out of the trees, and of their values.
  package init(
    _ store: Store, _ selection: Selection, isLive: Bool = false
  ) throws(WinnowError) {
    self.store = try Store(reading: store.path)
    order = Dictionary(zip(selection.verdicts + selection.labels, 0...)) { $1 }
    let judging = selection.judging
    self.judging = isLive && !judging.verdicts.isEmpty ? judging : nil
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
        SELECT tree.id, tree.run FROM node CROSS JOIN tree ON tree.id = node.tree
        WHERE node.prompt = ?1 AND (?2 IS NULL OR tree.kind = ?2) ORDER BY tree.digest, node.number
        """)
      places.bind(1, prompt)
      if let kind { places.bind(2, kind.rawValue) } else { places.bindNull(2) }
      var best: (place: Int, tree: Int64)?
      while try places.next() {
        guard let place = order[places.int(1)], place > best?.place ?? -1 else { continue }
        best = (place, places.int(0))
      }
      places.reset()
      guard let best else { return nil }
      if cache[best.tree] == nil, let read = try Self.tree(db, best.tree) {
        cache.add(best.tree, try live(read, db))
      }
      guard let known = cache[best.tree], let node = known.prompts[prompt] else { return nil }
      return (known.tree, node)
    }
  }

  /// What the trees of the last run that made any are of; `nil` where none did.
  package func lastKind() throws(WinnowError) -> PreferenceTree.Kind? {
    if let kind { return kind }
    let runs = order.sorted { $0.value > $1.value }.map(\.key)
    let found = try store.perform { db -> PreferenceTree.Kind? in
      let kinds = try RawStatement(db, "SELECT kind FROM tree WHERE run = ? LIMIT 1")
      for run in runs {
        kinds.bind(1, run)
        defer { kinds.reset() }
        if try kinds.next() { return PreferenceTree.Kind(rawValue: kinds.int(0)) }
      }
      return nil
    }
    kind = .some(found)
    return found
  }

  private func live(_ tree: StoredTree, _ db: Database) throws -> StoredTree {
    guard let judging else { return tree }
    let rows = try StandingRows(db, judging)
    var kept: Set<Int64> = []
    var standing: Set<Int64> = []
    // A response is of the prompt that its own row names, which is one of the tree's.
    let owner = try RawStatement(db, "SELECT prompt FROM response WHERE id = ?")
    var known: [Int64: StandingRows.Prompt] = [:]
    for prompt in tree.nodes.compactMap({ $0.prompt?.row }) {
      let own = try rows.prompt(prompt)
      known[prompt] = own
      if own.isKept { kept.insert(prompt) }
    }
    for response in tree.nodes.compactMap({ $0.response?.row }) {
      owner.bind(1, response)
      let prompt = try owner.next() ? owner.int(0) : 0
      owner.reset()
      if let own = known[prompt], try rows.holds(response, of: own) { standing.insert(response) }
    }
    return tree.live(prompts: kept.contains, responses: standing.contains)
  }

  private static func tree(_ db: Database, _ row: Int64) throws -> StoredTree? {
    let tree = try RawStatement(db, "SELECT digest, kind, origin FROM tree WHERE id = ?")
    tree.bind(1, row)
    guard try tree.next() else { return nil }
    defer { tree.reset() }
    let nodes = try RawStatement(
      db,
      """
      SELECT parent, depth, node.kind, text.form, text.body, node.prompt, prompt.digest, response,
        response.digest, value, leaves, spread, fuzzy, ends, score, own.body
      FROM node JOIN text ON text.id = node.text LEFT JOIN prompt ON prompt.id = node.prompt
      LEFT JOIN response ON response.id = node.response
      LEFT JOIN text AS own ON own.id = response.text AND ends IS NOT NULL
      WHERE tree = ? ORDER BY number
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
          ends: nodes.isNull(13) ? nil : Self.ends(nodes.string(13)),
          whole: nodes.isNull(15) ? nil : unsafe Array(nodes.bytes(15))))
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

/// Trees that were read lately: the prompts of a dialogue may lie far apart.
struct TreeCache {
  struct Entry {
    var tree: StoredTree
    /// Node with which each prompt ends, by row.
    var prompts: [Int64: Int] = [:]
    fileprivate var cost: Int
  }

  /// Nodes and kilobytes of text that are held at most, and as many again until they are asked for no more.
  private let limit: Int
  private var young: [Int64: Entry] = [:]
  private var old: [Int64: Entry] = [:]
  private var cost = 0

  init(limit: Int = 20_000) { self.limit = limit }

  subscript(row: Int64) -> Entry? {
    mutating get {
      if let known = young[row] { return known }
      guard let known = old.removeValue(forKey: row) else { return nil }
      keep(row, known)
      return known
    }
  }

  mutating func add(_ row: Int64, _ tree: StoredTree) {
    var entry = Entry(
      tree: tree,
      cost: tree.nodes.reduce(0) { $0 + 1 + ($1.text.count + ($1.whole?.count ?? 0)) / 1024 })
    for (number, node) in tree.nodes.enumerated() {
      if let prompt = node.prompt, entry.prompts[prompt.row] == nil {
        entry.prompts[prompt.row] = number
      }
    }
    keep(row, entry)
  }

  private mutating func keep(_ row: Int64, _ entry: Entry) {
    if cost + entry.cost > limit, !young.isEmpty {
      old = young
      young = [:]
      cost = 0
    }
    young[row] = entry
    cost += entry.cost
  }
}
