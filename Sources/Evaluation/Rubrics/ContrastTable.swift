internal import Pipeline
internal import Records
internal import Rules
internal import Scoring
internal import Store

/// Pairs with how their answers differ, and their prompts by words.
struct ContrastTable: Sendable {
  var pairs: [EvaluatedPair] = []
  /// First − second, shape (pairs, bank).
  var differences: [[Float]] = []
  /// Share of the prompt's hard rules that the first answer keeps, less that of the second, shape (pairs).
  var rules: [Double] = []
  /// How much longer the first answer is, as the difference of logarithms, shape (pairs).
  var lengths: [Float] = []
  /// Number of each pair's prompt, shape (pairs).
  var prompts: [Int] = []
  /// Different words of each prompt, hashed.
  var words: [[UInt32]] = []
  /// Group of each prompt.
  var groups: [PublicID] = []

  /// Reads the texts of the pairs once, on several threads.
  ///
  /// - Complexity: O(bytes); 100 bytes a pair and 4 a word of a prompt are kept.
  static func make(
    _ set: EvaluationSet, _ store: Store, _ selection: Selection, jobs: Int,
    progress: any ProgressSink
  ) throws(WinnowError) -> ContrastTable {
    struct Found: Sendable {
      var prompt: Int64
      var differences: [Float]
      var length: Float
      var rules: Double
      var words: [UInt32]
    }
    let found = try set.read(
      store, selection, jobs: jobs, progress: progress, label: "contrasts",
      worker: { () throws(WinnowError) in AnswerFeatures(longest: 1 << 20) },
      take: { (reader, _, batch, i) throws(WinnowError) -> Found? in
        guard let b = batch.b[i] else { return nil }
        reader.read(prompt: batch.prompts[i], in: batch.arena)
        let words = reader.questionWords()
        let first = Contrast.values(reader.features(of: batch.a[i], in: batch.arena))
        let second = Contrast.values(reader.features(of: b, in: batch.arena))
        let question = AnswerText.string(batch.prompts[i], in: batch.arena)
        let asked = RuleParser.rules(
          in: AnswerText.string(batch.prompts[i], in: batch.arena, .lastUserTurn)
        ).map(\.rule)
        func share(_ body: Body) -> Double {
          asked.share(
            keptBy: ScalarText(AnswerText.string(body, in: batch.arena)), prompt: question)
        }
        return Found(
          prompt: batch.promptRows[i], differences: zip(first, second).map { $0 - $1 },
          length: Float(Logarithms.ratio(Int(batch.a[i].slice.count), Int(b.slice.count))),
          rules: asked.isEmpty ? 0 : share(batch.a[i]) - share(b), words: words)
      })
    var table = ContrastTable()
    var numbers: [Int64: Int] = [:]
    // In the order of the set, which is that of public ids.
    for pair in set.pairs {
      guard let own = found[pair.row] else { continue }
      if numbers[own.prompt] == nil {
        numbers[own.prompt] = table.words.count
        table.words.append(own.words)
        table.groups.append(pair.group)
      }
      table.pairs.append(pair)
      table.differences.append(own.differences)
      table.lengths.append(own.length)
      table.rules.append(own.rules)
      table.prompts.append(numbers[own.prompt] ?? 0)
    }
    return table
  }
}
