/// Porter's stemmer (1980) with NLTK's extensions, as `rouge-score` uses it.
///
/// The extensions: a short table of irregular forms; `-ies` and `-ied` of four letters become `-ie`; `y`
/// becomes `i` behind a consonant only; `-alli` is taken before the rest of step 2; `-fulli` and `-logi`
/// have rules; two letters, vowel and consonant, count as a short syllable. A stem is never longer than
/// its word. Memory is kept between words.
struct PorterStemmer {
  private var word = PorterWord()

  /// Replaces the word that is the end of `text` from `start` on by its stem.
  ///
  /// - Complexity: O(n) in letters.
  mutating func stem(_ text: inout [UInt8], from start: Int) {
    word.read(text, from: start)
    if let irregular = Self.irregular.first(where: { isForm($0.form) }) {
      word.removeLast(word.count)
      word.append(irregular.stem)
    } else if word.count > 2 {
      removePlural()
      removePast()
      changeY()
      applyStep2()
      apply(Self.step3)
      applyStep4()
      removeE()
      removeL()
    }
    text.removeLast(text.count - start)
    for letter in word.letters { text.append(letter) }
  }

  private func isForm(_ form: PorterWord.Suffix) -> Bool {
    word.count == form.count && word.hasSuffix(form)
  }

  /// Step 1a.
  private mutating func removePlural() {
    if word.hasSuffix("ies") {
      word.removeLast(word.count == 4 ? 1 : 2)
    } else if word.hasSuffix("sses") {
      word.removeLast(2)
    } else if word.hasSuffix("s"), !word.hasSuffix("ss") {
      word.removeLast(1)
    }
  }

  /// Step 1b.
  private mutating func removePast() {
    if word.hasSuffix("ied") {
      word.removeLast(word.count == 4 ? 1 : 2)
      return
    }
    if word.hasSuffix("eed") {
      if word.measure(without: 3) > 0 { word.removeLast(1) }
      return
    }
    if word.hasSuffix("ed"), word.hasVowel(without: 2) {
      word.removeLast(2)
    } else if word.hasSuffix("ing"), word.hasVowel(without: 3) {
      word.removeLast(3)
    } else {
      return
    }
    if word.hasSuffix("at") || word.hasSuffix("bl") || word.hasSuffix("iz") {
      word.append("e")
    } else if word.endsInDoubleConsonant {
      if !word.hasSuffix("l"), !word.hasSuffix("s"), !word.hasSuffix("z") { word.removeLast(1) }
    } else if word.measure() == 1, word.endsInShortSyllable() {
      word.append("e")
    }
  }

  /// Step 1c.
  private mutating func changeY() {
    guard word.hasSuffix("y"), word.count > 2, word.isConsonant(word.count - 2) else { return }
    word.removeLast(1)
    word.append("i")
  }

  private mutating func applyStep2() {
    if word.hasSuffix("alli"), word.measure(without: 4) > 0 { word.removeLast(2) }
    if apply(Self.step2) { return }
    // The l belongs to the stem, so that short ones like `geo` are like `archaeo`.
    if word.hasSuffix("logi"), word.measure(without: 3) > 0 { word.removeLast(1) }
  }

  private mutating func applyStep4() {
    guard let suffix = Self.step4.first(where: { word.hasSuffix($0) }),
      word.measure(without: suffix.count) > 1
    else { return }
    if word.hasSuffix("ion"), !word.hasSuffix("sion"), !word.hasSuffix("tion") { return }
    word.removeLast(suffix.count)
  }

  /// Step 5a.
  private mutating func removeE() {
    guard word.hasSuffix("e") else { return }
    let m = word.measure(without: 1)
    if m > 1 || m == 1 && !word.endsInShortSyllable(without: 1) { word.removeLast(1) }
  }

  /// Step 5b.
  private mutating func removeL() {
    if word.hasSuffix("ll"), word.measure(without: 1) > 1 { word.removeLast(1) }
  }

  /// Replaces the first suffix that fits if the stem before it has a measure above 0; whether one fits.
  @discardableResult
  private mutating func apply(_ rules: [Rule]) -> Bool {
    guard let rule = rules.first(where: { word.hasSuffix($0.suffix) }) else { return false }
    if word.measure(without: rule.suffix.count) > 0 {
      word.removeLast(rule.suffix.count)
      word.append(rule.replacement)
    }
    return true
  }
}

extension PorterStemmer {
  private struct Rule {
    let suffix: PorterWord.Suffix
    let replacement: PorterWord.Suffix

    init(_ suffix: PorterWord.Suffix, _ replacement: PorterWord.Suffix) {
      self.suffix = suffix
      self.replacement = replacement
    }
  }

  private static let irregular: [(form: PorterWord.Suffix, stem: PorterWord.Suffix)] = [
    ("sky", "sky"), ("skies", "sky"), ("dying", "die"), ("lying", "lie"), ("tying", "tie"),
    ("news", "news"), ("innings", "inning"), ("inning", "inning"), ("outings", "outing"),
    ("outing", "outing"), ("cannings", "canning"), ("canning", "canning"), ("howe", "howe"),
    ("proceed", "proceed"), ("exceed", "exceed"), ("succeed", "succeed"),
  ]

  // Of each list the first suffix that fits decides.
  private static let step2 = [
    Rule("ational", "ate"), Rule("tional", "tion"), Rule("enci", "ence"), Rule("anci", "ance"),
    Rule("izer", "ize"), Rule("bli", "ble"), Rule("alli", "al"), Rule("entli", "ent"),
    Rule("eli", "e"), Rule("ousli", "ous"), Rule("ization", "ize"), Rule("ation", "ate"),
    Rule("ator", "ate"), Rule("alism", "al"), Rule("iveness", "ive"), Rule("fulness", "ful"),
    Rule("ousness", "ous"), Rule("aliti", "al"), Rule("iviti", "ive"), Rule("biliti", "ble"),
    Rule("fulli", "ful"),
  ]

  private static let step3 = [
    Rule("icate", "ic"), Rule("ative", ""), Rule("alize", "al"), Rule("iciti", "ic"),
    Rule("ical", "ic"), Rule("ful", ""), Rule("ness", ""),
  ]

  private static let step4: [PorterWord.Suffix] = [
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou",
    "ism", "ate", "iti", "ous", "ive", "ize",
  ]
}
