internal import Records

extension StoredTree {
  /// The pieces of the response that ends with `node`, from below the root down, as that response itself has them:
  /// where pieces were taken for others that are near, nodes have the texts of those.
  package func pieces(to node: Int) -> [[UInt8]] {
    let path = path(to: node)
    guard let ends = nodes[node].ends, let whole = nodes[node].whole, ends.count == path.count,
      ends.last == whole.count, zip([0] + ends, ends).allSatisfy({ $0 <= $1 })
    else { return path.map { nodes[$0].text } }
    return zip([0] + ends, ends).map { Array(whole[$0..<$1]) }
  }

  /// What is left of the tree without the prompts and responses that do not count: nodes that lead to no other are
  /// gone, and values are of the other ones alone. The root stays.
  ///
  /// A chain that this leaves is not joined.
  package func live(
    prompts isKept: (Int64) -> Bool, responses isLive: (Int64) -> Bool
  ) -> StoredTree {
    var own = nodes
    var isWhole = true
    for number in own.indices {
      if let prompt = own[number].prompt, !isKept(prompt.row) {
        own[number].prompt = nil
        isWhole = false
      }
      if let response = own[number].response, !isLive(response.row) {
        own[number].response = nil
        own[number].score = nil
        own[number].ends = nil
        own[number].whole = nil
        isWhole = false
      }
    }
    guard !isWhole else { return self }
    takeTexts(&own)
    var leads = own.map { $0.prompt != nil || $0.response != nil }
    for number in own.indices.reversed() where leads[number] && own[number].parent >= 0 {
      leads[own[number].parent] = true
    }
    var numbers: [Int: Int] = [:]
    var kept: [Node] = []
    for number in own.indices where leads[number] || number == 0 {
      numbers[number] = kept.count
      own[number].parent = numbers[own[number].parent] ?? -1
      kept.append(own[number])
    }
    let values = TreeValues.of(
      parents: kept.map(\.parent), scores: kept.map(\.score), keepsOwn: kind == .turns)
    for (number, value) in values.enumerated() {
      kept[number].value = value.mean
      kept[number].leaves = value.leaves
      kept[number].spread = value.spread
    }
    return StoredTree(id: id, kind: kind, origin: origin, nodes: kept)
  }

  /// Nodes that stand for several texts get that of the first response that is left: theirs may be of one that is not.
  private func takeTexts(_ own: inout [Node]) {
    guard own.contains(where: { $0.fuzzy > 0 }) else { return }
    var isTaken = [Bool](repeating: false, count: own.count)
    for number in own.indices where own[number].response != nil {
      let path = path(to: number)
      for (node, piece) in zip(path, pieces(to: number))
      where own[node].fuzzy > 0 && !isTaken[node] {
        own[node].text = piece
        isTaken[node] = true
      }
    }
  }
}
