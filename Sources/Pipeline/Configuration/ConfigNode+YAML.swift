public import Records
internal import Yams

// Only this file, NodeBuilder.swift and YAMLProblem.swift know Yams.

extension ConfigNode {
  /// The longest text that is read, in bytes.
  public static let maxBytes = 1 << 20
  /// The deepest nesting that is read.
  static let maxDepth = 64
  /// The most nodes that are read, where an alias counts as all it stands for.
  static let maxNodes = 100_000

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
    guard !isBracketBomb(text) else {
      throw WinnowError(
        .badYAML, "the brackets are nested deeper than \(maxDepth) levels", mark: origin.mark)
    }
    guard let mask = Mask(for: text) else {
      throw WinnowError(
        .badYAML, "the text holds every letter of the private use area", mark: origin.mark,
        hint: "is this the file you meant, or is it data?")
    }
    do {
      let parser = try Parser(yaml: mask.hide(text), resolver: .basic, encoding: .utf8)
      guard let root = try parser.singleRoot() else { return nil }
      var builder = NodeBuilder(origin: origin, mask: mask)
      let built = try builder.build(root, depth: 0)
      // Nodes hold their anchors weakly; the parser owns them.
      return withExtendedLifetime(parser) { built.node }
    } catch let error as WinnowError {
      throw error
    } catch let error as YamlError {
      throw WinnowError(error, mask: mask, origin: origin)
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

  /// Whether a long text opens more brackets than may be nested, brackets in quotes included.
  ///
  /// Yams hashes each key with all that is in it, once for every level of nested keys; in short texts
  /// that takes no time, so they are left to exact checks.
  private static func isBracketBomb(_ text: String) -> Bool {
    guard text.utf8.count > 16 << 10 else { return false }
    var depth = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
      default: break
      }
      if depth > maxDepth { return true }
    }
    return false
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
