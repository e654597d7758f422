internal import Foundation
internal import Pipeline
public import Records
internal import Scoring
internal import Store

/// A blind check of the labels of a store, by people.
public struct CertifyRequest: Sendable {
  /// A store, or a pipeline file, whose store is meant.
  public var location: String
  /// A pipeline file whose last finished plan is meant; `nil` for the last plan of any.
  public var pipeline: String?
  /// Pairs to look at, at least 1.
  public var budget: Int
  /// Any number; other seeds draw other pairs.
  public var seed: UInt64
  /// The folder for the files of the raters; `nil` for one beside the store.
  public var out: String?
  /// Files that raters have filled in; empty to draw a sample.
  public var answers: [String]
  /// A model that is asked in place of people; `nil` for people.
  public var judge: JudgeRequest?

  /// A request to draw a sample, with `answers` to read it back, with `judge` to ask a model.
  public init(
    location: String, pipeline: String? = nil, budget: Int = 150, seed: UInt64 = 0,
    out: String? = nil, answers: [String] = [], judge: JudgeRequest? = nil
  ) {
    self.location = location
    self.pipeline = pipeline
    self.budget = budget
    self.seed = seed
    self.out = out
    self.answers = answers
    self.judge = judge
  }
}

/// What was drawn, or what the answers come to, for people and for programs.
public struct CertifySummary: Sendable {
  /// A JSON object.
  public let json: String
  /// Sentences.
  public let text: String
}

extension Curation {
  /// Draws a stratified blind sample of the pairs a detector judged, reads the answers of raters back, or asks a
  /// model for them.
  ///
  /// The key, which tells pair, label and side of each item, stays in the store.
  ///
  /// - Throws: `nothing-judged`, `foreign-file`, `bad-answers`, what is wrong with the store, and what an endpoint
  ///   fails with.
  public static func certify(_ request: CertifyRequest) throws(WinnowError) -> CertifySummary {
    let path = try storePath(request.location)
    // A store that is not there must not be made.
    try Store(reading: path).close()
    let lock = try StoreLock(path: path, command: "certify")
    defer { withExtendedLifetime(lock) {} }
    let store = try Store(path: path)
    defer { store.close() }
    if let judge = request.judge {
      return try CertifyJudging(store: store, request: request, judge: judge).run()
    }
    return request.answers.isEmpty
      ? try CertifyDraw(store: store, request: request).run()
      : try CertifyReadBack(store: store, files: request.answers).run()
  }
}

/// What the dropped strata of a sample hold.
enum CertifyBasis: String {
  case drop, flip, highest

  /// A sentence for report and card.
  var words: String {
    switch self {
    case .drop: "The drops are the pairs that filters.training_dynamics dropped."
    case .flip: "The drops are the pairs that filters.training_dynamics flipped."
    case .highest:
      "Nothing was dropped: the tenth of the pairs with the highest probability of being wrong "
        + "stands for the drops."
    }
  }
}

extension WinnowError.Code {
  /// No run of the plan says how likely labels are wrong.
  public static let nothingJudged = Self("nothing-judged", exitStatus: 2)
  /// The answers of a rater do not fit the sample.
  public static let badAnswers = Self("bad-answers", exitStatus: 1)
}
