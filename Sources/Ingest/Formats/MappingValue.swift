internal import Pipeline
internal import Records

/// What a mapping writes for a text, name or number: a place, a template or a literal.
enum MappingValue: Sendable {
  case place(MappingPlace)
  case template(MappingTemplate)
  case literal(String)

  /// The places it looks at.
  var places: [MappingPlace] {
    switch self {
    case .place(let place): [place]
    case .template(let template): template.places
    case .literal: []
    }
  }

  /// Reads a place, a text with `{…}` in it, a number, or `{at: …}`, `{template: …}`, `{literal:
  /// …}`.
  init(_ node: ConfigNode, _ context: inout MappingContext) throws(WinnowError) {
    switch node.content {
    case .scalar(let text, let isPlain):
      if isPlain, case .int = node.value {
        self = .literal(text)
      } else if isPlain, case .double = node.value {
        self = .literal(text)
      } else if text.utf8.first != UInt8(ascii: "/"), text.contains("{") {
        self = .template(try MappingTemplate(text, at: node, &context))
      } else {
        self = .place(try MappingPlace(text, at: node, &context))
      }
    case .mapping: try self.init(long: node, &context)
    case .sequence:
      throw WinnowError(
        .badOption, "a field, a template or a literal must stand here, not a list",
        mark: node.mark)
    }
  }

  private init(long node: ConfigNode, _ context: inout MappingContext) throws(WinnowError) {
    var reader = try OptionReader(node, of: "a value of the mapping")
    let at = try reader.node("at", doc: "place of the value: JSON pointer or column")
    let template = try reader.node("template", doc: "text with places in braces")
    let literal = try reader.string(optional: "literal", doc: "the value itself")
    try reader.finish()
    guard (at != nil ? 1 : 0) + (template != nil ? 1 : 0) + (literal != nil ? 1 : 0) == 1 else {
      throw WinnowError(
        .badOption, "one of `at`, `template` and `literal` must stand here", mark: node.mark)
    }
    if let literal {
      self = .literal(literal)
    } else if let template {
      self = .template(try MappingTemplate(template.text ?? "", at: template, &context))
    } else if let at {
      self = .place(try MappingPlace(at.text ?? "", at: at, &context))
    } else {
      self = .literal("")
    }
  }
}

/// A text with places in braces, `{/instruction}`, and optional parts in brackets,
/// `[\n\n{/input}]`.
///
/// An optional part is left out if a place in it is absent, null or empty. `{{`, `}}`, `[[` and
/// `]]` stand for the characters themselves.
struct MappingTemplate: Sendable {
  enum Piece: Sendable {
    case text(String)
    case place(MappingPlace)
    case optional([Piece])
  }

  let pieces: [Piece]
  let places: [MappingPlace]

  init(
    _ text: String, at node: ConfigNode, _ context: inout MappingContext
  ) throws(WinnowError) {
    func problem(_ message: String) -> WinnowError {
      WinnowError(
        .badOption, "\(message): `\(text)`", mark: node.mark,
        hint: "write `{{`, `}}`, `[[` or `]]` for the character itself")
    }
    var outer: [Piece] = []
    var inner: [Piece]?
    var places: [MappingPlace] = []
    var run = ""
    func add(_ piece: Piece) {
      if inner != nil { inner?.append(piece) } else { outer.append(piece) }
    }
    func endRun() {
      if !run.isEmpty { add(.text(run)) }
      run = ""
    }
    let scalars = Array(text.unicodeScalars)
    var i = 0
    while i < scalars.count {
      let scalar = scalars[i]
      i += 1
      guard "{}[]".unicodeScalars.contains(scalar) else {
        run.unicodeScalars.append(scalar)
        continue
      }
      if i < scalars.count, scalars[i] == scalar {
        run.unicodeScalars.append(scalar)
        i += 1
        continue
      }
      endRun()
      switch scalar {
      case "{":
        guard let end = scalars[i...].firstIndex(of: "}") else {
          throw problem("`{` is not closed")
        }
        var name = String.UnicodeScalarView()
        name.append(contentsOf: scalars[i..<end])
        let place = try MappingPlace(String(name), at: node, &context)
        places.append(place)
        add(.place(place))
        i = end + 1
      case "[":
        guard inner == nil else { throw problem("`[` stands within `[`") }
        inner = []
      case "]":
        guard let pieces = inner else { throw problem("`]` closes nothing") }
        inner = nil
        outer.append(.optional(pieces))
      default: throw problem("`}` closes nothing")
      }
    }
    endRun()
    guard inner == nil else { throw problem("`[` is not closed") }
    pieces = outer
    self.places = places
  }
}

extension RecordBuilder {
  /// The text of `value`: a text, or a number as it is written; `nil` if it is absent or null.
  ///
  /// - Parameter takes: Whether the places are accounted for.
  /// - Throws: `wrong_type`, or `missing_field` for an absent place in a template.
  mutating func text(
    _ value: MappingValue, _ index: Int = 0, in scope: inout MappingScope, takes: Bool = true
  ) throws(RecordError) -> ByteSlice? {
    switch value {
    case .literal(let text):
      try checkSize(adding: text.utf8.count)
      return arena.append(text)
    case .template(let template):
      let arena = arena
      let start = arena.count
      _ = try append(template.pieces, index, in: &scope, takes: takes, isOptional: false)
      return arena.slice(from: start)
    case .place(let place):
      return try text(place, index, in: &scope, takes: takes)
    }
  }

  private mutating func text(
    _ place: MappingPlace, _ index: Int, in scope: inout MappingScope, takes: Bool
  ) throws(RecordError) -> ByteSlice? {
    guard let value = scope.value(at: place, index), !value.isNull else { return nil }
    isJoined = place.isJoined
    defer { isJoined = false }
    guard let text = value.string ?? value.rawNumber else {
      throw wrongType(value, "a text or number")
    }
    if takes { take(value) }
    return text
  }

  /// Appends pieces of a template to the arena; false if one of an optional part is not there.
  private mutating func append(
    _ pieces: [MappingTemplate.Piece], _ index: Int, in scope: inout MappingScope, takes: Bool,
    isOptional: Bool
  ) throws(RecordError) -> Bool {
    let arena = arena
    for piece in pieces {
      switch piece {
      case .text(let text):
        try checkSize(adding: text.utf8.count)
        arena.append(text)
      case .place(let place):
        let found = try text(place, index, in: &scope, takes: takes)
        if isOptional, found?.isEmpty ?? true { return false }
        guard let found else { throw missing(place, index) }
        try checkSize(adding: Int(found.count))
        arena.append(found)
      case .optional(let pieces):
        let start = arena.count
        let before = taken
        if try !append(pieces, index, in: &scope, takes: takes, isOptional: true) {
          arena.truncate(to: start)
          // What the part left out is still to be kept.
          taken = before
        }
      }
    }
    return true
  }

  func missing(_ place: MappingPlace, _ index: Int) -> RecordError {
    RecordError(.missingField, "`\(place.described(index))` is missing")
  }
}
