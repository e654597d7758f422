/// The confusion matrix of the crowd: how one vote goes when the others on the pair say otherwise.
///
/// Row t is the mean, over all votes on pairs with another annotator, of the vote, weighted by the
/// share of the others that say t. Each diagonal has 7 votes and each row 3 more, spread evenly, to
/// begin with: a crowd without overlap is believed to be right in 7 of 10. The others err too, so that
/// the crowd looks a little worse than it is: what few votes are drawn to is cautious.
enum CrowdConfusion {
  private static let rightVotes = 7.0
  private static let wrongVotes = 3.0

  /// - Returns: shape (classes, classes) by row, rows sum to 1, all above 0.
  static func of(_ votes: AnnotatorVotes, _ tally: ClassTally, treatsSidesAlike: Bool) -> [Double] {
    let classes = tally.classes
    let size = classes.count
    guard size > 1 else { return [Double](repeating: 1, count: size) }
    var counts = [Double](repeating: wrongVotes / Double(size - 1), count: size * size)
    for t in 0..<size { counts[t * size + t] = rightVotes }
    tally.forEachLeftOut(votes) { rows, others in
      let sum = others.reduce(0, +)
      guard sum > 0 else { return }
      for row in rows {
        let v = classes.of(votes.verdict[row])
        for t in 0..<size { counts[t * size + v] += votes.weight[row] * others[t] / sum }
      }
    }
    if treatsSidesAlike { mirror(&counts, at: 0, classes) }
    for t in 0..<size {
      let sum = counts[t * size..<(t + 1) * size].reduce(0, +)
      for v in 0..<size { counts[t * size + v] /= sum }
    }
    return counts
  }

  /// Gives both of [t][v] and [mirror t][mirror v] their mean.
  static func mirror(_ counts: inout [Double], at offset: Int, _ classes: VoteClasses) {
    let size = classes.count
    for t in 0..<size {
      for v in 0..<size {
        let one = offset + t * size + v
        let other = offset + classes.mirror(t) * size + classes.mirror(v)
        guard one < other else { continue }
        let mean = (counts[one] + counts[other]) / 2
        counts[one] = mean
        counts[other] = mean
      }
    }
  }
}
