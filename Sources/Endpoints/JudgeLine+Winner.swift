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
    var rest = tail.drop { !$0.isLetter && !$0.isNumber }
    var word = rest.prefix { $0.isLetter || $0.isNumber }
    var isTold = false
    while ["the", "response", "answer", "assistant", "option"].contains(word) {
      isTold = isTold || word != "the"
      rest = rest.dropFirst(word.count).drop { !$0.isLetter && !$0.isNumber }
      word = rest.prefix { $0.isLetter || $0.isNumber }
    }
    guard word == "a" || word == "b" else { return .none }
    let behind = rest.dropFirst().drop { "}> \t$".contains($0) }
    let next = behind.prefix { $0.isLetter || $0.isNumber }
    if let first = behind.first, "|/\u{2502}".contains(first) || ["or", "and", "vs"].contains(next)
    {
      return .form
    }
    // `A clear win` is an article, and says who won only behind that.
    if !isTold, word == "a", !next.isEmpty { return .none }
    return .winner(word == "a" ? .a : .b)
  }
}
