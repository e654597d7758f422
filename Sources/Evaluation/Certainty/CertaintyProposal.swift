internal import Foundation
internal import Records
internal import Store

/// A comparison to ask for, as a line of JSON: what the format of a mapping reads once somebody has written `winner`.
struct CertaintyProposal: Sendable {
  let promptID: PublicID
  let next: NextComparisons.Next
  let sharedDepth: Int
  let a: ResponseTexts.Row
  let b: ResponseTexts.Row

  /// Keys: `prompt`, `a`, `b` (texts, or lists of messages), `prompt_id`, `a_id`, `b_id`, `lca_depth`, `variance`,
  /// `probability` that a is better, and `gain`.
  var line: String {
    func body(_ own: (form: Body.Form, body: String)) -> String {
      own.form == .text ? JSONText.quoted(own.body) : own.body
    }
    return "{\"prompt\":\(body(a.prompt)),\"a\":\(body(a.response)),\"b\":\(body(b.response)),"
      + "\"prompt_id\":\"\(promptID)\",\"a_id\":\"\(a.id)\",\"b_id\":\"\(b.id)\","
      + "\"lca_depth\":\(sharedDepth),\"variance\":\(next.variance),"
      + "\"probability\":\(next.probability),\"gain\":\(next.gain)}"
  }
}
