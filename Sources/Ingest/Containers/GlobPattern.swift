/// One pattern for one name: `*`, `?`, `[a-z]`, `[!a-z]`, and `\` before a character that is meant.
struct GlobPattern {
  private enum Part {
    case literal(Unicode.Scalar)
    case any
    case anyRun
    case oneOf([ClosedRange<Unicode.Scalar>], isNegated: Bool)
  }

  /// As it was written.
  let text: String
  private var parts: [Part] = []
  /// Whether the pattern itself begins with a dot; otherwise hidden names do not match.
  private let namesHidden: Bool

  init(_ text: some StringProtocol) {
    self.text = String(text)
    let scalars = Array(text.unicodeScalars)
    namesHidden = scalars.first == "."
    var place = 0
    while place < scalars.count {
      switch scalars[place] {
      case "*":
        if case .anyRun? = parts.last {} else { parts.append(.anyRun) }
      case "?": parts.append(.any)
      case "[":
        if let (part, end) = Self.set(in: scalars, from: place + 1) {
          parts.append(part)
          place = end
        } else {
          parts.append(.literal("["))
        }
      case "\\" where place + 1 < scalars.count:
        place += 1
        parts.append(.literal(scalars[place]))
      default: parts.append(.literal(scalars[place]))
      }
      place += 1
    }
  }

  /// Whether `text` holds anything but a plain name.
  static func isPattern(_ text: some StringProtocol) -> Bool {
    text.unicodeScalars.contains { "*?[{\\".unicodeScalars.contains($0) }
  }

  /// - Complexity: O(n × m), whatever the pattern: only the last `*` is ever gone back to.
  func matches(_ name: String) -> Bool {
    if name.hasPrefix("."), !namesHidden { return false }
    let text = Array(name.unicodeScalars)
    var (part, place) = (0, 0)
    var retry: (part: Int, place: Int)?
    while place < text.count {
      if part < parts.count, case .anyRun = parts[part] {
        part += 1
        retry = (part, place)
      } else if part < parts.count, matches(parts[part], text[place]) {
        part += 1
        place += 1
      } else if let (after, from) = retry {
        part = after
        place = from + 1
        retry = (after, place)
      } else {
        return false
      }
    }
    return parts[part...].allSatisfy { if case .anyRun = $0 { true } else { false } }
  }

  private func matches(_ part: Part, _ scalar: Unicode.Scalar) -> Bool {
    switch part {
    case .literal(let wanted): wanted == scalar
    case .any, .anyRun: true
    case .oneOf(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
    }
  }

  /// The set that begins behind a `[`, and the place of its `]`; `nil` where none closes it.
  private static func set(in scalars: [Unicode.Scalar], from start: Int) -> (Part, Int)? {
    var place = start
    let isNegated = place < scalars.count && (scalars[place] == "!" || scalars[place] == "^")
    if isNegated { place += 1 }
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    while place < scalars.count {
      // A `]` that stands first is meant.
      if scalars[place] == "]", !ranges.isEmpty {
        return (.oneOf(ranges, isNegated: isNegated), place)
      }
      let low = scalars[place]
      if place + 2 < scalars.count, scalars[place + 1] == "-", scalars[place + 2] != "]" {
        let high = scalars[place + 2]
        ranges.append(min(low, high)...max(low, high))
        place += 3
      } else {
        ranges.append(low...low)
        place += 1
      }
    }
    return nil
  }
}

/// Patterns without the braces: `a{b,c}` is `ab` and `ac`.
enum BraceExpansion {
  /// Most patterns one pattern may stand for.
  static let limit = 10_000

  /// The patterns that `text` stands for; `nil` past `limit`.
  static func expand(_ text: String) -> [String]? {
    var open = [text]
    var done: [String] = []
    while let next = open.popLast() {
      guard open.count + done.count < limit else { return nil }
      if let choices = firstChoice(in: next) {
        open.append(contentsOf: choices.reversed())
      } else {
        done.append(next)
      }
    }
    return done
  }

  /// `text` once for each alternative of its first braces with a comma; `nil` if it has none.
  private static func firstChoice(in text: String) -> [String]? {
    let scalars = Array(text.unicodeScalars)
    for start in scalars.indices where scalars[start] == "{" && !isEscaped(scalars, start) {
      var depth = 0
      var cuts = [start]
      for place in start..<scalars.count where !isEscaped(scalars, place) {
        switch scalars[place] {
        case "{": depth += 1
        case "}":
          depth -= 1
          guard depth == 0 else { continue }
          guard cuts.count > 1 else { break }
          cuts.append(place)
          return zip(cuts, cuts.dropFirst()).map { from, to in
            String(scalars[..<start]) + String(scalars[(from + 1)..<to])
              + String(scalars[(place + 1)...])
          }
        case "," where depth == 1: cuts.append(place)
        default: break
        }
        if depth == 0 { break }
      }
    }
    return nil
  }

  private static func isEscaped(_ scalars: [Unicode.Scalar], _ place: Int) -> Bool {
    var slashes = 0
    while slashes < place, scalars[place - slashes - 1] == "\\" { slashes += 1 }
    return slashes % 2 == 1
  }
}

extension String {
  fileprivate init(_ scalars: ArraySlice<Unicode.Scalar>) {
    var view = UnicodeScalarView()
    view.append(contentsOf: scalars)
    self.init(view)
  }
}
