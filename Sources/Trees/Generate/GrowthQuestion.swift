internal import Endpoints
internal import Pipeline
internal import Records
internal import Store

/// What a model is asked to go on with: a prompt, and how its answer begins.
struct GrowthQuestion: Sendable {
  /// For a completion model: all that stands before the answer.
  let text: String
  /// For a chat model.
  let messages: [ChatMessage]

  func completion(_ begun: String, seed: Int) -> CompletionExchange.Question {
    CompletionExchange.Question(text + begun, seed: seed)
  }

  func chat(_ begun: String, seed: Int) -> ChatExchange.Question {
    guard !begun.isEmpty else { return ChatExchange.Question(messages, seed: seed) }
    return ChatExchange.Question(
      messages + [ChatMessage(role: "assistant", content: begun)], seed: seed, goesOn: true)
  }
}

/// How the messages of a prompt become a text for a completion model.
struct GrowthTemplate: Sendable {
  /// With `{prompt}`.
  private let prompt: PromptTemplate
  /// With `{role}` and `{content}`, for each message; `nil` for the words of a single user alone.
  private let turn: PromptTemplate?
  let files: [(key: String, path: String)]

  init(options: inout OptionReader) throws(WinnowError) {
    let (prompt, promptPath) = try options.template(
      "prompt", ["{prompt}"], or: Self.standard,
      doc: "file of what stands before an answer")
    let (turn, turnPath) = try options.template(
      "turn", ["{role}", "{content}"], or: "",
      doc: "file of what stands for each message, as chat templates have it")
    self.prompt = prompt
    self.turn = turnPath == nil ? nil : turn
    files = [("prompt", promptPath), ("turn", turnPath)].compactMap { key, path in
      path.map { (key, $0) }
    }
  }

  /// Bytes around a prompt, about.
  var bytes: Int { prompt.text.utf8.count + (turn?.text.utf8.count ?? 0) }

  func question(_ body: Body, _ texts: EndpointTexts) -> GrowthQuestion {
    let messages = texts.prompt(body)
    guard let turn else {
      return GrowthQuestion(
        text: prompt.filled([("{prompt}", texts.text(body))]), messages: messages)
    }
    let turns = messages.map {
      turn.filled([("{role}", $0.role), ("{content}", $0.content)])
    }
    return GrowthQuestion(
      text: prompt.filled([("{prompt}", turns.joined())]), messages: messages)
  }

  /// It ends in a line feed, so that the answer begins at the margin.
  private static let standard = """
    Below is a request, and the reply that serves best the person who asked.

    ### Request
    {prompt}

    ### Reply

    """
}
