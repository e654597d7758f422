internal import Records

/// The messages of one tree while they are gathered, and the records they make.
struct OpenTree {
  let format: OASSTFormat
  let reader: RecordReader
  private var messages: [TreeMessage] = []
  private var treeID = ""
  /// Before anything was read of it.
  private let arenaStart: Int
  private let repairs: RepairCounts

  init(format: OASSTFormat, reader: RecordReader, _ builder: RecordBuilder) {
    self.format = format
    self.reader = reader
    arenaStart = builder.batch.arena.count
    repairs = builder.batch.repairs
  }

  var isEmpty: Bool { messages.isEmpty }

  // MARK: Gathering

  /// Adds all messages of a tree.
  mutating func add(tree value: JSONValue, _ reading: Reading, _ builder: inout RecordBuilder) {
    builder.root = value
    builder.taken.removeAll(keepingCapacity: true)
    do throws(RecordError) {
      guard let prompt = value["prompt"] else { throw builder.missing("prompt", in: value) }
      builder.take(prompt)
      let tree = builder.appendExtra(of: value)
      var found: [TreeMessage] = []
      var open: [(value: JSONValue, parent: Int?)] = [(prompt, nil)]
      while let (value, parent) = open.popLast() {
        var message = try self.message(value, &builder)
        message.parent = parent
        message.parentID = .empty
        let replies = value["replies"]
        if let replies {
          guard replies.kind == .array || replies.isNull else {
            throw builder.wrongType(replies, "a list of messages")
          }
          builder.take(replies)
        }
        message.rest = builder.appendExtra(of: value)
        message.line = reading.line
        message.byteOffset = reading.byteOffset
        found.append(message)
        if let replies, replies.kind == .array {
          open += replies.elements.map { ($0, found.count - 1) }.reversed()
        }
      }
      found[0].tree = tree
      messages = found
    } catch {
      refuse(error, reading, &builder)
    }
    builder.root = nil
  }

  /// Adds a message; `false` if it is of another tree than those before it.
  mutating func add(
    message value: JSONValue, _ reading: Reading, _ builder: inout RecordBuilder
  ) -> Bool {
    let tree = value["message_tree_id"].map {
      builder.arena.string($0.string ?? $0.rawNumber ?? .empty)
    }
    if !messages.isEmpty, tree ?? "" != treeID || value["prompt"]?.kind == .object { return false }
    treeID = tree ?? ""
    builder.root = value
    builder.taken.removeAll(keepingCapacity: true)
    do throws(RecordError) {
      var message = try self.message(value, &builder)
      message.rest = builder.appendExtra(of: value)
      message.line = reading.line
      message.byteOffset = reading.byteOffset
      messages.append(message)
    } catch {
      // Those below it will miss it.
      refuse(error, reading, &builder)
    }
    builder.root = nil
    return true
  }

  private func message(
    _ value: JSONValue, _ builder: inout RecordBuilder
  ) throws(RecordError) -> TreeMessage {
    guard value.kind == .object else { throw builder.wrongType(value, "a message") }
    guard let text = value["text"] else { throw builder.missing("text", in: value) }
    guard let role = value["role"] else { throw builder.missing("role", in: value) }
    var message = TreeMessage()
    message.text = try builder.text(text)
    let word = builder.arena.string(try builder.text(role)).lowercased()
    guard let known = Role.words.first(where: { $0.word == word })?.role,
      known == .user || known == .assistant
    else { throw builder.badValue(role, "`prompter` or `assistant`") }
    message.isAssistant = known == .assistant
    message.rank = builder.number(value["rank"])
    if let deleted = value["deleted"] {
      // Tables have words.
      message.isDeleted =
        deleted.bool ?? deleted.string.map { builder.arena.string($0).lowercased() == "true" }
        ?? false
    }
    // They stay in `extra`, too.
    message.id = value["message_id"]?.string ?? .empty
    message.parentID = value["parent_id"]?.string ?? .empty
    return message
  }

  // MARK: Records

  /// Appends a record that could not be read.
  func refuse(_ error: RecordError, _ reading: Reading, _ builder: inout RecordBuilder) {
    refuse(error, line: reading.line, byteOffset: reading.byteOffset, &builder)
  }

  private func refuse(
    _ error: RecordError, line: UInt64, byteOffset: UInt64, _ builder: inout RecordBuilder
  ) {
    reader.made += 1
    guard reader.made > reader.passesOver else { return }
    builder.begin(number: reader.made, line: line, byteOffset: byteOffset)
    builder.refuse(error)
  }

