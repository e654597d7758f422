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
    var depth: Int
    var prompt: Int64?
    /// Replies that end with it, and how many turns each has: a later prompt may have a reply to it that another reply
    /// goes through.
    var responses: [(row: Int64, turns: Int, isText: Bool)] = []
  }

  private var nodes: [Node] = []

  /// What tells the dialogues that can stand in one tree: all up to the first turn of the user.
  static func root(of prompt: [UInt8], _ form: Body.Form) -> PublicID {
    root(turns(prompt, form, plain: .user)).turn.key
  }

  /// That part as one turn, and how many it is of.
  private static func root(_ turns: [Turn]) -> (turn: Turn, count: Int) {
    let count = min(turns.count, (turns.firstIndex { $0.kind == .user } ?? 0) + 1)
    return (joined(turns.prefix(count)), count)
  }

  /// Puts in a prompt, whose root all others have, too.
  ///
  /// - Returns: the node with which it ends.
  mutating func insert(prompt body: [UInt8], _ form: Body.Form, row: Int64) -> Int {
    let turns = Self.turns(body, form, plain: .user)
    let (root, count) = Self.root(turns)
    if nodes.isEmpty { nodes.append(Node(parent: -1, turn: root, key: root.key, depth: 0)) }
    let end = walk(turns.dropFirst(count), from: 0)
    nodes[end].prompt = row
    return end
  }

  /// Puts in a response to the prompt that ends with `node`.
  mutating func insert(response body: [UInt8], _ form: Body.Form, row: Int64, at node: Int) {
    var turns = Self.turns(body, form, plain: .assistant)
    // What cannot be read stands there as it is.
    if turns.isEmpty { turns = [Turn(kind: .other, form: form, text: body)] }
    let end = walk(turns[...], from: node)
    nodes[end].responses.append((row, turns.count, form == .text))
  }

  private mutating func walk(_ turns: ArraySlice<Turn>, from node: Int) -> Int {
    var at = node
    for turn in turns {
      let key = turn.key
      if let known = nodes[at].children[key] {
        at = known
      } else {
        nodes.append(Node(parent: at, turn: turn, key: key, depth: nodes[at].depth + 1))
        nodes[at].children[key] = nodes.count - 1
        at = nodes.count - 1
      }
    }
    return at
  }

  /// The tree; children in the order of their digests.
  ///
  /// Of several replies that end with the same turn the one of the fewest turns has its node; each of the others has
  /// one beside it with nothing below.
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
      // Of equal ones the first.
      let ends = own.responses.enumerated().sorted {
        ($0.element.turns, $0.offset) < ($1.element.turns, $1.offset)
      }.map(\.element)
      for (place, end) in ends.dropFirst().enumerated() {
        made.append(
          node(own, parent, made, response: ends[place + 1].row, isText: end.isText, scores))
        keys.append(own.key)
      }
      var node = node(
        own, parent, made, response: ends.first?.row, isText: ends.first?.isText ?? false, scores)
      node.prompt = own.prompt
      if parent < 0, let row = own.prompt { node.text = .ofPrompt(row) }
      let number = made.count
      made.append(node)
      keys.append(own.key)
      open += own.children.sorted { $0.key > $1.key }.map { ($0.value, number) }
    }
    Backup.own(&made)
    return PreferenceTree(
      .turns, of: group, prompt: prompt, origin: origin, nodes: made, keys: keys)
  }

  private func node(
    _ own: Node, _ parent: Int, _ made: [PreferenceTree.Node], response: Int64?, isText: Bool,
    _ scores: [Int64: Double]
  ) -> PreferenceTree.Node {
    var node = PreferenceTree.Node(
      parent: parent, depth: own.depth, kind: parent < 0 ? .root : own.turn.kind,
      text: .new(own.turn.form, own.turn.text))
    if isText, let response { node.text = .ofResponse(response) }
    node.response = response
    node.score = response.flatMap { scores[$0] }
    return node
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
