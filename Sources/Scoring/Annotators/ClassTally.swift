/// How much weight each class has on each pair.
struct ClassTally: Sendable {
  let classes: VoteClasses
  /// Shape (pairs, classes) by row.
  let counts: [Double]

  init(_ votes: AnnotatorVotes, _ classes: VoteClasses) {
    self.classes = classes
    var counts = [Double](repeating: 0, count: votes.pairCount * classes.count)
    for row in 0..<votes.count {
      let place = Int(votes.pair[row]) * classes.count + classes.of(votes.verdict[row])
      counts[place] += votes.weight[row]
    }
    self.counts = counts
  }

  /// Calls `body` for each annotator on each pair: the rows of their votes there, and what the others
  /// said, by class.
  func forEachLeftOut(_ votes: AnnotatorVotes, _ body: (Range<Int>, [Double]) -> Void) {
    var others = [Double](repeating: 0, count: classes.count)
    var start = 0
    while start < votes.count {
      let pair = Int(votes.pair[start])
      for c in 0..<classes.count { others[c] = counts[pair * classes.count + c] }
      var end = start
      while end < votes.count, votes.pair[end] == votes.pair[start],
        votes.annotator[end] == votes.annotator[start]
      {
        others[classes.of(votes.verdict[end])] -= votes.weight[end]
        end += 1
      }
      // What is left of a difference of equal sums is rounding.
      for c in others.indices where others[c] < 1e-9 { others[c] = 0 }
      body(start..<end, others)
      start = end
    }
  }

  /// The class with the most weight; `nil` where none has any or several share it.
  static func leader(_ weights: [Double]) -> Int? {
    var best = -1
    var isShared = false
    for (c, weight) in weights.enumerated() where weight > 0 {
      if best < 0 || weight > weights[best] * (1 + 1e-9) {
        best = c
        isShared = false
      } else if weight >= weights[best] * (1 - 1e-9) {
        isShared = true
      }
    }
    return best >= 0 && !isShared ? best : nil
  }
}
