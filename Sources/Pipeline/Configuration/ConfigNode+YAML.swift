public import Records
internal import Yams

// The only file that knows Yams, together with YAMLProblem.swift.

extension ConfigNode {
  /// The longest text that is read, in bytes.
  public static let maxBytes = 4 << 20
  /// The deepest nesting that is read.
  static let maxDepth = 64
  /// The most nodes that aliases may stand for together.
  static let maxAliased = 100_000

  /// Reads one YAML document; `nil` if there is nothing but blanks and comments.
  ///
  /// Keys must be unique scalars; aliases are resolved, within bounds; tags other than `!!str` are
  /// refused.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8, with or without byte order mark, at most `maxBytes`.
  ///   - file: the name that stands in messages.
  /// - Throws: `bad-yaml`, with the place.
  public static func parse(yaml bytes: [UInt8], file: String) throws(WinnowError) -> ConfigNode? {
    guard bytes.count <= maxBytes else {
      throw WinnowError(
        .badYAML, "the file is longer than \(maxBytes >> 20) MiB: \(bytes.count) bytes",
        mark: SourceMark(file: file), hint: "is this the file you meant, or is it data?")
    }
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let text = String(decoding: bytes[start...], as: UTF8.self)
    let source = ConfigText(file: file, text: text)
    guard text.utf8.elementsEqual(bytes[start...]) else {
      throw WinnowError.notUTF8(bytes, source: source)
    }
    return try parse(text, in: Place(text: source, line: 1, column: 1))
  }

  /// Reads `text`, which stands at `origin` of a longer one.
  static func parse(_ text: String, in origin: Place) throws(WinnowError) -> ConfigNode? {
    if let place = firstControlCharacter(of: text) {
      throw WinnowError.controlCharacter(place.scalar, at: origin.moved(place.line, place.column))
    }
    // Yams would expand aliases itself, without bound where one stands in a key. So each `*` goes in
    // as a letter of the private use area, and what begins with that letter comes out as an alias.
    let star = text.utf8.contains(UInt8(ascii: "*")) ? unusedScalar(in: text) : "*"
    let masked = star == "*" ? text : text.replacing(scalar: "*", with: star)
    do {
      let parser = try Parser(yaml: masked, resolver: .basic, encoding: .utf8)
      guard let root = try parser.singleRoot() else { return nil }
      var builder = NodeBuilder(origin: origin, star: star)
      let built = try builder.build(root, depth: 0)
      // Nodes hold their anchors weakly; the parser owns them.
      return withExtendedLifetime(parser) { built.node }
    } catch let error as WinnowError {
      throw error
    } catch let error as YamlError {
      throw WinnowError(error, text: text, star: star, origin: origin)
    } catch {
      throw WinnowError(.badYAML, "the YAML cannot be read: \(error)", mark: origin.mark)
    }
  }

  /// The first character that YAML does not allow, with its line and column.
  private static func firstControlCharacter(
    of text: String
  ) -> (scalar: Unicode.Scalar, line: Int, column: Int)? {
    var line = 1
    var column = 1
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n" where previous == "\r": break
      case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
        line += 1
        column = 1
      case "\t", " "..."~", "\u{A0}"..."\u{D7FF}", "\u{E000}"..."\u{FEFE}",
        "\u{FF00}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
        column += 1
      default: return (scalar, line, column)
      }
      previous = scalar
    }
    return nil
  }

  private static func unusedScalar(in text: String) -> Unicode.Scalar {
    let used = Set(text.unicodeScalars.lazy.filter { $0 >= "\u{E000}" && $0 <= "\u{F8FF}" })
    let free = (0xE000...0xF8FF as ClosedRange<UInt32>).lazy.compactMap(Unicode.Scalar.init)
      .first { !used.contains($0) }
    return free ?? "*"
  }
}

extension ConfigNode.Place {
  var mark: SourceMark { text.mark(line: line, column: column) }

  /// The place `line`, `column` (both 1-based) of a text that begins here.
  func moved(_ line: Int, _ column: Int) -> Self {
    Self(
      text: text, line: self.line + line - 1, column: line == 1 ? self.column + column - 1 : column)
  }
}

extension String {
  func replacing(scalar old: Unicode.Scalar, with new: Unicode.Scalar) -> String {
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars { result.append(scalar == old ? new : scalar) }
    return String(result)
  }
}

/// Makes our nodes out of Yams's: resolves aliases within bounds, checks keys, tags and depth.
private struct NodeBuilder {
  let origin: ConfigNode.Place
  let star: Unicode.Scalar
  private var anchors: [String: Built] = [:]
  private var aliased = 0

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

  init(origin: ConfigNode.Place, star: Unicode.Scalar) {
    self.origin = origin
    self.star = star
  }

  mutating func build(_ node: Node, depth: Int) throws(WinnowError) -> Built {
    guard depth < ConfigNode.maxDepth else { throw tooDeep(at: place(of: node)) }
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
    let text = star == "*" ? scalar.string : scalar.string.replacing(scalar: star, with: "*")
    guard scalar.style == .plain, scalar.string.unicodeScalars.first == star else {
      return Built(node: ConfigNode(.scalar(text: text, isPlain: isPlain), at: place))
    }
    let name = String(text.dropFirst())
    guard let target = anchors[name] else {
      let isName = !name.isEmpty && name.utf8.allSatisfy { $0.isWord || $0 == UInt8(ascii: "-") }
      throw problem(
        isName ? "no anchor has the name: \(quoted(name))" : "a text cannot begin with `*`",
        at: place,
        hint: didYouMean(name, among: anchors.keys.sorted()).map { "did you mean `*\($0)`?" }
          ?? "`*` begins an alias; put a text or file pattern in quotes: \(quoted("\"" + text + "\""))")
    }
    aliased += target.size
    guard aliased <= ConfigNode.maxAliased else {
      throw problem(
        "the aliases stand for more than \(ConfigNode.maxAliased) values", at: place,
        hint: "write the values out, or use fewer aliases within anchors")
    }
    guard depth + target.height <= ConfigNode.maxDepth else { throw tooDeep(at: place) }
    return target
  }

  private mutating func build(
    _ mapping: Node.Mapping, at place: ConfigNode.Place, depth: Int
  ) throws(WinnowError) -> Built {
    var entries: [ConfigNode.Entry] = []
    var names: Set<String> = []
    var sum = Built(node: ConfigNode(.mapping([]), at: place))
    for (key, value) in mapping {
      let keyPart = try build(key, depth: depth + 1)
      guard let name = keyPart.node.text else {
        throw problem(
          "a key must be a text, not \(keyPart.node.described)", at: self.place(of: key),
          hint: "write `key: value`; put `{`, `[` and `?` in quotes if they belong to a text")
      }
      if name == "<<", key.scalar?.style == .plain {
        throw problem(
          "merge keys are not supported: `<<`", at: self.place(of: key),
          hint: "write the keys out, or give the whole mapping by an alias: `key: *name`")
      }
      guard names.insert(name).inserted else {
        throw problem("the key stands twice: \(quoted(name))", at: self.place(of: key))
      }
      let valuePart = try build(value, depth: depth + 1)
      sum.add(keyPart)
      sum.add(valuePart)
      entries.append(.init(key: keyPart.node, value: valuePart.node))
    }
    sum.node.content = .mapping(entries)
    return sum
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
