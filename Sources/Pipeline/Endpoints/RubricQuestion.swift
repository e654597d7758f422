/// What a model that writes rubrics is asked, in training as in use: both must have the same words.
package struct RubricQuestion: Sendable, Equatable {
  package let instruction: String

  /// - Parameter instruction: before the prompt; ours by default.
  package init(instruction: String = Self.standard) { self.instruction = instruction }

  /// Before the prompt.
  package var before: String { "\(instruction)\n\n# Prompt\n" }
  /// Behind it.
  package var behind: String { "\n\n# Rubric\n" }

  /// The whole question about a prompt.
  package func words(_ prompt: String) -> String { before + prompt + behind }

  package static let standard = """
    Write the rubric by which responses to the prompt below are judged: a numbered list of criteria, each one sentence \
    about the response that is true of it or not. Begin with what the prompt demands in words, and end each of these \
    in [Hard Rule]. Go on with the qualities that make a response good besides, in words that would fit other topics, \
    and end each of these in [Principle].
    """
}
