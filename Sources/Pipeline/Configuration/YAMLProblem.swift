internal import Records
internal import Yams

// What Yams and libyaml report, in words for people who do not know YAML's grammar.

extension WinnowError {
  /// An error of Yams about a text that stands at `origin` and was masked by `mask`.
  init(_ error: YamlError, mask: Mask, origin: ConfigNode.Place) {
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let place = origin.moved(mark.line, mark.column)
      let begin = context.map { origin.moved($0.mark.line, $0.mark.column) } ?? place
      let wording = YAMLWording(problem, context: context?.text ?? "", at: place, begin: begin)
      self.init(
        .badYAML, wording.message, mark: wording.marked.mark, hint: wording.hint)
    case .duplicatedKeysInMapping(let keys, let context):
      let key = mask.show(keys.first ?? "")
      let first = origin.moved(context.mark.line, context.mark.column)
      let second = first.nextKey(like: key)
      self.init(
        .badYAML, "the key stands twice: \(quoted(key))", mark: (second ?? first).mark,
        hint: second == nil
          ? "keep one of them" : "it stands first in line \(first.line); keep one of them")
    case .memory:
      self.init(.badYAML, "nested too deep, or not enough memory", mark: origin.mark)
    default:
      self.init(.badYAML, "the YAML cannot be read: \(error)", mark: origin.mark)
    }
  }

  /// A character that YAML does not allow.
  static func controlCharacter(_ scalar: Unicode.Scalar, at place: ConfigNode.Place) -> WinnowError
  {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let number = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return WinnowError(
      .badYAML, "a control character cannot stand in a YAML file: `U+\(number)`", mark: place.mark,
      hint: scalar == "\0"
        ? "is this the file you meant? It looks like data, or like UTF-16; save it as UTF-8"
        : "remove it, or write it as an escape in double quotes")
  }

  /// Bytes that are no UTF-8.
  static func notUTF8(_ bytes: [UInt8], source: ConfigText) -> WinnowError {
    let line = (1...max(1, source.lineCount)).first { source.line($0).contains("\u{FFFD}") } ?? 1
    let column = source.line(line).unicodeScalars.prefix { $0 != "\u{FFFD}" }.count + 1
    let isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    return WinnowError(
      .badYAML, isUTF16 ? "the file is UTF-16, not UTF-8" : "the file is no UTF-8",
      mark: isUTF16 ? SourceMark(file: source.file) : source.mark(line: line, column: column),
      hint: "save it as UTF-8")
  }
}

extension ConfigNode.Place {
  /// The next place after this one that looks like the same key: in the same column of a later line,
  /// or, in braces, anywhere before a colon. Yams does not say where the second one stands.
  fileprivate func nextKey(like key: String) -> Self? {
    let here = text.line(line).unicodeScalars
    let inBraces = here.prefix(column - 1).contains("{")
    for number in line...max(line, text.lineCount) {
      let scalars = Array(text.line(number).unicodeScalars)
      let first = number == line ? column : 0
      guard first < scalars.count else { continue }
      for start in first..<scalars.count
      where (inBraces || start == column - 1) && scalars.isKey(key, at: start) {
        return Self(text: text, line: number, column: start + 1)
      }
    }
    return nil
  }
}

extension ConfigNode.Place {
  /// The colon of a `key:value` without a blank in the line above, which YAML takes for a text that
  /// goes on in this line; `nil` if there is none.
  fileprivate var keyBefore: Self? {
    guard line > 1 else { return nil }
    let above = Array(text.line(line - 1).unicodeScalars)
    var i = above.prefix { $0 == " " || $0 == "-" }.count
    let start = i
    while i < above.count, above[i].value < 128, UInt8(above[i].value).isWord { i += 1 }
    guard i > start, i + 1 < above.count, above[i] == ":", above[i + 1] != " " else { return nil }
    return Self(text: text, line: line - 1, column: i + 1)
  }
}

