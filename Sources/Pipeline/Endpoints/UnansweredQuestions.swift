package import Endpoints
package import Store

/// Questions that have no answer, as they stand in the counts of a run: so one that goes on tells the same.
package enum UnansweredQuestions {
  private static let keys = ["refused", "malformed", "rejected"].map { "questions \($0)" }

  /// Counts those of a batch.
  package static func add(_ tally: EndpointTally, to counts: inout Counts) {
    for (key, number) in zip(keys, [tally.refused, tally.malformed, tally.rejected])
    where number > 0 {
      counts[key] += number
    }
  }

  /// Those counts alone.
  package static func of(_ counts: Counts) -> Counts {
    var own = Counts()
    for key in keys where counts[key] > 0 { own[key] = counts[key] }
    return own
  }

  /// A warning; `nil` without any.
  package static func note(_ counts: Counts) -> RunNote? {
    var tally = EndpointTally()
    tally.refused = counts[keys[0]]
    tally.malformed = counts[keys[1]]
    tally.rejected = counts[keys[2]]
    return tally.failureWords.map {
      RunNote("warning", "warning: questions without an answer: \($0)")
    }
  }
}
