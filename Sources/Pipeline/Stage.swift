// Stages, plans, runs: what a pipeline file says, what of it is done already, and doing the rest.
//
// A stage is one value type in one file of a stage module; this module knows only the protocols below.
// Read on in Catalog.swift (what there is), Planner.swift (what would run and why), Runner.swift.

public import Records

/// A column of the store that a stage reads or writes; the plan checks that somebody writes what is read.
public struct Column: Hashable, Sendable, CustomStringConvertible {
  /// The name.
  public let description: String
  /// A column by its name.
  public init(_ name: String) { description = name }

  /// Bodies of prompts and responses.
  public static let texts = Column("texts")
  /// Judgements of pairs, as the sources give them.
  public static let votes = Column("votes")
  /// Decisions on pairs.
  public static let labels = Column("labels")
  /// Comparisons themselves: a stage that writes them makes pairs of others.
  public static let pairs = Column("pairs")
  /// Answers to prompts: a stage that writes them adds to those of the sources.
  public static let responses = Column("responses")
  /// Numbers for responses.
  public static let scores = Column("scores")
  /// What stages say of pairs, prompts, responses and votes.
  public static let verdicts = Column("verdicts")
  /// Margins of pairs over the epochs of reward models.
  public static let dynamics = Column("dynamics")
  /// How likely labels are wrong.
  public static let noise = Column("noise")
  /// What good responses to prompts must do.
  public static let rubrics = Column("rubrics")
  /// What responses of a prompt, or dialogues of a group, begin with in common.
  public static let trees = Column("trees")
}

/// One step of a pipeline: one value type, one file, one line in its module's list.
///
/// After `init(options:)` a stage holds only usable values; it must not keep anything between batches,
/// for batches come in any order and on any thread.
public protocol Stage: Sendable {
  /// `module.verb_or_noun`.
  static var name: String { get }
  /// Raised when the same options give other verdicts; then old runs are not reused.
  static var version: Int { get }
  /// One line, as `winnow stages` shows it.
  static var summary: String { get }
  /// What it does, when to use it, and the source with any deviation; Markdown.
  static var discussion: String { get }
  static var reads: Set<Column> { get }
  static var writes: Set<Column> { get }
  /// The reasons its verdicts give, with what each means.
  static var reasons: [(reason: Reason, meaning: String)] { get }

  /// Options that its example in the documentation needs besides the defaults, as YAML by name.
  static var exampleOptions: [String: String] { get }

  /// Reads the options, with their defaults.
  init(options: inout OptionReader) throws(WinnowError)

  /// Columns it reads with its options, besides `reads`.
  var alsoReads: Set<Column> { get }

  /// Whether it may turn labels round; stages behind it see them turned, and none may turn them again.
  var flips: Bool { get }

  /// Whether it may give labels between 0 and 1, which an export must not lose in silence.
  var softens: Bool { get }

  /// Names of the scores it gives responses; two stages of a plan may not give the same.
  var givenScores: [String] { get }

  /// How many responses a prompt must have so that the stage finds anything to do.
  var leastResponses: Int { get }

  /// Files it reads besides the sources; asked for when a plan is made.
  ///
  /// Their bytes are part of what its run is known by, so that a changed file is read anew.
  func sideFiles() throws(WinnowError) -> [SideFile]
}

/// A file that a stage reads besides the sources.
public struct SideFile: Sendable {
  /// Where it lies.
  public var path: String
  /// What the stage's result may depend on of its place; never a path outside the pipeline's folder.
  public var name: String

  /// A file with its logical name.
  public init(path: String, name: String) {
    self.path = path
    self.name = name
  }
}

extension Stage {
  /// None.
  public var givenScores: [String] { [] }
  /// Version 1.
  public static var version: Int { 1 }
  /// Bodies of prompts and responses.
  public static var reads: Set<Column> { [.texts] }
  /// Verdicts.
  public static var writes: Set<Column> { [.verdicts] }
  /// None.
  public static var exampleOptions: [String: String] { [:] }
  /// None.
  public var alsoReads: Set<Column> { [] }
  /// No.
  public var flips: Bool { false }
  /// No.
  public var softens: Bool { false }
  /// One.
  public var leastResponses: Int { 1 }
  /// None.
  public func sideFiles() throws(WinnowError) -> [SideFile] { [] }
}

/// A stage that judges each pair by itself.
public protocol PairStage: Stage {
  /// Appends a finding for each pair of the batch that is not simply kept; on pairs and votes only.
  ///
  /// Called on any thread, once per batch; the same batch gives the same findings.
  func judge(_ batch: PairBatch, into findings: inout [Finding])
}

/// A stage that judges the pairs of a prompt together.
public protocol PromptStage: Stage {
  /// Appends findings for the pairs of one prompt, which are `pairs` of the batch, for the prompt and its
  /// responses; a dropped prompt or response drops its pairs.
  ///
  /// Prompts with more than `max_group` responses are not given to it.
  func judge(_ batch: PairBatch, pairs: Range<Int>, into findings: inout [Finding])
}

/// A stage as the catalogue lists it.
public struct StageEntry: Sendable {
  /// `module.verb_or_noun`.
  public let name: String
  /// As the stage declares it.
  public let version: Int
  /// One line.
  public let summary: String
  /// Markdown.
  public let discussion: String
  /// What it sees at once.
  public let scope: Scope
  /// Columns it reads.
  public let reads: Set<Column>
  /// Columns it writes.
  public let writes: Set<Column>
  /// The reasons of its verdicts, with what each means.
  public let reasons: [(reason: Reason, meaning: String)]
  /// Options that its example needs, as YAML by name.
  public let exampleOptions: [String: String]
  /// Makes the stage from its options.
  public let make: @Sendable (inout OptionReader) throws(WinnowError) -> any Stage

  /// What a stage sees at once.
  public enum Scope: String, Sendable {
    case pair, prompt, corpus
  }

  /// An entry for a stage that judges pairs.
  public init<S: PairStage>(_ type: S.Type) { self.init(type, .pair) }

  /// An entry for a stage that judges prompts.
  public init<S: PromptStage>(_ type: S.Type) { self.init(type, .prompt) }

  init<S: Stage>(_ type: S.Type, _ scope: Scope) {
    name = S.name
    version = S.version
    summary = S.summary
    discussion = S.discussion
    self.scope = scope
    reads = S.reads
    writes = S.writes
    reasons = S.reasons
    exampleOptions = S.exampleOptions
    make = { (options: inout OptionReader) throws(WinnowError) in try S(options: &options) }
  }

  /// Whether what it makes has records of its own, which stages behind it see as those of the sources.
  var makesRecords: Bool { writes.contains(.pairs) || writes.contains(.responses) }

  /// The name in the ledger.
  public var versionedName: String { version == 1 ? name : "\(name)@\(version)" }
}