extension [Unicode.Scalar] {
  /// Whether `key`, quoted or not, followed by a colon, begins at `start`.
  fileprivate func isKey(_ key: String, at start: Int) -> Bool {
    var i = start
    let quote: Unicode.Scalar? = self[i] == "\"" || self[i] == "'" ? self[i] : nil
    if quote != nil { i += 1 }
    for scalar in key.unicodeScalars {
      guard i < count, self[i] == scalar else { return false }
      i += 1
    }
    if let quote {
      guard i < count, self[i] == quote else { return false }
      i += 1
    }
    while i < count, self[i] == " " { i += 1 }
    return i < count && self[i] == ":"
  }
}

/// The wording of one of libyaml's problems.
private struct YAMLWording {
  var message: String
  var hint: String?
  /// The place to show.
  var marked: ConfigNode.Place

  init(_ problem: String, context: String, at place: ConfigNode.Place, begin: ConfigNode.Place) {
    marked = place
    let line = Array(place.text.line(place.line).unicodeScalars)
    let found = place.column - 1 < line.count ? line[place.column - 1] : nil
    let beginsLine = line.prefix(place.column - 1).allSatisfy { $0 == " " }
    switch problem {
    case "found character that cannot start any token" where found == "\t",
      "found a tab character that violates indentation",
      "found a tab character where an indentation space is expected":
      message = "a tab cannot indent YAML"
      hint = "use spaces"
    case "found character that cannot start any token":
      message =
        "a text cannot begin with "
        + (found == "`" ? "a backtick" : found.map { "`\($0)`" } ?? "this character")
      hint = "put the text in quotes"
    case "could not find expected ':'":
      message = "a key without a value"
      hint = "write `key: value`, with a blank after the colon"
      marked = begin
    case "mapping values are not allowed in this context" where place.keyBefore != nil:
      message = "a blank is missing after the colon"
      hint = "write `key: value`"
      marked = place.keyBefore ?? place
    case "mapping values are not allowed in this context":
      message = "a `:` cannot stand here"
      hint = "check the indentation of this line, or put a text that holds `: ` in quotes"
    case "block sequence entries are not allowed in this context":
      message = "a list cannot begin here"
      hint = "begin it on a line of its own, or put a text that begins with `- ` in quotes"
    case "mapping keys are not allowed in this context":
      message = "a key cannot stand here"
      hint = "check the indentation of this line, or put a text that begins with `? ` in quotes"
    case "did not find expected key" where !beginsLine,
      "did not find expected '-' indicator" where !beginsLine:
      message = "this cannot follow the value before it"
      hint = "put the whole text in quotes; double a quote that belongs to it"
    case "did not find expected key":
      message = "this line does not fit the mapping that begins in line \(begin.line)"
      hint = "indent keys of one mapping alike: its first key stands in column \(begin.column)"
    case "did not find expected '-' indicator":
      message = "this line does not fit the list that begins in line \(begin.line)"
      hint =
        "begin each element with `- ` in column \(begin.column), or indent the line like those above"
    case "did not find expected ',' or ']'":
      message = "the list that begins with `[` is not continued by `,` or closed by `]`"
      hint = "it begins in line \(begin.line), column \(begin.column)"
    case "did not find expected ',' or '}'":
      message = "the mapping that begins with `{` is not continued by `,` or closed by `}`"
      hint = "it begins in line \(begin.line), column \(begin.column)"
    case "found unexpected end of stream", "found unexpected document indicator":
      message = "the quotes that open here are not closed"
      hint = "close them, or double a quote that belongs to the text"
      marked = begin
    case "found unknown escape character", "did not find expected hexdecimal number",
      "found invalid Unicode character escape code":
      message = "an unknown escape in double quotes"
      hint = "use single quotes, where `\\` is an ordinary character, or write `\\\\`"
    case "but found another document":
      message = "a second document begins here"
      hint = "keep one document in a file; remove the line `---`"
    case "did not find expected node content":
      message = "a value is missing here"
      hint = "put a text that begins with a special character in quotes"
    case "did not find expected <document start>":
      message = "this does not belong to the document above"
      hint = "check the indentation of this line"
    case _ where problem.hasPrefix("Maximum nesting level reached"):
      message = "nested deeper than \(ConfigNode.maxDepth) levels"
    default:
      message = "the YAML cannot be read: \(context.isEmpty ? "" : context + " ")\(problem)"
      hint = "put a text with special characters in quotes"
    }
  }
}
