/// The records of one batch, column by column, with their texts in one arena.
///
/// A reader fills it, the store writes it, `removeAll` makes it ready for the next one. What a record
/// is: a prompt, the responses to it, and what was said of them (votes, scores).
public struct RecordBatch: Sendable {
  /// All texts of the batch.
  public var arena: ByteArena
  /// One row per record, in order.
  public var records: [RecordRow] = []
  /// The responses of all records, record by record.
  public var responses: [ResponseRow] = []
  /// The votes of all records, record by record.
  public var votes: [VoteRow] = []
  /// The scores of all records, record by record.
  public var scores: [ScoreRow] = []
  /// How often each repair was made in the records of this batch.
  public var repairs = RepairCounts()

  /// An empty batch over `arena`.
  public init(arena: ByteArena = ByteArena(capacity: 4 << 20)) { self.arena = arena }

  /// Empties the batch and keeps its memory.
  public mutating func removeAll() {
    arena.truncate(to: 0)
    records.removeAll(keepingCapacity: true)
    responses.removeAll(keepingCapacity: true)
    votes.removeAll(keepingCapacity: true)
    scores.removeAll(keepingCapacity: true)
    repairs = RepairCounts()
  }
}

/// A prompt or response as it is stored: plain text, or a JSON list of messages.
public struct Body: Sendable, Hashable {
  /// How `slice` is to be read.
  public enum Form: UInt8, Sendable {
    /// One turn: a user's text as a prompt, an assistant's text as a response.
    case text = 0
    /// `[{"role": …, "content": …}, …]`, compact, keys in the order role, content, then the rest.
    case messages = 1
  }

  /// How it is to be read.
  public var form: Form
  /// Where it lies in the batch's arena.
  public var slice: ByteSlice

  /// A body of a form.
  public init(form: Form, slice: ByteSlice) {
    self.form = form
    self.slice = slice
  }

  /// One turn of plain text.
  public static func text(_ slice: ByteSlice) -> Body { Body(form: .text, slice: slice) }
  /// A JSON list of messages.
  public static func messages(_ slice: ByteSlice) -> Body { Body(form: .messages, slice: slice) }
}

/// One input record: where it stood, and what was made of it.
public struct RecordRow: Sendable {
  /// 1-based count within the member; line or element.
  public var number: UInt32
  /// 1-based line in the member where the record begins.
  public var line: UInt64
  /// Offset of the record's first byte in the expanded member.
  public var byteOffset: UInt64
  /// `nil` when the record was read; else why it was not.
  public var quarantine: QuarantineReason?
  /// For a quarantined record what was wrong, in words; else what fits nowhere else, as a JSON object.
  public var extra: ByteSlice = .empty
  /// What was asked.
  public var prompt: Body = .text(.empty)
  /// The root of the dialogue: system turn (empty if none) and first user turn. The group is its digest.
  public var rootSystem: ByteSlice = .empty
  /// First user turn of the dialogue.
  public var rootUser: ByteSlice = .empty
  /// The split the record names itself; empty if it names none.
  public var split: ByteSlice = .empty
  /// The licence the record names itself; empty if it names none.
  public var licence: ByteSlice = .empty
  /// Its rows in the batch's responses.
  public var responses: Range<Int32> = 0..<0
  /// Its rows in the batch's votes.
  public var votes: Range<Int32> = 0..<0
  /// Its rows in the batch's scores.
  public var scores: Range<Int32> = 0..<0

  /// A record at its place.
  public init(number: UInt32, line: UInt64, byteOffset: UInt64) {
    self.number = number
    self.line = line
    self.byteOffset = byteOffset
  }
}

/// A response as one record gives it; its model belongs to the record, not to the response.
public struct ResponseRow: Sendable {
  /// What was answered.
  public var body: Body
  /// Name of the model that wrote it; empty if unknown.
  public var model: ByteSlice = .empty

  /// A response, with its model if known.
  public init(body: Body, model: ByteSlice = .empty) {
    self.body = body
    self.model = model
  }
}

/// What a judgement says of two responses, or of one.
public enum Winner: UInt8, Sendable, CaseIterable {
  /// Neither is better, and nothing says that both are bad. Of a single response: undecided.
  case tie = 0
  /// The first is better. Of a single response: it is good.
  case first = 1
  /// The second is better. Of a single response: it is bad.
  case second = 2
  /// Neither is acceptable.
  case bothBad = 3
}

/// One judgement of a record.
public struct VoteRow: Sendable {
  /// Index of the response that stood first, counted from the record's first response.
  public var first: Int32
  /// The other response; −1 for thumbs up or down on one response.
  public var second: Int32
  /// What was said.
  public var winner: Winner
  /// Weight of the judgement; 0 < strength, 1 where nothing is said. A tie's is kept as given.
  public var strength: Double = 1
  /// What kind of judge said it.
  public var annotatorKind: AnnotatorKind = .unknown
  /// Who judged, within the source; empty if unknown.
  public var annotator: ByteSlice = .empty
  /// Why, in the judge's words; empty if not said.
  public var rationale: ByteSlice = .empty

  /// A judgement of strength 1 by an unknown judge.
  public init(first: Int32, second: Int32, winner: Winner) {
    self.first = first
    self.second = second
    self.winner = winner
  }
}

/// What kind of judge made a judgement.
public enum AnnotatorKind: UInt8, Sendable, CaseIterable {
  case unknown = 0, human = 1, model = 2, rule = 3

  /// The word used in mappings and in the store.
  public var word: String {
    switch self {
    case .unknown: "unknown"
    case .human: "human"
    case .model: "model"
    case .rule: "rule"
    }
  }
}

/// A number a record gives for one of its responses.
public struct ScoreRow: Sendable {
  /// Index of the response, counted from the record's first response.
  public var response: Int32
  /// Aspect or scorer, such as `overall` or `helpfulness`.
  public var name: ByteSlice
  /// Finite.
  public var value: Double

  /// A number for a response.
  public init(response: Int32, name: ByteSlice, value: Double) {
    self.response = response
    self.name = name
    self.value = value
  }
}
