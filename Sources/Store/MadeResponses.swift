package import Records

/// Responses to a prompt that a stage has written, or had written.
///
/// They are kept as those of a record that makes no comparison: with a record of their own, in a member of the stage's
/// run, at the place of the prompt.
package struct MadeResponses: Sendable, Equatable {
  /// What stands before them in the order of exports, and whose member and line are told of them.
  package var place: DerivedPair.Place
  /// Row of the prompt.
  package var prompt: Int64
  /// Plain text each, UTF-8, in the order in which they are kept; no two the same.
  package var texts: [[UInt8]]
  /// Who wrote them; `nil` if that is not known.
  package var model: String?

  package init(place: DerivedPair.Place, prompt: Int64, texts: [[UInt8]], model: String?) {
    self.place = place
    self.prompt = prompt
    self.texts = texts
    self.model = model
  }

  /// The public id of a response to a prompt.
  package static func id(of text: [UInt8], to prompt: PublicID) -> PublicID {
    unsafe text.withUnsafeBytes { unsafe .response(prompt: prompt, text: .text(.text, $0)) }
  }
}
