internal import Store

/// A rubric in the making: from a pair, or from the responses of a prompt in their order.
struct RubricDraft {
  /// What the generator sees.
  enum Source: Equatable {
    /// Place of a pair in the batch.
    case pair(Int)
    /// Places of responses in the batch, the best first.
    case chain([Int])
  }

  /// Place in the batch.
  let prompt: Int
  let source: Source
  /// Places of the pairs it is made for.
  let own: [Int]
  /// Places of the pairs it is tested on.
  let tested: [Int]

  /// Attempts that were made.
  private(set) var attempts = 0
  /// Whether there is nothing more to try.
  private(set) var isSettled = false
  /// The last that the generator wrote, as long as it may be kept.
  private(set) var criteria: [Criterion]?
  /// What the judge said with `criteria`, by place in `tested`.
  var votes: [PairVotes] = []
  /// The judge's words where it agreed with the label: of each place in `tested`, by vote.
  var words: [[Int: String]] = []
  /// The best share of tested pairs that were judged as labelled; `nil` where none was tested.
  private(set) var accuracy: Double?
  /// What the last rubric does to the judge's margin.
  private(set) var margin: Double?
  /// Places of own pairs for which it is kept.
  private(set) var kept: [Int] = []
  /// Why the last attempt gave no rubric.
  private(set) var failure: RubricReply.Failure?

  init(prompt: Int, source: Source, own: [Int], tested: [Int]) {
    self.prompt = prompt
    self.source = source
    self.own = own
    self.tested = tested
  }

  /// Takes what the generator wrote.
  mutating func take(_ reply: Result<[Criterion], RubricReply.Failure>, of attempts: Int) {
    self.attempts += 1
    (votes, words) = ([], [])
    switch reply {
    case .success(let criteria):
      (self.criteria, failure) = (criteria, nil)
    case .failure(let failure):
      (criteria, self.failure) = (nil, failure)
      isSettled = self.attempts == attempts || !failure.mayPass
    }
  }

  /// Keeps the rubric, or gives it up, by what the judge said with it.
  ///
  /// - Parameters:
  ///   - isRight: for each place in `tested`, whether the pair is judged as labelled.
  ///   - margin: over the own pairs.
  mutating func settle(
    _ isRight: [Bool], margin: Double, threshold: Double, of attempts: Int
  ) {
    let share = Double(isRight.count { $0 }) / Double(max(1, isRight.count))
    self.margin = margin
    let right = Set(zip(tested, isRight).filter(\.1).map(\.0))
    let own = own.filter(right.contains)
    if share >= threshold, !own.isEmpty {
      (kept, accuracy, isSettled) = (own, share, true)
    } else {
      accuracy = max(accuracy ?? 0, share)
      isSettled = self.attempts == attempts
      (criteria, words) = (nil, [])
    }
  }
}
