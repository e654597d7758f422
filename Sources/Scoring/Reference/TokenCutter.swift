/// Cuts tokens by the rules that `13a`, `zh` and `intl` share, in one pass.
///
/// These tokenizers are defined as replacements on the whole line, which come to this. A point (full stop
/// and comma in `13a` and `zh`, any punctuation in `intl`) is a token by itself if a character that is
/// no digit follows, or if one stands before it that is not such a point itself, which had been replaced
/// together with the character before it. A dash after a digit is a token by itself in `13a` and `zh`.
/// What is to stand alone stands alone. Where the line is not padded, nothing follows its end, and
/// nothing stands before its start.
struct TokenCutter {
  /// What stands before the next character.
  private enum Before {
    case nothing, digit, other, splitPoint
  }

  private(set) var bounds: [TokenBound] = []
  private var before = Before.nothing
  private var start = -1

  /// Starts a text; `isPadded` if a blank is to be thought before its start.
  mutating func begin(isPadded: Bool) {
    bounds.removeAll(keepingCapacity: true)
    before = isPadded ? .other : .nothing
    start = -1
  }

  /// Ends the token before `at`, if there is one.
  @inline(__always)
  mutating func end(_ at: Int) {
    if start >= 0 { bounds.append(TokenBound(start, at)) }
    start = -1
  }

  @inline(__always)
  mutating func blank(_ at: Int) {
    end(at)
    before = .other
  }

  /// A character that is part of a word.
  @inline(__always)
  mutating func letter(_ at: Int) {
    if start < 0 { start = at }
    before = .other
  }

  @inline(__always)
  mutating func digit(_ at: Int) {
    if start < 0 { start = at }
    before = .digit
  }

  /// A character that is a token of its own.
  @inline(__always)
  mutating func alone(_ at: Int, _ next: Int) {
    end(at)
    bounds.append(TokenBound(at, next))
    before = .other
  }

  @inline(__always)
  mutating func dash(_ at: Int) {
    if before == .digit { alone(at, at + 1) } else { letter(at) }
  }

  /// - Parameter isFollowed: by a character that is no digit.
  @inline(__always)
  mutating func point(_ at: Int, _ next: Int, isFollowed: Bool) {
    let isSplit = before == .other
    if isSplit || isFollowed {
      end(at)
      bounds.append(TokenBound(at, next))
    } else if start < 0 {
      start = at
    }
    before = isSplit ? .splitPoint : .other
  }

  /// Adds a token.
  @inline(__always)
  mutating func append(_ start: Int, _ end: Int) { bounds.append(TokenBound(start, end)) }
}
