internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Texts of a batch.
extension ResponseBatch {
  /// Replaces `text` by the plain text of `body`; messages joined by a line feed.
  func read(_ body: Body, _ part: AnswerText.Part = .all, into text: inout [UInt8]) {
    AnswerText.read(body, in: arena, part, into: &text)
  }

  /// The store's digest of a text, which covers the roles of its messages.
  func digest(_ body: Body) -> PublicID {
    unsafe PublicID.text(body.form, arena[body.slice])
  }
}
