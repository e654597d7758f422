internal import Foundation
internal import GRDB
package import Records

extension PairHistory {
  /// Where the responses of the pair stand in a tree.
  package struct TreeSaid: Sendable {
    /// Of the tree.
    package var id: PublicID
    package var run: PublicID
    package var stage: String
    package var kind: PreferenceTree.Kind
    /// Responses that end in it.
    package var responses: Int
    /// Nodes below the prompt that both go through, and the bytes of their texts; `nil` where one of the two is not in
    /// the tree.
    package var shared: (nodes: Int, bytes: Int)?
    package var a: Branch?
    package var b: Branch?
  }

  /// The way of a response from where the two part, or from the prompt.
  package struct Branch: Sendable {
    /// Nodes from the prompt to its end.
    package var nodes: Int
    package var score: Double?
    /// Mean of what begins like it, count and standard deviation.
    package var value: (mean: Double, count: Int, spread: Double)?
  }
}

/// The trees of a pair's prompt, as the last finished plan has them.
struct TreeQueries {
  let db: Database
  let subjects: Subjects

  func trees() throws -> [PairHistory.TreeSaid] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT tree.id, tree.digest, run.digest, run.stage, tree.kind, node.number
        FROM node JOIN tree ON tree.id = node.tree JOIN run ON run.id = tree.run
        WHERE node.prompt = ?1 AND run.id IN (SELECT run FROM plan_run
          WHERE plan = (SELECT max(id) FROM plan WHERE finished = 1))
        ORDER BY run.id, tree.digest
        """, arguments: [subjects.prompt])
    return try rows.map { try said($0) }
  }

  private struct Node {
    var parent: Int
    var bytes: Int
    var response: Int64?
    var score: Double?
    var value: (mean: Double, count: Int, spread: Double)?
  }

  private func said(_ row: Row) throws -> PairHistory.TreeSaid {
    let nodes = try Row.fetchAll(
      db,
      sql: """
        SELECT coalesce(parent, -1), length(CAST(body AS BLOB)), response, score, value, leaves,
          coalesce(spread, 0)
        FROM node JOIN text ON text.id = node.text WHERE tree = ? ORDER BY number
        """, arguments: [row[0] as Int64]
    ).map { own in
      Node(
        parent: own[0], bytes: own[1], response: own[2], score: own[3],
        value: (own[4] as Double?).map { ($0, own[5], own[6]) })
    }
    let top: Int = row[5]
    /// From below the prompt down to the end of a response.
    func path(_ response: Int64) -> [Int]? {
      guard var at = nodes.firstIndex(where: { $0.response == response }) else { return nil }
      var path: [Int] = []
      // A store is a file that anyone can write: parents stand before their children.
      while at > top, nodes[at].parent < at {
        path.append(at)
        at = nodes[at].parent
      }
      return at == top ? path.reversed() : nil
    }
    let (a, b) = (path(subjects.a), subjects.b.flatMap(path))
    let common = zip(a ?? [], b ?? []).prefix { $0 == $1 }.map(\.0)
    func branch(_ path: [Int]?) -> PairHistory.Branch? {
      guard let path, let last = path.last else { return nil }
      let first = common.count < path.count ? path[common.count] : last
      return PairHistory.Branch(
        nodes: path.count, score: nodes[last].score, value: nodes[first].value)
    }
    return PairHistory.TreeSaid(
      id: HistoryQueries.id(row[1]), run: HistoryQueries.id(row[2]), stage: row[3],
      kind: PreferenceTree.Kind(rawValue: row[4]) ?? .pieces,
      responses: nodes.count { $0.response != nil },
      shared: a == nil || b == nil
        ? nil : (common.count, common.reduce(0) { $0 + nodes[$1].bytes }),
      a: branch(a), b: branch(b))
  }
}
