internal import Records
internal import Yams

/// Makes our nodes out of Yams's: resolves aliases within bounds, checks keys, tags and depth.
struct NodeBuilder {
  let origin: ConfigNode.Place
  let mask: Mask
  private var anchors: [String: Built] = [:]
  private var count = 0

  /// A node with the number of nodes in it, itself included, and the length of its longest branch.
  struct Built {
    var node: ConfigNode
    var size = 1
    var height = 1

    mutating func add(_ part: Self) {
      size += part.size
      height = max(height, part.height + 1)
    }
  }

  init(origin: ConfigNode.Place, mask: Mask) {
    self.origin = origin
    self.mask = mask
  }

  mutating func build(_ node: Node, depth: Int) throws(WinnowError) -> Built {
    guard depth < ConfigNode.maxDepth else { throw tooDeep(at: place(of: node)) }
    try add(1, at: place(of: node))
    try checkTag(of: node)
    let built: Built
    switch node {
    case .scalar(let scalar):
      built = try build(scalar, at: place(of: node), depth: depth)
    case .sequence(let sequence):
      var nodes: [ConfigNode] = []
      var sum = Built(node: ConfigNode(.sequence([]), at: place(of: node)))
      for element in sequence {
        let part = try build(element, depth: depth + 1)
        sum.add(part)
        nodes.append(part.node)
      }
      sum.node.content = .sequence(nodes)
      built = sum
    case .mapping(let mapping):
      built = try build(mapping, at: place(of: node), depth: depth)
    case .alias:
      throw problem("an alias cannot stand here", at: place(of: node))
    }
    if let anchor = node.anchor?.rawValue { anchors[anchor] = built }
    return built
  }

  private mutating func build(
    _ scalar: Node.Scalar, at place: ConfigNode.Place, depth: Int
  ) throws(WinnowError) -> Built {
    let isPlain = scalar.style == .plain && scalar.tag.rawValue != Tag.Name.str.rawValue
    let text = mask.show(scalar.string)
    let first = scalar.style == .plain ? scalar.string.unicodeScalars.first : nil
    if first == mask.question, text == "?" || text.hasPrefix("? ") {
      throw problem(
        "a key cannot begin with `? `", at: place,
        hint: "write `key: value`; put a text that begins with `? ` in quotes")
    }
    guard first == mask.star else {
      return Built(node: ConfigNode(.scalar(text: text, isPlain: isPlain), at: place))
    }
    let name = String(text.dropFirst())
    guard let target = anchors[name] else {
      let isName = !name.isEmpty && name.utf8.allSatisfy { $0.isWord || $0 == UInt8(ascii: "-") }
      throw problem(
        isName ? "no anchor has the name: \(quoted(name))" : "a text cannot begin with `*`",
        at: place,
        hint: didYouMean(name, among: anchors.keys.sorted()).map { "did you mean `*\($0)`?" }
          ?? "`*` begins an alias; put a text or file pattern in quotes: \(quoted("\"" + text + "\""))"
      )
    }
    try add(target.size, at: place)
    guard depth + target.height <= ConfigNode.maxDepth else { throw tooDeep(at: place) }
    return target
  }

  private mutating func build(
    _ mapping: Node.Mapping, at place: ConfigNode.Place, depth: Int
  ) throws(WinnowError) -> Built {
    var entries: [ConfigNode.Entry] = []
    var names: Set<String> = []
    var sum = Built(node: ConfigNode(.mapping([]), at: place))
    var merged: Built?
    for (key, value) in mapping {
      let keyPart = try build(key, depth: depth + 1)
      guard let name = keyPart.node.text else {
        throw problem(
          "a key must be a text, not \(keyPart.node.described)", at: self.place(of: key),
          hint: "write `key: value`; put `{`, `[` and `?` in quotes if they belong to a text")
      }
      if name == "<<", key.scalar?.style == .plain {
        merged = try build(value, depth: depth + 1)
        continue
      }
      guard names.insert(name).inserted else {
        throw problem("the key stands twice: \(quoted(name))", at: self.place(of: key))
      }
      let valuePart = try build(value, depth: depth + 1)
      sum.add(keyPart)
      sum.add(valuePart)
      entries.append(.init(key: keyPart.node, value: valuePart.node))
    }
    if let merged {
      sum.add(merged)
      entries += try inherited(from: merged.node).filter { names.insert($0.name).inserted }
    }
    sum.node.content = .mapping(entries)
    return sum
  }

  /// The entries that a merge key `<<` takes over, from a mapping or a list of them.
  private func inherited(from node: ConfigNode) throws(WinnowError) -> [ConfigNode.Entry] {
    var entries: [ConfigNode.Entry] = []
    for part in node.elements ?? [node] {
      guard let more = part.entries else {
        throw problem(
          "only a mapping can be merged: \(part.described)", at: part.place,
          hint: "write `<<: *name`, where `&name` marks a mapping")
      }
      entries += more
    }
    return entries
  }

  private mutating func add(_ nodes: Int, at place: ConfigNode.Place) throws(WinnowError) {
    count += nodes
    guard count <= ConfigNode.maxNodes else {
      throw problem(
        "the file holds more than \(ConfigNode.maxNodes) values", at: place,
        hint: "an alias counts as all it stands for")
    }
  }

  private func checkTag(of node: Node) throws(WinnowError) {
    let tag: String
    switch node {
    case .scalar(let scalar): tag = scalar.tag.rawValue
    case .sequence(let sequence): tag = sequence.tag.rawValue
    case .mapping(let mapping): tag = mapping.tag.rawValue
    case .alias: return
    }
    let known: [Tag.Name] = [.implicit, .nonSpecific, .str, .seq, .map]
    guard known.contains(where: { $0.rawValue == tag }) else {
      throw problem(
        "tags are not supported: \(quoted(tag))", at: place(of: node),
        hint: "put a text that begins with `!` in quotes")
    }
  }

  private func place(of node: Node) -> ConfigNode.Place {
    origin.moved(node.mark?.line ?? 1, node.mark?.column ?? 1)
  }

  private func problem(
    _ message: String, at place: ConfigNode.Place, hint: String? = nil
  ) -> WinnowError {
    WinnowError(.badYAML, message, mark: place.mark, hint: hint)
  }

  private func tooDeep(at place: ConfigNode.Place) -> WinnowError {
    problem("nested deeper than \(ConfigNode.maxDepth) levels", at: place)
  }
}
