package import Records

/// Takes down what one record after another says, and appends it to a batch.
///
/// Texts are slices of the batch's arena, where the reader has put them; only what is composed
/// (lists of messages, `extra`) is appended. A record that turns out to be unreadable leaves
/// nothing but its row.
package struct RecordBuilder {
  var batch: RecordBatch
  /// The record being read.
  var root: JSONValue?
  private(set) var row = RecordRow(number: 0, line: 0, byteOffset: 0)
  private var mark = Mark()
  /// Turns of dialogues the format has read from this record.
  var turns: [Turn] = []
  /// Which nodes of the document have been taken, as bits.
  var taken: [UInt64] = []
  /// The fields asked for by `match`, by ordinal.
  var fields: [JSONValue?] = []
  /// For each member of the last record, which field it was.
  var fieldGuesses: [Int] = []
  /// The row joined to the record.
  var joined: JSONValue?
  /// What is being looked at is in the joined row, of which nothing is kept that is not mapped.
  var isJoined = false

  /// How far the columns of the batch reached before the record.
  private struct Mark {
    var arena = 0
    var responses = 0
    var votes = 0
    var scores = 0
  }

  package init(_ batch: RecordBatch) { self.batch = batch }

  var arena: ByteArena { batch.arena }

  /// Reads records from `reader` and appends them to `batch`, until a limit is reached.
  ///
  /// - Returns: Whether the reader has come to its end.
  /// - Throws: What broke the stream off; `batch` then holds the records before it.
  static func fill(
    _ batch: inout RecordBatch, from reader: RecordReader, limits: BatchLimits,
    _ read: (JSONValue, inout RecordBuilder) throws(RecordError) -> Void
  ) throws(ContainerError) -> Bool {
    var builder = RecordBuilder(RecordBatch(arena: ByteArena(capacity: 0)))
    swap(&builder.batch, &batch)
    defer { swap(&builder.batch, &batch) }
    let firstRecord = builder.batch.records.count
    while builder.batch.records.count - firstRecord < limits.maxRecords,
      builder.batch.arena.count < limits.maxBytes
    {
      builder.setMark()
      let arena = builder.batch.arena
      guard let reading = try reader.next(into: arena, repairs: &builder.batch.repairs) else {
        return true
      }
      builder.add(reading, read)
    }
    return false
  }

  /// Appends one reading to the batch; `setMark` was called before it was made.
  @inline(__always)
  private mutating func add(
    _ reading: Reading, _ read: (JSONValue, inout RecordBuilder) throws(RecordError) -> Void
  ) {
    row = RecordRow(
      number: reading.number, line: reading.line, byteOffset: reading.byteOffset)
    switch reading.outcome {
    case .refused(let error): refuse(error)
    case .record(let value):
      root = value
      turns.removeAll(keepingCapacity: true)
      taken.removeAll(keepingCapacity: true)
      do {
        try read(value, &self)
        row.extra = appendExtra(of: root ?? value)
        close()
      } catch {
        refuse(error)
      }
      root = nil
    }
  }

  /// The record with JSON in place of the texts of some fields; from now on it is the record.
  mutating func open(
    _ value: JSONValue, by opener: JSONFieldReader
  ) throws(RecordError) -> JSONValue {
    let opened = try opener.open(value, into: batch.arena, repairs: &batch.repairs)
    root = opened
    return opened
  }

  mutating func setMark() {
    mark = Mark(
      arena: batch.arena.count, responses: batch.responses.count, votes: batch.votes.count,
      scores: batch.scores.count)
  }

  /// Begins a record of our own making.
  mutating func begin(number: UInt32, line: UInt64, byteOffset: UInt64) {
    setMark()
    row = RecordRow(number: number, line: line, byteOffset: byteOffset)
    turns.removeAll(keepingCapacity: true)
  }

  /// Ends it.
  mutating func end(extra: ByteSlice) {
    row.extra = extra
    close()
  }

  private mutating func close() {
    row.responses = Int32(mark.responses)..<Int32(batch.responses.count)
    row.votes = Int32(mark.votes)..<Int32(batch.votes.count)
    row.scores = Int32(mark.scores)..<Int32(batch.scores.count)
    batch.records.append(row)
  }

  /// Takes back everything said of the record, and appends it as quarantined.
  mutating func refuse(_ error: RecordError) {
    batch.arena.truncate(to: mark.arena)
    batch.responses.removeLast(batch.responses.count - mark.responses)
    batch.votes.removeLast(batch.votes.count - mark.votes)
    batch.scores.removeLast(batch.scores.count - mark.scores)
    row = RecordRow(number: row.number, line: row.line, byteOffset: row.byteOffset)
    row.quarantine = error.reason
    row.extra = batch.arena.append(error.detail)
    close()
  }
}

// What a record says.
extension RecordBuilder {
  /// The most text one record may come to, with all that is composed of it, in bytes.
  static let maxTextBytes = 1 << 30

  /// Checks that a text of `count` bytes may still be composed. Templates can repeat what is long.
  ///
  /// - Throws: `too_long`.
  func checkSize(adding count: Int = 0) throws(RecordError) {
    guard batch.arena.count - mark.arena + count > Self.maxTextBytes else { return }
    throw RecordError(.tooLong, "more than \(Self.maxTextBytes) bytes of text")
  }

  /// How many responses the record has so far.
  var responseCount: Int { batch.responses.count - mark.responses }

  /// What was asked.
  var promptBody: Body { row.prompt }

  /// The text of a response, if it is plain.
  func responseBody(_ response: Int32) -> Body {
    batch.responses[mark.responses + Int(response)].body
  }

  /// The prompt is `body`, which belongs to the dialogue that begins with `system` and `user`.
  mutating func prompt(_ body: Body, system: ByteSlice, user: ByteSlice) {
    row.prompt = body
    row.rootSystem = system
    row.rootUser = user
  }

  /// The prompt is one user turn.
  mutating func prompt(text: ByteSlice) {
    prompt(.text(text), system: .empty, user: text)
  }

  /// Adds a response; returns its index within the record.
  mutating func response(_ body: Body, model: ByteSlice = .empty) -> Int32 {
    batch.responses.append(ResponseRow(body: body, model: model))
    return Int32(responseCount - 1)
  }

  /// Adds a response of one assistant turn; returns its index within the record.
  mutating func response(text: ByteSlice, model: ByteSlice = .empty) -> Int32 {
    response(.text(text), model: model)
  }

  /// Adds a judgement of the responses `first` and `second`; −1 for judging `first` alone.
  mutating func vote(
    _ first: Int32, _ second: Int32, _ winner: Winner, strength: Double = 1,
    kind: AnnotatorKind = .unknown, annotator: ByteSlice = .empty, rationale: ByteSlice = .empty
  ) {
    var vote = VoteRow(first: first, second: second, winner: winner)
    vote.strength = strength
    vote.annotatorKind = kind
    vote.annotator = annotator
    vote.rationale = rationale
    batch.votes.append(vote)
  }

  /// Adds a score of a response; `value` is finite.
  mutating func score(_ response: Int32, _ name: ByteSlice, _ value: Double) {
    batch.scores.append(ScoreRow(response: response, name: name, value: value))
  }

  /// Adds a score of a response; `value` is finite.
  mutating func score(_ response: Int32, _ name: StaticString, _ value: Double) {
    score(response, batch.arena.append(name), value)
  }

  /// The split the record names.
  mutating func split(_ name: ByteSlice) { row.split = name }

  /// The licence the record names.
  mutating func licence(_ name: ByteSlice) { row.licence = name }
}
