/// The n-grams of one or more references, and how many of them a response has used.
///
/// An n-gram is known by the node of its first n − 1 tokens and its last token: a key of 64 bits that is
/// exact, so that no two n-grams are taken for one. One that the references have once goes no further in
/// the table: how it goes on is read in the reference itself, where it stands.
struct GramTable {
  private struct Node {
    /// The last token, below the node of the n-gram without it.
    var key: UInt64 = 0
    /// How often a reference has it; 0 where the node is free.
    var count: UInt32 = 0
    /// Where it begins; `Self.shared` if it does in several places.
    var place: UInt32 = 0
  }

  /// Where the nodes of an order are. Those of order 1 have the numbers of their tokens.
  private struct Level {
    var base = 0
    var mask = 0
    var shift: UInt64 = 0
  }

  private static let shared = UInt32.max
  /// Stands behind each reference; no token is equal to it.
  private static let end = UInt32.max - 1

  private var reference: [UInt32] = []
  private var referenceEnds: [Int] = []
  private var nodes: [Node] = []
  private var levels: [Level] = []
  /// For each node in several places how often the text that is being read has had it so far.
  private var used: [UInt32] = []
  /// For each place the orders whose n-gram, there and nowhere else, the response has had: bit n.
  private var usedOrders: [UInt32] = []
  private var touchedNodes: [UInt32] = []
  private var touchedPlaces: [UInt32] = []
  /// For each place the node of the longest n-gram so far that begins there, while the table is made.
  private var nodeAt: [UInt32] = []
  private var active: [UInt32] = []

  /// Forgets the references.
  mutating func removeAll() {
    reference.removeAll(keepingCapacity: true)
    referenceEnds.removeAll(keepingCapacity: true)
  }

  /// Adds a reference; `finish` must follow the last one.
  mutating func add(_ tokens: [UInt32]) {
    reference.append(contentsOf: tokens)
    reference.append(Self.end)
    referenceEnds.append(reference.count)
  }

  /// Makes the table for n-grams of up to `order` tokens, 31 at most. An n-gram's count is the largest
  /// among the references.
  ///
  /// - Parameter distinct: tokens are below it.
  /// - Complexity: expected time O(n · order) and at most 60 bytes of memory for each place and order.
  mutating func finish(order: Int, distinct: Int) {
    nodes.removeAll(keepingCapacity: nodes.count <= Self.keptNodes)
    used.removeAll(keepingCapacity: nodes.capacity > 0)
    levels.removeAll(keepingCapacity: true)
    touchedNodes.removeAll(keepingCapacity: true)
    touchedPlaces.removeAll(keepingCapacity: true)
    usedOrders.removeAll(keepingCapacity: nodes.capacity > 0)
    usedOrders.append(contentsOf: repeatElement(0, count: reference.count))
    nodeAt.removeAll(keepingCapacity: true)
    active.removeAll(keepingCapacity: true)
    for (place, token) in reference.enumerated() {
      nodeAt.append(token)
      if token != Self.end { active.append(UInt32(truncatingIfNeeded: place)) }
    }
    for n in 1...order {
      if n > 1 { keepShared(n) }
      let level = addLevel(n, distinct: distinct)
      Self.count(
        active, n, level, reference, referenceEnds, &nodes, &used, &touchedNodes, &nodeAt)
      forgetUsed()
    }
  }

  /// A table of more nodes gives its memory back.
  private static let keptNodes = 1 << 18

  /// Leaves those places active whose n-gram of order n − 1 stands in several and can be made longer.
  private mutating func keepShared(_ n: Int) {
    var kept = 0
    for place in active {
      let node = nodes[Int(nodeAt[Int(place)])]
      guard node.place == Self.shared, reference[Int(place) + n - 1] != Self.end else { continue }
      active[kept] = place
      kept += 1
    }
    active.removeLast(active.count - kept)
  }

  private mutating func addLevel(_ n: Int, distinct: Int) -> Level {
    var level = Level(base: nodes.count)
    var room = distinct
    if n > 1 {
      level.mask = 7
      level.shift = 61
      while level.mask < active.count + active.count / 2 {
        level.mask = 2 * level.mask + 1
        level.shift -= 1
      }
      room = level.mask + 1
    }
    nodes.append(contentsOf: repeatElement(Node(), count: room))
    used.append(contentsOf: repeatElement(0, count: room))
    levels.append(level)
    return level
  }

