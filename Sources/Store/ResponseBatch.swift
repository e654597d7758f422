package import Records

/// Some prompts with all their responses, as stages that compare the responses of a prompt see them.
///
/// Responses and pairs of a prompt are in the order of their public ids, whatever the order of files.
package struct ResponseBatch: Sendable {
  /// All texts of the batch.
  package var arena = ByteArena(capacity: 4 << 20)
  package var prompts: [Prompt] = []
  package var responses: [Response] = []
  package var pairs: [Pair] = []

  package init() {}

  /// A prompt, with what belongs to it as ranges of the batch's columns.
  package struct Prompt: Sendable {
    /// Private row id.
    package var row: Int64
    package var id: PublicID
    package var group: PublicID
    package var split: String
    package var text: Body
    package var responses: Range<Int>
    package var pairs: Range<Int>
    /// Rows of the responses of pairs that an earlier stage dropped: made again they stay dropped. `b` is 0
    /// for a single response.
    package var fallen: [(a: Int64, b: Int64)] = []
    /// What the records of its pairs and responses hold besides, as JSON objects; by place.
    package var extras: [String] = []
    /// By extra: private rows of the pairs of two responses that its record judges, live or not; empty unless asked for.
    package var recordPairs: [[Int64]] = []
    /// Names of the sources that have it, by name; empty unless asked for.
    package var sources: [String] = []
    /// The first record that has it; 0 if unknown.
    package var record: Int64 = 0
  }

  /// A response that is live: in a live pair, or in no pair at all.
  package struct Response: Sendable {
    /// Private row id.
    package var row: Int64
    package var id: PublicID
    package var body: Body
    /// Who wrote it, by name; empty unless asked for.
    package var models: [String] = []
    /// A score for each name that was asked for: the mean of what selected records and runs give; NaN for none.
    package var scores: [Double] = []
  }

  /// A live pair.
  package struct Pair: Sendable {
    /// Private row id.
    package var row: Int64
    package var id: PublicID
    /// Indices of its responses in the batch; `b` is -1 for a single one.
    package var a: Int
    package var b: Int
    package var decision: Decision
    /// That a is better, as the last label says; 0.5 for undecided ones.
    package var probability: Double
    /// What it is to the stage of the plan that made it; `nil` for a pair of the sources.
    package var role: String?

    /// The responses by decision; `nil` where neither won.
    package var ordered: (chosen: Int, rejected: Int)? {
      guard b >= 0 else { return nil }
      return decision == .a ? (a, b) : decision == .b ? (b, a) : nil
    }
  }

  mutating func removeAll() {
    arena.truncate(to: 0)
    prompts.removeAll(keepingCapacity: true)
    responses.removeAll(keepingCapacity: true)
    pairs.removeAll(keepingCapacity: true)
  }
}
