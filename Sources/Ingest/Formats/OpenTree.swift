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

  /// Bytes that the prompts made of one tree may come to.
  static let maxTreeBytes = 1 << 28

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
    message.id = try Self.id(value["message_id"], builder)
    message.parentID = try Self.id(value["parent_id"], builder)
    return message
  }

  /// An id: a text, or a number by its digits; empty for none.
  private static func id(
    _ value: JSONValue?, _ builder: RecordBuilder
  ) throws(RecordError) -> ByteSlice {
    guard let value, !value.isNull else { return .empty }
    guard let id = value.string ?? value.rawNumber else {
      throw builder.wrongType(value, "a text or a number")
    }
    return id
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
    // A tree that makes none belongs to those behind it.
    guard Int(reader.made) + max(1, records.count) > Int(reader.passesOver) else {
      // An earlier try has them all, and has counted what was mended.
      reader.made += UInt32(records.count)
      builder.batch.arena.truncate(to: arenaStart)
      builder.batch.repairs = repairs
      return
    }
    builder.batch.repairs[.deletedMessage] += UInt64(places.leftOut.count { $0 })
    var bytes = 0
    for place in records {
      let message = own[place]
      if let error = places.errors[place] {
        refuse(error, line: message.line, byteOffset: message.byteOffset, &builder)
        continue
      }
      reader.made += 1
      builder.begin(number: reader.made, line: message.line, byteOffset: message.byteOffset)
      do throws(RecordError) {
        // A reply's prompt is all that was said before it, so that what a tree comes to grows with the square of its depth.
        bytes += places.path(to: place, own).reduce(0) { $0 + Int(own[$1].text.count) }
        guard bytes <= Self.maxTreeBytes else {
          throw RecordError(
            .tooLong, "the dialogues of the tree come to more than \(Self.maxTreeBytes) bytes")
        }
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
