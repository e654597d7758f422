internal import Records

/// How the messages of a tree hang together.
struct Places {
  private(set) var children: [[Int]]
  /// Deleted, or below such a one.
  private(set) var leftOut: [Bool]
  /// Why a message makes a record in quarantine.
  private(set) var errors: [Int: RecordError] = [:]
  private var parents: [Int?]

  /// Messages that may stand above one: each repeats all of them in its prompt.
  static let maxDepth = 1000

  /// - Complexity: O(messages), and of those that are not in quarantine the ways up to the root.
  init(_ messages: [TreeMessage], _ arena: ByteArena, leavesOut: Bool) {
    children = messages.map { _ in [] }
    leftOut = messages.map { _ in false }
    parents = messages.map(\.parent)
    let byID = findIDs(messages, arena)
    var isMissing = messages.map { _ in false }
    for (place, message) in messages.enumerated()
    where message.parent == nil && !message.parentID.isEmpty {
      parents[place] = byID[arena.string(message.parentID)]
      isMissing[place] = parents[place] == nil
    }
    findErrors(messages, isMissing)
    for place in messages.indices where errors[place] == nil {
      if let parent = parents[place] { children[parent].append(place) }
    }
    guard leavesOut else { return }
    for place in messages.indices where errors[place] == nil {
      leftOut[place] = path(to: place, messages).contains { messages[$0].isDeleted }
    }
  }

  /// The messages by id. Where several have the same one nobody knows which of them others reply to: none of them
  /// counts, unless one repeats another, which then stands for both.
  private mutating func findIDs(_ messages: [TreeMessage], _ arena: ByteArena) -> [String: Int] {
    var byID: [String: Int] = [:]
    var isAmbiguous: Set<String> = []
    let error = RecordError(.duplicateKey, "another message of the tree has the same `message_id`")
    // Nested messages hang together by themselves.
    for (place, message) in messages.enumerated() where message.parent == nil && !message.id.isEmpty
    {
      let id = arena.string(message.id)
      guard let first = byID[id] else {
        byID[id] = place
        continue
      }
      errors[place] = error
      let known = messages[first]
      let isRepeated =
        known.isAssistant == message.isAssistant
        && arena.string(known.text) == arena.string(message.text)
        && arena.string(known.parentID) == arena.string(message.parentID)
      if !isRepeated { isAmbiguous.insert(id) }
    }
    for id in isAmbiguous {
      if let first = byID.removeValue(forKey: id) { errors[first] = error }
    }
    return byID
  }

  /// Finds what is wrong with each message, or with one above it.
  private mutating func findErrors(_ messages: [TreeMessage], _ isMissing: [Bool]) {
    let unmatched = RecordError(
      .unmatchedKey,
      "the parent of the message, or of one above it, is not among those of its tree")
    let deep = RecordError(
      .tooDeep, "more than \(Self.maxDepth) messages stand above the message")
    // By place; 0 for what is not known yet, -1 for what hangs on nothing.
    var depths = [Int](repeating: 0, count: messages.count)
    for place in messages.indices where depths[place] == 0 {
      var path: [Int] = []
      var isOnPath: Set<Int> = []
      var at: Int? = place
      var isBroken = false
      while let own = at, depths[own] == 0 {
        // A circle has no root.
        guard isOnPath.insert(own).inserted else {
          isBroken = true
          break
        }
        path.append(own)
        isBroken = isMissing[own] || errors[own]?.reason == .duplicateKey
        if isBroken { break }
        at = parents[own]
      }
      var depth = isBroken ? -1 : at.map { depths[$0] } ?? 0
      for own in path.reversed() {
        if depth >= 0 { depth += 1 }
        depths[own] = depth
      }
    }
    for place in messages.indices where errors[place] == nil {
      if depths[place] < 0 {
        errors[place] = unmatched
      } else if depths[place] > Self.maxDepth + 1 {
        errors[place] = deep
      } else if messages[place].isAssistant,
        parents[place].map({ messages[$0].isAssistant }) ?? true
      {
        errors[place] = RecordError(.badValue, "an `assistant` replies to no `prompter`")
      }
    }
  }

  /// From the root.
  func path(to place: Int, _ messages: [TreeMessage]) -> [Int] {
    var path = [place]
    while let last = path.last, let parent = parents[last], path.count <= messages.count {
      path.append(parent)
    }
    return path.reversed()
  }

  /// Messages of people make records, and so does what cannot be read.
  func makesRecord(_ messages: [TreeMessage], _ place: Int) -> Bool {
    errors[place] != nil || !messages[place].isAssistant && !leftOut[place]
  }
}