  // Static, as is `match`, so that arrays are borrowed once and not for every n-gram.
  private static func count(
    _ active: [UInt32], _ n: Int, _ level: Level, _ reference: [UInt32], _ ends: [Int],
    _ table: inout [Node], _ used: inout [UInt32], _ touched: inout [UInt32],
    _ nodeAt: inout [UInt32]
  ) {
    let tokens = reference.span
    var nodes = table.mutableSpan
    var nodeAt = nodeAt.mutableSpan
    let isOnly = ends.count == 1
    var current = 0
    for entry in active {
      let place = Int(entry)
      if !isOnly, place >= ends[current] {
        while place >= ends[current] { current += 1 }
        for at in touched { used[Int(at)] = 0 }
        touched.removeAll(keepingCapacity: true)
      }
      let token = tokens[place + n - 1]
      let at: Int
      if n == 1 {
        at = Int(token)
      } else {
        let key = key(nodeAt[place], token)
        at = find(key, level, nodes)
        nodes[at].key = key
      }
      nodes[at].place = nodes[at].count == 0 ? entry : shared
      if isOnly {
        nodes[at].count += 1
      } else {
        if used[at] == 0 { touched.append(UInt32(truncatingIfNeeded: at)) }
        used[at] += 1
        nodes[at].count = max(nodes[at].count, used[at])
      }
      nodeAt[place] = UInt32(truncatingIfNeeded: at)
    }
  }

  /// Adds, for each order in `orders`, the n-grams of a response that a reference has, each at most as
  /// often as it has it, to `matches`, which begins with the lowest order.
  ///
  /// Tokens that no reference has are `Vocabulary.unknown`. Expected time is O(tokens · orders) at most;
  /// an n-gram is not made longer where it does not match.
  mutating func match(_ tokens: [UInt32], orders: ClosedRange<Int>, into matches: inout [Int]) {
    let distinct = levels.count > 1 ? levels[1].base : nodes.count
    Self.match(
      tokens, orders, reference, distinct, levels, nodes, &used, &usedOrders, &touchedNodes,
      &touchedPlaces, into: &matches)
    forgetUsed()
  }

  private static func match(
    _ list: [UInt32], _ orders: ClosedRange<Int>, _ references: [UInt32], _ distinct: Int,
    _ levels: [Level], _ table: [Node], _ used: inout [UInt32], _ usedOrders: inout [UInt32],
    _ touchedNodes: inout [UInt32], _ touchedPlaces: inout [UInt32], into matches: inout [Int]
  ) {
    let tokens = list.span
    let reference = references.span
    let levels = levels.span
    let nodes = table.span
    var used = used.mutableSpan
    var usedOrders = usedOrders.mutableSpan
    var matches = matches.mutableSpan
    let (low, high) = (orders.lowerBound, orders.upperBound)
    for i in tokens.indices where tokens[i] < distinct {
      var at = Int(tokens[i])
      var n = 1
      while nodes[at].count > 0 {
        let place = nodes[at].place
        if place != shared {
          let place = Int(place)
          while true {
            if n >= low, usedOrders[place] >> UInt32(n) & 1 == 0 {
              if usedOrders[place] == 0 {
                touchedPlaces.append(UInt32(truncatingIfNeeded: place))
              }
              usedOrders[place] |= 1 << UInt32(n)
              matches[n - low] += 1
            }
            // What stands behind a reference is equal to no token.
            guard n < high, i + n < tokens.count, reference[place + n] == tokens[i + n] else {
              break
            }
            n += 1
          }
          break
        }
        if n >= low, used[at] < nodes[at].count {
          if used[at] == 0 { touchedNodes.append(UInt32(truncatingIfNeeded: at)) }
          used[at] += 1
          matches[n - low] += 1
        }
        guard n < high, i + n < tokens.count else { break }
        at = find(
          key(UInt32(truncatingIfNeeded: at), tokens[i + n]), levels[n], nodes)
        n += 1
      }
    }
  }

  private mutating func forgetUsed() {
    for at in touchedNodes { used[Int(at)] = 0 }
    touchedNodes.removeAll(keepingCapacity: true)
    for place in touchedPlaces { usedOrders[Int(place)] = 0 }
    touchedPlaces.removeAll(keepingCapacity: true)
  }

  @inline(__always)
  private static func key(_ gram: UInt32, _ token: UInt32) -> UInt64 {
    UInt64(gram) << 32 | UInt64(token)
  }

  /// The node of an n-gram, or a free one in its place.
  @inline(__always)
  private static func find(
    _ key: UInt64, _ level: Level, _ nodes: borrowing MutableSpan<Node>
  ) -> Int {
    var at = Int(truncatingIfNeeded: (key &* multiplier) >> level.shift)
    while nodes[level.base + at].key != key, nodes[level.base + at].count > 0 {
      at = (at + 1) & level.mask
    }
    return level.base + at
  }

  @inline(__always)
  private static func find(_ key: UInt64, _ level: Level, _ nodes: Span<Node>) -> Int {
    var at = Int(truncatingIfNeeded: (key &* multiplier) >> level.shift)
    while nodes[level.base + at].key != key, nodes[level.base + at].count > 0 {
      at = (at + 1) & level.mask
    }
    return level.base + at
  }

  private static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15
}
