import Records
import Testing

@testable import Scoring

/// The words of `text` as the features see them.
func words(_ text: [UInt8]) -> [String] {
  var decoded = DecodedText()
  var list = TokenList()
  decoded.read(text.span)
  list.read(decoded)
  return list.tokens.map { token in
    var word = String.UnicodeScalarView()
    for i in Int(token.start)..<Int(token.start + token.count) {
      word.append(Unicode.Scalar(decoded.scalars[i]) ?? "?")
    }
    return String(word)
  }
}

/// A text's terms of both kinds.
func terms(_ text: String, bits: Int = 22, seed: UInt64 = 0) -> (
  words: TermCounts, characters: TermCounts
) {
  var decoded = DecodedText()
  var list = TokenList()
  var counter = TermCounter(bits: bits)
  var result = (words: TermCounts(), characters: TermCounts())
  decoded.read(Array(text.utf8).span)
  list.read(decoded)
  WordNgrams(bits: bits, seed: seed).gather(list, into: &counter)
  counter.count(into: &result.words)
  CharacterNgrams(bits: bits, seed: seed).gather(decoded, into: &counter)
  counter.count(into: &result.characters)
  return result
}

@Suite struct NgramTests {
  @Test(arguments: [
    ("The cat, the DOG.", ["the", "cat", "the", "dog"]),
    ("don't x_y 1.5", ["don", "t", "x_y", "1", "5"]),
    ("ÜBER Straße ÉCOLE Привет ΑΒΓ", ["über", "straße", "école", "привет", "αβγ"]),
    ("東京は hello", ["東", "京", "は", "hello"]),
    ("한국어 नमस्ते", ["한국어", "नमस्ते"]),
    ("", []), (" \n\t ", []), ("a\u{A0}b\u{3000}c", ["a", "b", "c"]),
    ("Ÿ Ž Ā", ["Ÿ", "ž", "ā"]),
  ])
  func `words are runs of letters, digits and marks in lower case`(text: String, expected: [String])
  {
    #expect(words(Array(text.utf8)) == expected)
  }

  @Test(arguments: [
    ("", 0), ("a", 0), ("it", 1), ("it is", 3), ("it is a it", 4), ("it it it", 2),
    ("東京", 3),
  ])
  func `word terms are words of two characters and their pairs`(text: String, distinct: Int) {
    #expect(terms(text).words.count == distinct)
  }

  // What scikit-learn 1.9.1 gives with analyzer="char_wb", ngram_range=(3, 5).
  @Test(arguments: [
    ("a", 1), ("ab", 3), ("abc d", 7), ("äb", 3), ("x y", 2), ("abcd", 9), ("", 0), ("a a", 1),
  ])
  func `character terms are those of char_wb`(text: String, distinct: Int) {
    #expect(terms(text).characters.count == distinct)
  }

  @Test func `terms count what repeats`() {
    #expect(terms("it it it").words.counts.sorted() == [2, 3])
    #expect(terms("a a").characters.counts == [2])
  }

  @Test func `case, blanks and punctuation make no other words`() {
    #expect(terms("The Cat sat").words == terms("the, cat --\nSAT!").words)
  }

  @Test func `a seed moves the terms and keeps their counts`() {
    let a = terms("the cat sat on the mat", seed: 1)
    let b = terms("the cat sat on the mat", seed: 2)
    #expect(a.words.indices != b.words.indices)
    #expect(a.words.counts.sorted() == b.words.counts.sorted())
    #expect(a.characters.indices != b.characters.indices)
  }

  @Test(arguments: [1, 2, 7, 18, 24])
  func `terms are counted as a dictionary counts them`(bits: Int) {
    var random = SplitMix64(UInt64(bits))
    for n in [0, 1, 2, 47, 48, 49, 1000] {
      let list = (0..<n).map { _ in UInt32(random.below(min(1 << bits, 300))) }
      var counter = TermCounter(bits: bits)
      counter.gather(atMost: n) { out in
        for i in 0..<n { out[i] = list[i] }
        return n
      }
      var counts = TermCounts()
      counter.count(into: &counts)
      let expected = Dictionary(list.map { ($0, UInt32(1)) }, uniquingKeysWith: +)
        .sorted { $0.key < $1.key }
      #expect(counts.indices == expected.map(\.key))
      #expect(counts.counts == expected.map(\.value))
    }
  }

  @Test(arguments: ["The cat (the CAT) sat a bit. Ünï 東京", "", "a", "x y", "  ab  "])
  func `every term has its name`(text: String) {
    let arena = ByteArena()
    var options = FeatureOptions()
    options.wordBits = 22
    options.characterBits = 22
    let names = TermNames(.text(arena.append(text)), in: arena, options: options)
    let terms = terms(text)
    #expect(names.words.keys.sorted() == terms.words.indices)
    #expect(names.characters.keys.sorted() == terms.characters.indices)
    #expect(
      text.isEmpty
        || names.characters.values.contains { text.lowercased().contains($0.filter { $0 != " " }) })
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `random bytes give some features and never trap`(seed: UInt64) {
    var random = SplitMix64(seed)
    let alphabet: [UInt8] =
      Array("a B.\n*`|#-1?é東 \\\"{}[]:,role content text".utf8) + [0xC3, 0xF0, 0x9F, 0xFF]
    let text = (0..<random.below(600)).map { _ in
      random.below(3) == 0
        ? UInt8(random.below(256)) : alphabet[random.below(alphabet.count)]
    }
    _ = words(text)
    var plain: [UInt8] = []
    for part in [AnswerText.Part.all, .lastUserTurn] {
      AnswerText.read(text.span, .messages, part, into: &plain)
    }
    let row = denseRow(text, question: text.reversed())
    #expect(row.count == DenseFeature.all.count)
    let isFinite = row.allSatisfy { $0.isFinite }
    #expect(isFinite)
    var numbers: [Float] = []
    _ = try? EmbeddingLine.read(text.span, into: &numbers)
    var bytes = text
    var at = 0
    var counts = TermCounts()
    _ = TermCode.read(bytes.span, &at, below: 1 << 18, into: &counts)
    bytes.removeAll()
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `terms are read back as they were written`(seed: UInt64) {
    var random = SplitMix64(seed)
    var written = TermCounts()
    for index in 0..<UInt32(random.below(200)) {
      written.indices.append(index * 1000 + UInt32(random.below(1000)))
      written.counts.append(UInt32(1 + random.below(random.below(2) == 0 ? 2 : 100_000)))
    }
    var bytes: [UInt8] = []
    TermCode.append(written, to: &bytes)
    var at = 0
    var read = TermCounts()
    let isRead = TermCode.read(bytes.span, &at, below: 1 << 24, into: &read)
    #expect(isRead && at == bytes.count && read == written)
  }
}
