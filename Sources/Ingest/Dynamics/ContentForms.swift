internal import Records
internal import Store

/// The forms in which a training set may hold the texts of a pair, and the keys of its content in each.
///
/// The store keeps one turn as text and more as messages, whatever they came as; a training set may hold
/// the prompt as text or messages or not at all, and the answers alone or behind it. Used by one thread.
struct ContentForms {
  private let parsed = ByteArena()
  private let raw = ByteArena()
  private let made = ByteArena()
  private let document = JSONDocument()

  /// One of prompt, chosen and rejected, written out in every way.
  private struct Part {
    /// Of a single turn.
    var text: ByteSlice?
    /// `{"role":…,"content":…},…` without the brackets; `nil` where something is not plain text.
    var messages: ByteSlice?
    /// `\n\nHuman: …`; `nil` where somebody else speaks.
    var transcript: ByteSlice?
  }

  /// The keys of a pair of the store, each with whether `a` is the chosen one.
  func keys(
    prompt: Body, a: Body, b: Body, in arena: ByteArena
  ) -> [(key: PublicID, firstIsChosen: Bool)] {
    made.truncate(to: 0)
    let prompt = part(prompt, .user, arena)
    let (a, b) = (part(a, .assistant, arena), part(b, .assistant, arena))
    return forms(prompt, a, b).flatMap { form in
      [
        (key(form.prompt, form.a, form.b), true), (key(form.prompt, form.b, form.a), false),
      ]
    }
  }

  /// The key of a record in the form nearest to that of the store; `nil` where something is not plain text.
  func key(prompt: Body, chosen: Body, rejected: Body, in arena: ByteArena) -> PublicID? {
    made.truncate(to: 0)
    let prompt = part(prompt, .user, arena)
    let (a, b) = (part(chosen, .assistant, arena), part(rejected, .assistant, arena))
    return forms(prompt, a, b).first.map { key($0.prompt, $0.a, $0.b) }
  }

  private typealias Form = (prompt: ByteSlice, a: ByteSlice, b: ByteSlice)

  private func forms(_ prompt: Part, _ a: Part, _ b: Part) -> [Form] {
    var forms: [Form] = []
    let asked = prompt.messages.map { list([$0]) }
    if let textA = a.text, let textB = b.text {
      // Answers as texts, beside the prompt or behind it.
      for form in [prompt.text, asked] {
        if let form { forms.append((form, textA, textB)) }
      }
      if let text = prompt.text {
        forms.append((.empty, join(text, textA), join(text, textB)))
      }
    }
    if let listA = a.messages, let listB = b.messages {
      let answers = (list([listA]), list([listB]))
      for form in [asked, prompt.text] {
        if let form { forms.append((form, answers.0, answers.1)) }
      }
      if let messages = prompt.messages {
        let whole = (list([messages, listA]), list([messages, listB]))
        if let text = prompt.text { forms.append((text, whole.0, whole.1)) }
        forms.append((made.append("[]"), whole.0, whole.1))
      }
    }
    if let asked = prompt.transcript, let a = a.transcript, let b = b.transcript {
      forms.append((.empty, join(asked, a), join(asked, b)))
    }
    return forms
  }

  private func key(_ prompt: ByteSlice, _ chosen: ByteSlice, _ rejected: ByteSlice) -> PublicID {
    .pairContent(prompt: prompt, chosen: chosen, rejected: rejected, in: made)
  }

  private func join(_ first: ByteSlice, _ second: ByteSlice) -> ByteSlice {
    let start = made.count
    made.append(first)
    made.append(second)
    return made.slice(from: start)
  }

  private func list(_ parts: [ByteSlice]) -> ByteSlice {
    let start = made.count
    made.append(byte: UInt8(ascii: "["))
    for (i, part) in parts.enumerated() {
      if i > 0 { made.append(byte: UInt8(ascii: ",")) }
      made.append(part)
    }
    made.append(byte: UInt8(ascii: "]"))
    return made.slice(from: start)
  }

  // MARK: The parts

  private func part(_ body: Body, _ role: Role, _ arena: ByteArena) -> Part {
    var part = Part()
    let start = made.count
    switch body.form {
    case .text:
      part.text = unsafe made.append(arena[body.slice])
      let from = made.count
      appendMessage(role, body.slice, arena)
      part.messages = made.slice(from: from)
      let turn = made.count
      if appendTurn(role, body.slice, arena) { part.transcript = made.slice(from: turn) }
    case .messages:
      guard let turns = turns(body, arena), !turns.isEmpty else { return part }
      for (i, turn) in turns.enumerated() {
        if i > 0 { made.append(byte: UInt8(ascii: ",")) }
        appendMessage(turn.role, turn.text, parsed)
      }
      part.messages = made.slice(from: start)
      let from = made.count
      if turns.allSatisfy({ appendTurn($0.role, $0.text, parsed) }) {
        part.transcript = made.slice(from: from)
      }
    }
    return part
  }

  /// The turns of stored messages, if all of them are plain text.
  private func turns(_ body: Body, _ arena: ByteArena) -> [(role: Role, text: ByteSlice)]? {
    raw.truncate(to: 0)
    parsed.truncate(to: 0)
    let text = unsafe raw.append(arena[body.slice])
    // The parser wants a blank behind the document.
    raw.append(byte: UInt8(ascii: "\n"))
    var repairs = RepairCounts()
    guard let list = unsafe try? document.parse(raw[text], into: parsed, repairs: &repairs) else {
      return nil
    }
    var turns: [(role: Role, text: ByteSlice)] = []
    for message in list.elements {
      guard let word = message["role"]?.string, let content = message["content"]?.string,
        let role = Role.stored(word, parsed)
      else { return nil }
      turns.append((role, content))
    }
    return turns
  }

  private func appendMessage(_ role: Role, _ text: ByteSlice, _ arena: ByteArena) {
    made.append("{\"role\":\"")
    made.append(role.word)
    made.append("\",\"content\":")
    made.appendQuoted(text, of: arena)
    made.append(byte: UInt8(ascii: "}"))
  }

  /// `false`, and nothing appended, where the transcripts of HH-RLHF have no such speaker.
  private func appendTurn(_ role: Role, _ text: ByteSlice, _ arena: ByteArena) -> Bool {
    switch role {
    case .user: made.append("\n\nHuman: ")
    case .assistant: made.append("\n\nAssistant: ")
    case .system, .tool: return false
    }
    unsafe made.append(arena[text])
    return true
  }
}

extension Role {
  /// The role a stored message names.
  fileprivate static func stored(_ word: ByteSlice, _ arena: ByteArena) -> Role? {
    [.user, .assistant, .system, .tool].first { arena.is(word, $0.word) }
  }
}
