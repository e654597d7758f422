/// A batch of comparisons as stages see them, column by column, with their texts in one arena.
///
/// Row i of every column belongs to the same pair. `a` stands before `b` by digest; which of them was
/// preferred is `decision`.
public struct PairBatch: Sendable {
  /// All texts of the batch.
  public var arena: ByteArena
  /// Private row ids, ascending.
  public var rows: [Int64] = []
  /// Public ids.
  public var ids: [PublicID] = []
  /// Private row ids of the prompts.
  public var promptRows: [Int64] = []
  /// Public ids of the groups: all prompts with one root.
  public var groups: [PublicID] = []
  /// The splits the groups are in.
  public var splits: [String] = []
  /// What was asked.
  public var prompts: [Body] = []
  /// The response that stands first by digest.
  public var a: [Body] = []
  /// `nil` for thumbs up or down on the single response `a`.
  public var b: [Body?] = []
  /// Private row ids of the two responses; 0 for no second one.
  public var responseRows: [(a: Int64, b: Int64)] = []
  /// What was decided of each pair.
  public var decisions: [Decision] = []
  /// Range of the pair's votes in `votes`; empty unless the stage reads votes.
  public var voteRanges: [Range<Int>] = []
  /// The votes of all pairs, pair by pair.
  public var votes: [PairVote] = []

  /// An empty batch over `arena`.
  public init(arena: ByteArena = ByteArena(capacity: 4 << 20)) { self.arena = arena }

  /// Pairs in the batch.
  public var count: Int { rows.count }
  /// Whether no pair is in it.
  public var isEmpty: Bool { rows.isEmpty }

  /// Empties the batch and keeps its memory.
  public mutating func removeAll() {
    arena.truncate(to: 0)
    rows.removeAll(keepingCapacity: true)
    ids.removeAll(keepingCapacity: true)
    promptRows.removeAll(keepingCapacity: true)
    groups.removeAll(keepingCapacity: true)
    splits.removeAll(keepingCapacity: true)
    prompts.removeAll(keepingCapacity: true)
    a.removeAll(keepingCapacity: true)
    b.removeAll(keepingCapacity: true)
    responseRows.removeAll(keepingCapacity: true)
    decisions.removeAll(keepingCapacity: true)
    voteRanges.removeAll(keepingCapacity: true)
    votes.removeAll(keepingCapacity: true)
  }
}

/// What was decided of a pair. Of a single response: `a` means good, `b` means bad.
public enum Decision: UInt8, Sendable, CaseIterable {
  case tie = 0, a = 1, b = 2, bothBad = 3
  /// No label run has seen it.
  case undecided = 4
}

/// One judgement of a pair, as stages see it.
public struct PairVote: Sendable {
  /// `tie`, `a`, `b` or `bothBad`.
  public var winner: Decision
  /// Whether `a` stood first when it was judged.
  public var aStoodFirst: Bool
  /// Weight of the judgement, above 0.
  public var strength: Double
  /// Private row id of the annotator.
  public var annotator: Int64
  /// Whether the annotator has a name; of unnamed ones only the kinds can be told apart.
  public var annotatorIsNamed: Bool
  /// What kind of annotator it is.
  public var annotatorKind: AnnotatorKind
  /// Private row id of the record that holds the vote.
  public var record: Int64
  /// Of the vote within its record.
  public var ordinal: Int64

  /// A judgement as the store has it.
  public init(
    winner: Decision, aStoodFirst: Bool, strength: Double, annotator: Int64,
    annotatorIsNamed: Bool, annotatorKind: AnnotatorKind = .unknown, record: Int64, ordinal: Int64
  ) {
    self.winner = winner
    self.aStoodFirst = aStoodFirst
    self.strength = strength
    self.annotator = annotator
    self.annotatorIsNamed = annotatorIsNamed
    self.annotatorKind = annotatorKind
    self.record = record
    self.ordinal = ordinal
  }
}
