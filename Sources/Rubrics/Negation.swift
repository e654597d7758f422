internal import Store

/// Texts that say of a whole demand that it is not to be met, as exports word criteria with a weight below 0.
///
/// A check of the demand would say the opposite of such a text. A demand that is itself negative, such as `does not use
/// the word “moss”` or `avoid the following words: …`, is none: a rule says it.
enum Negation {
  static func isOf(_ text: String) -> Bool {
    let plain = text.lowercased().replacing("\u{2019}", with: "'")
    if plain.contains(Criterion.avoidance.lowercased()) { return true }
    let words = plain.split { !$0.isLetter && $0 != "'" && $0 != ":" }.map(String.init)
    let joined = " \(words.joined(separator: " ")) "
    if opposites.contains(where: { joined.contains(" \($0) ") }) { return true }
    // What stands before a colon says no to all behind it, unless it says what that is: `the following words:`.
    for (place, word) in words.enumerated() where word.hasSuffix(":") {
      let lead = words[..<place] + [String(word.dropLast())]
      guard let last = lead.last, lead.contains(where: negations.contains) else { continue }
      if pointers.contains(last) || negations.contains(last) { return true }
    }
    // `does not have at least 2 words`: an amount or a place that the parser reads as it stands.
    return words.indices.contains { place in
      denials.contains(words[place])
        && words[(place + 1)...].prefix(3).contains(where: demanded.contains)
    }
  }

  private static let opposites = [
    "fail", "fails", "failed", "failing", "violates", "violate", "ignores", "disregards",
    "neglects",
    "not the case", "not true", "never the case",
  ]
  private static let negations: Set<String> = [
    "not", "don't", "doesn't", "can't", "cannot", "shouldn't", "mustn't", "won't", "isn't",
    "aren't",
    "never", "without", "avoid", "avoids", "avoiding", "avoided", "refrain", "refrains", "no",
    "none",
    "nothing", "lacks", "misses", "omits", "excludes",
  ]
  private static let denials: Set<String> = [
    "not", "don't", "doesn't", "isn't", "aren't", "cannot", "can't", "never", "lacks", "without",
  ]
  private static let demanded: Set<String> = [
    "least", "most", "exactly", "between", "precisely", "end", "ends", "ending", "start", "starts",
    "starting", "begin", "begins", "beginning",
  ]
  private static let pointers: Set<String> = [
    "this", "that", "these", "those", "following", "it", "things", "is", "do", "be", "does", "true",
    "case", "criterion", "requirement", "rule", "condition", "to", "behavior", "behaviour",
  ]
}
