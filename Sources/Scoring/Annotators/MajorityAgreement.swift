/// How often each annotator says what most others say of the same pair: leave-one-out agreement.
///
/// A vote counts where the others on its pair have one leading verdict by weight; where they have none
/// (nobody else voted, or a draw) it says nothing. Each vote is a case, whatever its weight. Agreement is
/// not correctness: the others err too, so a perfect annotator stays below 1, and it is high for mistakes
/// that most share. Wilson's intervals take the votes of an annotator for independent.
package struct MajorityAgreement: Sendable, Equatable {
  /// Shape (annotators): votes equal to the others' leading verdict, of those that have one.
  package let agreement: [Proportion]
  /// All annotators together.
  package let overall: Proportion

  /// - Parameter decisiveOnly: whether only votes for the first or second count, and only those of others.
  /// - Complexity: O(votes).
  package init(_ votes: AnnotatorVotes, decisiveOnly: Bool = false) {
    let votes = decisiveOnly ? votes.filter { votes.direction($0) != 0 } : votes
    let tally = ClassTally(votes, VoteClasses(votes))
    var hits = [Int](repeating: 0, count: votes.annotatorCount)
    var counts = hits
    tally.forEachLeftOut(votes) { rows, others in
      guard let leader = ClassTally.leader(others) else { return }
      for row in rows {
        counts[Int(votes.annotator[row])] += 1
        if tally.classes.of(votes.verdict[row]) == leader { hits[Int(votes.annotator[row])] += 1 }
      }
    }
    agreement = hits.indices.map { Proportion(hits[$0], of: counts[$0]) }
    overall = Proportion(hits.reduce(0, +), of: counts.reduce(0, +))
  }
}