  /// Appends the records that the messages make, and forgets them.
  mutating func write(_ builder: inout RecordBuilder) {
    guard !messages.isEmpty else { return }
    let own = messages
    messages = []
    let places = Places(own, builder.arena, leavesOut: format.deleted == .leaveOut)
    let records = own.indices.filter { places.makesRecord(own, $0) }
    guard Int(reader.made) + records.count > Int(reader.passesOver) else {
      // An earlier try has them all, and has counted what was mended.
      reader.made += UInt32(records.count)
      builder.batch.arena.truncate(to: arenaStart)
      builder.batch.repairs = repairs
      return
    }
    builder.batch.repairs[.deletedMessage] += UInt64(places.leftOut.count { $0 })
    for place in records {
      let message = own[place]
      if let error = places.errors[place] {
        refuse(error, line: message.line, byteOffset: message.byteOffset, &builder)
        continue
      }
      reader.made += 1
      builder.begin(number: reader.made, line: message.line, byteOffset: message.byteOffset)
      do throws(RecordError) {
        let replies = try write(place, own, places, &builder)
        builder.end(extra: builder.appendRest(of: place, own, places, replies: replies))
      } catch {
        builder.refuse(error)
      }
    }
  }

  /// - Returns: the places of the replies that are responses, in order.
  private func write(
    _ place: Int, _ messages: [TreeMessage], _ places: Places, _ builder: inout RecordBuilder
  ) throws(RecordError) -> [Int] {
    for at in places.path(to: place, messages) {
      builder.turns.append(
        Turn(messages[at].isAssistant ? .assistant : .user, .text(messages[at].text)))
    }
    builder.prompt(turns: 0..<builder.turns.count)
    let replies = places.children[place].filter { messages[$0].isAssistant && !places.leftOut[$0] }
    var ranked: [(response: Int32, value: Double)] = []
    for reply in replies {
      let response = builder.response(text: messages[reply].text)
      guard let rank = messages[reply].rank else { continue }
      builder.score(response, "rank", rank)
      ranked.append((response, -rank))
    }
    try builder.votes(format.pairs, of: ranked) { (first, second, winner, record) in
      record.vote(first, second, winner, kind: .human)
    }
    return replies
  }
}

/// How the messages of a tree hang together.
struct Places {
  private(set) var children: [[Int]]
  /// Deleted, or below such a one.
  private(set) var leftOut: [Bool]
  /// Why a message makes a record in quarantine.
  private(set) var errors: [Int: RecordError] = [:]
  private var parents: [Int?]

  init(_ messages: [TreeMessage], _ arena: ByteArena, leavesOut: Bool) {
    children = messages.map { _ in [] }
    leftOut = messages.map { _ in false }
    parents = messages.map(\.parent)
    var byID: [String: Int] = [:]
    for (place, message) in messages.enumerated() where !message.id.isEmpty {
      byID[arena.string(message.id)] = place
    }
    var isMissing = messages.map { _ in false }
    for (place, message) in messages.enumerated()
    where message.parent == nil && !message.parentID.isEmpty {
      parents[place] = byID[arena.string(message.parentID)]
      isMissing[place] = parents[place] == nil
    }
    for place in messages.indices {
      // Up to the root; a parent that is missing above it is missing for it, too.
      var at = place
      var steps = 0
      while let parent = parents[at], steps <= messages.count {
        at = parent
        steps += 1
      }
      if steps > messages.count || isMissing[at] {
        errors[place] = RecordError(
          .unmatchedKey,
          "the parent of the message, or of one above it, is not among those of its tree")
      } else if messages[place].isAssistant,
        parents[place].map({ messages[$0].isAssistant }) ?? true
      {
        errors[place] = RecordError(.badValue, "an `assistant` replies to no `prompter`")
      }
    }
    for place in messages.indices where errors[place] == nil {
      if let parent = parents[place] { children[parent].append(place) }
    }
    guard leavesOut else { return }
    for place in messages.indices where errors[place] == nil {
      leftOut[place] = path(to: place, messages).contains { messages[$0].isDeleted }
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

  /// Messages of people make records, and so does what cannot be read. A root that is left out makes one, too, so that
  /// it is not lost.
  func makesRecord(_ messages: [TreeMessage], _ place: Int) -> Bool {
    errors[place] != nil
      || !messages[place].isAssistant && (!leftOut[place] || parents[place] == nil)
  }
}
