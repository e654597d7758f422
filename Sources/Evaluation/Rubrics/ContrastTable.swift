internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Pairs with how their answers differ, and their prompts by words.
struct ContrastTable: Sendable {
  var pairs: [EvaluatedPair] = []
  /// First − second, shape (pairs, bank).
  var differences: [[Float]] = []
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
      var row: Int64
      var prompt: Int64
      var differences: [Float]
      var length: Float
      var words: [UInt32]
    }
    let wanted = Dictionary(set.pairs.map { ($0.row, $0) }) { first, _ in first }
    let slices = try PairSlice.all(store)
    var found: [Int64: Found] = [:]
    progress.begin("contrasts", total: slices.count)
    try inOrder(
      0..<slices.count, jobs: jobs,
      worker: { () throws(WinnowError) in (try PairReader(store), AnswerFeatures(longest: 1 << 20))
      },
      work: { (own, number) throws(WinnowError) -> [Found] in
        var all: [Found] = []
        let reader = own.1
        _ = try own.0.read(slices[number], selection, .texts) { batch in
          for i in batch.rows.indices {
            guard wanted[batch.rows[i]] != nil, let b = batch.b[i] else { continue }
            reader.read(prompt: batch.prompts[i], in: batch.arena)
            let first = Contrast.values(reader.features(of: batch.a[i], in: batch.arena))
            let second = Contrast.values(reader.features(of: b, in: batch.arena))
            all.append(
              Found(
                row: batch.rows[i], prompt: batch.promptRows[i],
                differences: zip(first, second).map { $0 - $1 },
                length: Float(Logarithms.ratio(Int(batch.a[i].slice.count), Int(b.slice.count))),
                words: reader.questionWords))
          }
        }
        return all
      },
      consume: { (number, all) throws(WinnowError) in
        for own in all { found[own.row] = own }
        progress.advance(
          "contrasts", done: number + 1, unit: "slices read",
          share: Double(number + 1) / Double(slices.count))
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
      table.prompts.append(numbers[own.prompt] ?? 0)
    }
    return table
  }
}
