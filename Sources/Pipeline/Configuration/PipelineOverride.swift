package import Records

/// One `--set` argument: a path into the pipeline file and the value to put there.
///
/// `seed=3` · `stages."filters.length".max_chars=400` · `exports[0].compression=none` ·
/// `sources.NAME.path=x`. Segments are separated by dots; a segment with a dot stands in double
/// quotes; `[n]` counts elements from 0. In a list, a name finds the stage of that id or name, the
/// source of that name, or the export to that folder. The value is YAML; nothing or `null` takes the
/// key or element away.
package struct PipelineOverride: Sendable {
  /// A step from a node to a part of it.
  enum Segment: Sendable, Equatable {
    case key(String)
    case index(Int)

    var text: String { if case .key(let key) = self { key } else { "" } }
    var isIndex: Bool { if case .index = self { true } else { false } }
  }

  let segments: [(segment: Segment, column: Int)]
  let value: ConfigNode
  private let text: ConfigText

  /// Reads `argument`.
  ///
  /// - Throws: `bad-override`, or `bad-yaml` about the value, with the place in the argument.
  package init(_ argument: String) throws(WinnowError) {
    text = ConfigText(file: "--set", text: argument)
    guard !argument.unicodeScalars.prefix(1).isEmpty else {
      throw WinnowError(
        .badOverride, "a `--set` argument is empty", hint: "write `--set seed=3`")
    }
    var scanner = OverrideScanner(argument, text: text)
    segments = try scanner.path()
    let origin = ConfigNode.Place(text: text, line: 1, column: scanner.column)
    let parsed = try ConfigNode.parse(scanner.rest, in: origin)
    value = parsed ?? ConfigNode(.scalar(text: "", isPlain: true), at: origin)
  }

  /// Puts the value into `root`.
  ///
  /// - Throws: `bad-override` where the path leads nowhere.
  package func apply(to root: inout ConfigNode) throws(WinnowError) {
    try set(&root, segments[...])
  }

  private func set(
    _ node: inout ConfigNode, _ path: ArraySlice<(segment: Segment, column: Int)>
  ) throws(WinnowError) {
    guard let (segment, column) = path.first else {
      node = value
      return
    }
    let rest = path.dropFirst()
    switch (node.content, segment) {
    case (.sequence(var elements), _):
      let isStage = rest.count == segments.count - 2 && segments.first?.segment == .key("stages")
      let index = try find(segment, in: elements, areStages: isStage, column: column)
      if rest.isEmpty, value.isNull {
        elements.remove(at: index)
      } else if isStage, !(rest.isEmpty && segment.isIndex) {
        try setOptions(of: &elements[index], rest)
      } else {
        try set(&elements[index], rest)
      }
      node.content = .sequence(elements)
    case (.mapping(var entries), .key(let key)):
      try setEntry(&entries, key, column, rest)
      node.content = .mapping(entries)
    case (.scalar, .key(let key)) where node.isNull:
      var entries: [ConfigNode.Entry] = []
      try setEntry(&entries, key, column, rest)
      node.content = .mapping(entries)
    default:
      throw problem("there is nothing to set in \(node.described)", column)
    }
  }

  private func setEntry(
    _ entries: inout [ConfigNode.Entry], _ key: String, _ column: Int,
    _ rest: ArraySlice<(segment: Segment, column: Int)>
  ) throws(WinnowError) {
    let place = ConfigNode.Place(text: text, line: 1, column: column)
    let index = entries.firstIndex { $0.name == key }
    if rest.isEmpty, value.isNull {
      if let index { entries.remove(at: index) }
      return
    }
    if let index {
      try set(&entries[index].value, rest)
      // The key is shown where a value is wrong for its place, so it moves to the argument as well.
      if rest.isEmpty { entries[index].key.place = place }
      return
    }
    var added = ConfigNode(.scalar(text: "", isPlain: true), at: place)
    try set(&added, rest)
    let name = ConfigNode(.scalar(text: key, isPlain: false), at: place)
    entries.append(.init(key: name, value: added))
  }

  /// Goes on in the options of an entry of `stages`, which stand one level below it.
  private func setOptions(
    of entry: inout ConfigNode, _ rest: ArraySlice<(segment: Segment, column: Int)>
  ) throws(WinnowError) {
    switch entry.content {
    case .scalar:
      let none = ConfigNode(.scalar(text: "", isPlain: true), at: entry.place)
      var options = ConfigNode.Entry(key: entry, value: none)
      try set(&options.value, rest)
      entry.content = .mapping([options])
    case .mapping(var entries) where entries.count == 1:
      try set(&entries[0].value, rest)
      entry.content = .mapping(entries)
    default: try set(&entry, rest)
    }
  }

  /// The index of the element that `segment` means.
  private func find(
    _ segment: Segment, in elements: [ConfigNode], areStages: Bool, column: Int
  ) throws(WinnowError) -> Int {
    guard case .key(let name) = segment else { return try check(segment, in: elements, column) }
    let names = elements.map { Self.names(of: $0, isStage: areStages) }
    var found = names.indices.filter { names[$0].first == name }
    if found.isEmpty { found = names.indices.filter { names[$0].contains(name) } }
    guard let first = found.first else {
      let known = names.compactMap(\.first)
      throw problem(
        "the list has no element of the name \(quoted(name))", column,
        hint: dotted(column, among: known).map {
          "put a name with dots in quotes: `\(segments[0].segment.text).\(Self.written($0))`"
        } ?? didYouMean(name, among: known).map { "did you mean `\(Self.written($0))`?" }
          ?? (known.isEmpty
            ? "count its elements: `[0]`" : "known: " + list(known.map(Self.written))))
    }
    guard found.count == 1 else {
      throw problem(
        "several elements have the name \(quoted(name))", column,
        hint: (areStages ? "use an `id`, or count them: " : "count them: ") + "`[\(first)]`")
    }
    return first
  }

  /// The known name that is meant by the segments from `column` on, where its dots were taken apart.
  private func dotted(_ column: Int, among known: [String]) -> String? {
    let rest = segments.filter { $0.column >= column }.map(\.segment.text).joined(separator: ".")
    return known.first { $0.contains(".") && (rest + ".").hasPrefix($0 + ".") }
  }

  private func check(
    _ segment: Segment, in elements: [ConfigNode], _ column: Int
  ) throws(WinnowError) -> Int {
    guard case .index(let index) = segment, elements.indices.contains(index) else {
      throw problem(
        "the list has not so many elements", column,
        hint: elements.isEmpty ? "it is empty" : "it has `[0]` to `[\(elements.count - 1)]`")
    }
    return index
  }

  /// What an element of a list goes by, the best first.
  private static func names(of element: ConfigNode, isStage: Bool) -> [String] {
    guard let entries = element.entries else { return element.text.map { [$0] } ?? [] }
    guard isStage else {
      return [element["name"]?.text, element["to"]?.text].compactMap { $0 }
    }
    return [entries.first?.value["id"]?.text, entries.first?.name].compactMap { $0 }
  }

  /// `name` as a segment.
  private static func written(_ name: String) -> String {
    name.utf8.allSatisfy { $0.isWord || $0 == UInt8(ascii: "-") } ? name : "\"\(name)\""
  }

  private func problem(_ message: String, _ column: Int, hint: String? = nil) -> WinnowError {
    WinnowError(.badOverride, message, mark: text.mark(line: 1, column: column), hint: hint)
  }
}
