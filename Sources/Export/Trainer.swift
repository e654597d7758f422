internal import Pipeline
internal import Records
internal import Store

/// What a trainer reads: its columns, and how a pair or a prompt becomes rows of them.
///
/// One value type in one file, one line in `exportTrainers`. After `init(options:)` it holds only
/// usable values and keeps nothing between units, which come on any thread.
protocol Trainer: Sendable {
  /// What rows are made of: `ExportPair` or `ExportPrompt`.
  associatedtype Unit: ExportUnit

  /// `package.trainer`.
  static var name: String { get }
  /// One line, as help shows it.
  static var summary: String { get }
  /// Whether a pair's weight can stand in a row; where not, the pipeline says what becomes of it.
  static var carriesWeights: Bool { get }
  /// Whether rows hold responses, or other texts that follow a prompt.
  static var hasAnswers: Bool { get }

  /// The container of shards where the pipeline names none.
  static var container: ShardForm.Container { get }

  /// Whether rows tell how sure a label is.
  var carriesSoftLabels: Bool { get }

  /// Reads the options that it has besides `ExportOptions`.
  init(options: inout OptionReader) throws(WinnowError)

  /// The columns of a row, in order; the same for all rows.
  var columns: [ExportColumn] { get }

  /// The only shape the rows can have; `nil` where the pipeline chooses.
  var fixedShape: ExportShape? { get }

  /// The rubrics that rows need; `nil` for none.
  var rubrics: RubricNeed? { get }

  /// The score of responses that rows need, by name; `nil` for none.
  var scoreName: String? { get }

  /// The trees of prompts that rows need; `nil` for none.
  var trees: TreeNeed? { get }

  /// Whether rows need what records hold besides prompt and responses.
  var needsExtras: Bool { get }

  /// Whether a response that is chosen in several pairs is written once.
  var skipsRepeats: Bool { get }

  /// What whoever trains on the rows should know, for the dataset card; empty for nothing.
  var note: String { get }

  /// What follows from how many rows are labelled good and how many bad, for the dataset card.
  func balanceNote(good: Int, bad: Int) -> String

  /// Writes the rows of `unit`.
  ///
  /// - Returns: how many rows it wrote, or why none; then the writer forgets what was written.
  func write(_ unit: Unit, to rows: inout RowWriter) -> RowOutcome
}

/// What a trainer reads of rubrics.
struct RubricNeed: Sendable {
  /// What they are called; `nil` for those of the last stage that gave a prompt any.
  var name: String?
  /// Whether it reads what judges said of pairs.
  var judgements = false
}

/// What a trainer reads of trees.
struct TreeNeed: Sendable {
  /// Of what they are; `nil` for those of the last stage that put a prompt into any.
  var kind: PreferenceTree.Kind?
}

extension Trainer {
  static var carriesWeights: Bool { false }
  static var hasAnswers: Bool { true }
  static var container: ShardForm.Container { .jsonl }
  var carriesSoftLabels: Bool { false }
  var fixedShape: ExportShape? { nil }
  var rubrics: RubricNeed? { nil }
  var scoreName: String? { nil }
  var trees: TreeNeed? { nil }
  var needsExtras: Bool { false }
  var skipsRepeats: Bool { false }
  var note: String { "" }
  func balanceNote(good: Int, bad: Int) -> String { "" }
}

/// What became of a pair or a prompt.
enum RowOutcome {
  case rows(Int)
  /// Rows with a label of their own.
  case labelled(good: Int, bad: Int)
  case refused(Refusal)
}

/// The two forms in which TRL takes prompts and answers.
enum ExportShape: String, CaseIterable, Sendable {
  case standard, conversational
}
