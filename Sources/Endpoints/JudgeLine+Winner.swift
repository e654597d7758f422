extension JudgeLine {
  /// Which of two responses a judge names.
  package enum Winner: Sendable, Equatable {
    case a, b
  }

  /// The response behind the last `Winner:`; `nil` where there is none, or it names neither. A line that repeats the
  /// form it was told (`Response A|B`, `Response A or Response B`) is passed over: it says nothing.
  package static func winner(in text: String) -> Winner? {
    for tail in tails(of: text, behind: "winner") {
      switch named(in: tail) {
      case .winner(let winner): return winner
      case .none: return nil
      case .form: continue
      }
    }
    return nil
  }

  private enum Named {
    case winner(Winner)
    case none
    case form
  }

  private static func named(in tail: Substring) -> Named {
    var words = Words(tail)
    var word = words.next()
    var isTold = false
    while let own = word, told.contains(own) || own == "the" {
      isTold = isTold || own != "the"
      word = words.next()
    }
    guard word == "a" || word == "b" else { return .none }
    let behind = words.rest.drop { "}> \t$".contains($0) }
    let next = words.next() ?? ""
    if let first = behind.first, "|/\u{2502}".contains(first) { return .form }
    guard let first = behind.first, first.isLetter else { return .winner(word == "a" ? .a : .b) }
    if ["or", "and", "vs"].contains(next) { return .form }
    // `A clear win` is an article, and says who won only behind that; `A (response A)` is none.
    let isSaidTwice = told.contains(next) && words.next() == word
    return isTold || word == "b" || isSaidTwice
      || ["because", "since", "as", "wins"].contains(next)
      ? .winner(word == "a" ? .a : .b) : .none
  }

  private static let told: Set<Substring> = [
    "response", "answer", "assistant", "option", "candidate",
  ]

  /// The words of a text, one after the other.
  private struct Words {
    var rest: Substring

    init(_ text: Substring) { rest = text }

    mutating func next() -> Substring? {
      func isPart(_ character: Character) -> Bool { character.isLetter || character.isNumber }
      let start = rest.drop { !isPart($0) }
      let word = start.prefix(while: isPart)
      rest = start.dropFirst(word.count)
      return word.isEmpty ? nil : word
    }
  }
}
