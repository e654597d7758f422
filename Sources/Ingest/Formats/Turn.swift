internal import Records

/// Who speaks.
enum Role: Sendable, Equatable {
  case system, user, assistant, tool

  /// The word in a stored message.
  var word: StaticString {
    switch self {
    case .system: "system"
    case .user: "user"
    case .assistant: "assistant"
    case .tool: "tool"
    }
  }

  /// The words that are read for roles, in lower case.
  static let words: [(word: String, role: Role)] = [
    ("system", .system), ("developer", .system),
    ("user", .user), ("human", .user), ("prompter", .user),
    ("assistant", .assistant), ("gpt", .assistant), ("chatgpt", .assistant), ("bing", .assistant),
    ("bard", .assistant), ("model", .assistant), ("bot", .assistant), ("ai", .assistant),
    ("chatbot", .assistant), ("function_call", .assistant), ("tool_call", .assistant),
    ("tool", .tool), ("observation", .tool), ("function", .tool), ("function_response", .tool),
    ("tool_response", .tool), ("ipython", .tool),
  ]
}

/// One turn of a dialogue: a message of a record, or a piece of a transcript.
struct Turn {
  enum Content {
    case text(ByteSlice)
    /// Content parts: a list.
    case parts(JSONValue)
    /// Nothing but tool calls.
    case none
  }

  var role: Role
  var content: Content
  /// The content is the text of a tool call.
  var isToolCall = false
  /// The message, if members of it other than role and content are to be kept.
  var message: JSONValue?

  init(_ role: Role, _ content: Content) {
    self.role = role
    self.content = content
  }

  /// The text of a turn that is nothing but text.
  var plainText: ByteSlice? {
    guard message == nil, !isToolCall, case .text(let slice) = content else { return nil }
    return slice
  }
}

/// Where a message keeps its role and content, and what the roles are called.
struct MessageShape: Sendable {
  /// The key of the role; `nil` for `role` or `from`, whichever is there.
  var role: String?
  /// The key of the content; `nil` for `content` or `value`, whichever is there.
  var content: String?
  /// Words for roles beyond `Role.words`; they go before those.
  var roles: [String: Role] = [:]

  static let standard = MessageShape()

  /// Members of a message that belong to it as chat templates know it; others go to `extra`.
  static let kept = [
    "name", "tool_calls", "tool_call_id", "function_call", "tools", "reasoning_content", "thinking",
    "refusal", "audio", "images", "prefix", "weight",
  ]
}
