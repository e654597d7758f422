internal import Endpoints
internal import Pipeline
internal import Records
internal import Store

/// Grows the trees of some prompts together, depth by depth: so the server is busy, and has the texts of few prompts to
/// keep. Siblings are asked for one after the other.
struct Growth {
  let stage: GenerateStage
  /// The pipeline's.
  let seed: UInt64
  private(set) var trees: [GrowingTree]
  private(set) var counts = Counts()

  init(stage: GenerateStage, seed: UInt64, _ trees: [GrowingTree]) {
    self.stage = stage
    self.seed = seed
    self.trees = trees
  }

  /// - Returns: whether all of it is answered; offline it may not be.
  mutating func run(_ asking: GrowthAsking) throws(WinnowError) -> Bool {
    for level in 0..<stage.depth {
      guard try grow(level, asking) else { return false }
    }
    return true
  }

  /// A continuation that is wanted.
  private struct Slot {
    /// Of the tree, and of the node among its open ones.
    var tree: Int
    var node: Int
    var child: Int
    /// How often it was asked for before.
    var attempt = 0
    /// The response so far, with what came in this attempt.
    var text: [UInt8] = []
    var outcome: Outcome?
  }

  /// What a slot came to.
  private enum Outcome {
    case piece(GrowingTree.Node)
    /// There is none.
    case nothing
  }

  private mutating func grow(_ level: Int, _ asking: GrowthAsking) throws(WinnowError) -> Bool {
    let width = stage.branching
    var slots: [Slot] = []
    for (tree, own) in trees.enumerated() {
      for node in own.open.indices {
        slots += (0..<width).map { Slot(tree: tree, node: node, child: $0) }
      }
    }
    var open = Array(slots.indices)
    for attempt in 0...stage.askAgain where !open.isEmpty {
      for place in open { slots[place] = begun(slots[place], attempt) }
      guard try write(&slots, open, level, asking) else { return false }
      open = stride(from: 0, to: slots.count, by: width).flatMap { first in
        Self.repeated(slots[first..<first + width])
      }
      if attempt < stage.askAgain, !open.isEmpty { counts[GrowthTotals.again] += open.count }
    }
    if !open.isEmpty { counts[GrowthTotals.merged] += open.count }
    let merged = Set(open)
    var nodes = [[GrowingTree.Node]](repeating: [], count: trees.count)
    for (place, slot) in slots.enumerated() where !merged.contains(place) {
      guard case .piece(let node)? = slot.outcome else { continue }
      if node.isWhole, level + 1 < stage.depth { counts[GrowthTotals.early] += 1 }
      nodes[slot.tree].append(node)
    }
    for (tree, own) in nodes.enumerated() { trees[tree].grow(own) }
    return true
  }

  private func begun(_ slot: Slot, _ attempt: Int) -> Slot {
    var own = slot
    own.attempt = attempt
    own.text = trees[slot.tree].open[slot.node].text
    own.outcome = nil
    return own
  }

  /// Places of siblings that are equal to one before them.
  private static func repeated(_ siblings: ArraySlice<Slot>) -> [Int] {
    var seen: Set<[UInt8]> = []
    return siblings.indices.filter { place in
      guard case .piece(let node)? = siblings[place].outcome else { return false }
      // One that ends is another than one that goes on.
      return !seen.insert(node.text + [node.isWhole ? 1 : 0]).inserted
    }
  }

  // MARK: Writing

  /// Has the slots in `places` written, those that the number of tokens cut off in several requests.
  private mutating func write(
    _ slots: inout [Slot], _ places: [Int], _ level: Int, _ asking: GrowthAsking
  ) throws(WinnowError) -> Bool {
    for round in 0...stage.continuations {
      let asked = places.filter { slots[$0].outcome == nil }
      guard !asked.isEmpty else { break }
      var told = Counts()
      let answers = try asking.ask(asked.count, level: level, &told) { place in
        let slot = slots[asked[place]]
        let tree = trees[slot.tree]
        let first = GrowingTree.seed(of: tree.open[slot.node], tree.prompt, seed)
        return (
          tree.question, String(decoding: slot.text, as: UTF8.self), first + number(slot)
        )
      }
      counts.add(told)
      guard let answers else { return false }
      for (place, answer) in zip(asked, answers) {
        switch answer {
        case .failure: slots[place].outcome = .nothing
        case .success(let answer):
          take(answer, &slots[place], level, isLast: round == stage.continuations)
        }
      }
    }
    return true
  }

  /// Which continuation of its node a slot is.
  private func number(_ slot: Slot) -> Int { slot.child + stage.branching * slot.attempt }

  private mutating func take(
    _ answer: GrowthAsking.Continuation, _ slot: inout Slot, _ level: Int, isLast: Bool
  ) {
    let parent = trees[slot.tree].open[slot.node]
    let isInner = level + 1 < stage.depth
    let start = parent.text.count
    slot.text += Array(answer.text.utf8)
    func piece(_ text: [UInt8], isWhole: Bool) -> Outcome {
      var ends = parent.ends
      if text.count > start { ends.append(text.count) }
      return .piece(
        GrowingTree.Node(
          path: parent.path + [number(slot)], text: text, ends: ends, isWhole: isWhole))
    }
    if isInner, let end = stage.ends.first(in: slot.text, behind: start) {
      slot.outcome = piece(Array(slot.text.prefix(end)), isWhole: false)
      return
    }
    // What the model wrote last may be nothing but blanks: then the response ended before.
    let inked = SegmentEnds.inked(slot.text)
    guard answer.isCut else {
      if inked.isEmpty {
        counts[GrowthTotals.empty] += 1
        slot.outcome = .nothing
      } else {
        slot.outcome = piece(inked, isWhole: true)
      }
      return
    }
    if isInner, inked.count > start, stage.ends.cutsAtLimit || isLast {
      if !stage.ends.cutsAtLimit { counts[GrowthTotals.cut] += 1 }
      slot.outcome = piece(inked, isWhole: false)
    } else if isLast || answer.text.isEmpty {
      counts[GrowthTotals.incomplete] += 1
      slot.outcome = .nothing
    }
  }
}
