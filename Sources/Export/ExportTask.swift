internal import Parquet
internal import Records
internal import Store

/// Pairs or prompts of one split that one worker writes.
struct ExportTask: Sendable {
  /// 0, 1, 2 … in the order of the output.
  var number: Int
  var split: String
  var units: [PlannedUnit]

  /// Units to a task: some megabytes of text in most corpora, hence a frame of some megabytes.
  static let width = 3072
}

/// A pair or a prompt that is to be written, before its texts are read.
struct PlannedUnit: Sendable {
  var row: Int64
  /// Private row id of its prompt; its own of a prompt.
  var prompt: Int64
  var id: PublicID
  var split: String
  /// Of a prompt: 0, 1, 2 … of those that are planned for the split.
  var number = 0
  /// `a` is the chosen response, or the single one; both are 0 for a prompt.
  var texts: PairTexts.Place
  /// Whether the chosen response is the store's a.
  var aIsChosen = true
  /// Whether a single response is good.
  var isGood = true
  /// That the chosen response is the better one, or that the single one is what `isGood` says.
  var probability = 1.0
  /// Product of the weights.
  var weight = 1.0
}

/// How many pairs or prompts and rows there were of what.
struct ExportTally: Sendable, Equatable {
  /// Pairs or prompts in the selection.
  var units = 0
  /// Those that were written.
  var written = 0
  /// Rows they gave.
  var rows = 0
  /// Of rows with a label of their own: how many are good, and how many bad.
  var good = 0
  var bad = 0
  private var refused = [Int](repeating: 0, count: Refusal.allCases.count)

  init() {}

  mutating func refuse(_ reason: Refusal) {
    refused[Self.index[reason] ?? 0] += 1
  }

  mutating func add(_ other: ExportTally) {
    units += other.units
    written += other.written
    rows += other.rows
    good += other.good
    bad += other.bad
    for i in refused.indices { refused[i] += other.refused[i] }
  }

  /// The reasons that occurred, by word.
  var byReason: [(reason: Refusal, count: Int)] {
    zip(Refusal.allCases, refused).filter { $1 > 0 }.map { ($0, $1) }
      .sorted { $0.reason.rawValue < $1.reason.rawValue }
  }

  /// Whether every unit was written or has a reason.
  var isClosed: Bool { units == written + refused.reduce(0, +) }

  private static let index = Dictionary(
    uniqueKeysWithValues: zip(Refusal.allCases, 0...))
}

/// What a worker hands to the thread that writes files.
struct Piece: Sendable {
  var split: String
  var content: Content

  enum Content: Sendable {
    case frame(PackedFrame)
    /// The task is done.
    case end(ExportTally)
    /// The shape `auto` must be the conversational one.
    case needsConversational
  }
}

/// Rows that were packed by themselves.
struct PackedFrame: Sendable {
  var content: Content
  /// Size before packing.
  var expanded: Int
  var rows: Int

  enum Content: Sendable {
    /// JSON Lines.
    case bytes([UInt8])
    /// For Parquet.
    case columns(ShreddedRows)
  }

  /// Most bytes before packing, unless one unit has more; a task may end a frame earlier. Big
  /// enough to pack well, small enough to seek in (10 to 20 ms).
  static let size = 8 << 20
}
