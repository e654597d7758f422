internal import Records
internal import Store

/// Dialogues of one group by the turns they begin with in common.
struct TurnTrie {
  /// A turn: who speaks, and what.
  struct Turn {
    var kind: PreferenceTree.Node.Kind
    var form: Body.Form
    var text: [UInt8]

    var key: PublicID {
      var digest = DigestBuilder("winnow turn 1")
      digest.add(Int(kind.rawValue))
      digest.add(unsafe text.withUnsafeBytes { unsafe PublicID.text(form, $0) })
      return digest.finish()
    }
  }

  private struct Node {
    var parent: Int
    var turn: Turn
    var key: PublicID
    var children: [PublicID: Int] = [:]
    var prompt: Int64?
    var response: Int64?
    /// The text's own row.
    var row: PreferenceTree.Node.Text?
  }

  private var nodes: [Node] = []

  /// Puts in a prompt, whose group all others are of, too.
  ///
  /// - Returns: the node with which it ends.
  mutating func insert(prompt body: [UInt8], _ form: Body.Form, row: Int64) -> Int {
    var turns = Self.turns(body, form, plain: .user)
    // The root is all up to the first turn of the user, which a group has in common.
    let first = (turns.firstIndex { $0.kind == .user } ?? 0) + 1
    let root = Self.joined(turns.prefix(first))
    turns.removeFirst(min(first, turns.count))
    if nodes.isEmpty { nodes.append(Node(parent: -1, turn: root, key: root.key)) }
    let end = walk(turns, from: 0)
    nodes[end].prompt = row
    if end == 0 { nodes[end].row = .ofPrompt(row) }
    return end
  }

  /// Puts in a response to the prompt that ends with `node`.
  mutating func insert(response body: [UInt8], _ form: Body.Form, row: Int64, at node: Int) {
    let turns = Self.turns(body, form, plain: .assistant)
    guard !turns.isEmpty else { return }
    let end = walk(turns, from: node)
    nodes[end].response = row
    if form == .text { nodes[end].row = .ofResponse(row) }
  }

  private mutating func walk(_ turns: [Turn], from node: Int) -> Int {
    var at = node
    for turn in turns {
      let key = turn.key
      if let known = nodes[at].children[key] {
        at = known
      } else {
        nodes.append(Node(parent: at, turn: turn, key: key))
        nodes[at].children[key] = nodes.count - 1
        at = nodes.count - 1
      }
    }
    return at
  }

  /// The tree; children in the order of their digests.
  ///
  /// - Parameters:
  ///   - group: public id.
  ///   - prompt: row of one of its prompts.
  ///   - scores: of responses, by row.
  func tree(
    of group: PublicID, prompt: Int64, scores: [Int64: Double], origin: String
  ) -> PreferenceTree {
    var made: [PreferenceTree.Node] = []
    var keys: [PublicID] = []
    var open = nodes.isEmpty ? [] : [(node: 0, parent: -1)]
    while let (at, parent) = open.popLast() {
      let own = nodes[at]
      var node = PreferenceTree.Node(
        parent: parent, depth: parent < 0 ? 0 : made[parent].depth + 1,
        kind: parent < 0 ? .root : own.turn.kind,
        text: own.row ?? .new(own.turn.form, own.turn.text))
      node.prompt = own.prompt
      node.response = own.response
      node.score = own.response.flatMap { scores[$0] }
      let number = made.count
      made.append(node)
      keys.append(own.key)
      open += own.children.sorted { $0.key > $1.key }.map { ($0.value, number) }
    }
    Backup.own(&made)
    return PreferenceTree(
      .turns, of: group, prompt: prompt, origin: origin, nodes: made, keys: keys)
  }

  // MARK: Turns of a body

  /// The turns of a body; of one that is plain text, the one of `plain`.
  static func turns(
    _ body: [UInt8], _ form: Body.Form, plain: PreferenceTree.Node.Kind
  ) -> [Turn] {
    guard form == .messages else { return [Turn(kind: plain, form: .text, text: body)] }
    var turns: [Turn] = []
    let json = body.span
    json.forEachMessage { message in
      let kind: PreferenceTree.Node.Kind =
        message.role == .user ? .user : message.role == .assistant ? .assistant : .other
      var text: [UInt8] = []
      let isPlain =
        kind != .other && message.rest.isEmpty && !message.content.isEmpty
        && json[message.content.lowerBound] == UInt8(ascii: "\"")
      if isPlain {
        json.appendUnescaped(message.content, to: &text)
        turns.append(Turn(kind: kind, form: .text, text: text))
        return true
      }
      // As it stands there, so that nothing is lost.
      text += Array("[{\"role\":".utf8)
      json.append(message.roleText, to: &text)
      text += Array(",\"content\":".utf8)
      if message.content.isEmpty {
        text += Array("null".utf8)
      } else {
        json.append(message.content, to: &text)
      }
      if !message.rest.isEmpty {
        text.append(UInt8(ascii: ","))
        json.append(message.rest, to: &text)
      }
      text += Array("}]".utf8)
      turns.append(Turn(kind: kind, form: .messages, text: text))
      return true
    }
    return turns
  }

  /// Several turns as one.
  private static func joined(_ turns: ArraySlice<Turn>) -> Turn {
    guard turns.count != 1, let last = turns.last else {
      return turns.first ?? Turn(kind: .other, form: .text, text: [])
    }
    var list: [UInt8] = []
    for turn in turns {
      list.append(UInt8(ascii: list.isEmpty ? "[" : ","))
      if turn.form == .messages {
        list += turn.text.dropFirst().dropLast()
      } else {
        let role = turn.kind == .user ? "user" : "assistant"
        let text = JSONText.quoted(String(decoding: turn.text, as: UTF8.self))
        list += Array("{\"role\":\"\(role)\",\"content\":\(text)}".utf8)
      }
    }
    list.append(UInt8(ascii: "]"))
    return Turn(kind: last.kind, form: .messages, text: list)
  }
}
