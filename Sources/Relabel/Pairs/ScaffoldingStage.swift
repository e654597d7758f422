internal import Foundation
internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Makes pairs of an answer that leads the learner on over one that gives the solution away.
struct ScaffoldingStage: CorpusStage {
  static let name = "relabel.scaffolding"
  static let summary = "prefer answers that ask and hint over answers that give the solution away"
  static let discussion = """
    Pedagogical alignment: for a learner a hint or a smaller question is better than the solution. A rule can tell
    the two apart where the record holds the solution, as a field of its own that the mapping leaves in
    `extra`: an answer *scaffolds* if it asks something and the solution does not stand in it as a word, and *gives
    away* if the solution stands in it. Whatever does neither makes no pair. Each scaffolding answer of a prompt is
    paired with each that gives away, at most `per_prompt`, by a seeded draw.

    A solution of one letter or digit stands in too many texts to tell: those shorter than `min_answer` bytes make no
    pair. The rule does not know whether a hint is a good one.
    """
  static let exampleOptions = ["answer": "solution"]
  static let reads: Set<Column> = [.texts, .labels]
  static let writes: Set<Column> = [.verdicts, .labels, .pairs]
  static let reasons: [(reason: Reason, meaning: String)] = [
    ("replaced", "pairs of scaffolding over solutions stand in its place"),
    ("no_solution", "no record of the prompt holds a usable solution"),
    (
      "no_contrast", "the prompt has no answer that scaffolds, or none that gives the solution away"
    ),
  ]

  let answer: String
  let minAnswer: Int
  let perPrompt: Int
  let oldPairs: OldPairs

  init(options: inout OptionReader) throws(WinnowError) {
    answer = try options.string(
      required: "answer", doc: "name of the field of the records that holds the solution")
    minAnswer = try options.int(
      "min_answer", default: 2, in: 1..., doc: "bytes a solution must have so that its words tell")
    perPrompt = try options.int(
      "per_prompt", default: 4, in: 1..., doc: "at most so many pairs of a prompt")
    oldPairs = try OldPairs(&options)
  }

  var leastResponses: Int { 2 }

  /// - Throws: `no-solutions` where no record has one.
  func foresee(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    let stage = self
    var known = 0
    _ = try corpus.forEachPromptBatch(
      .init(texts: false, extras: true),
      { (batch) throws(WinnowError) in
        batch.plainPrompts.count { !stage.solutions(of: $0).isEmpty }
      }, consume: { known += $0 })
    guard known > 0 else {
      throw WinnowError(
        WinnowError.Code("no-solutions", exitStatus: 2),
        "no prompt has a solution of \(minAnswer) bytes or more in the field `\(answer)`",
        hint: "name a text or number field of the records that the mapping leaves in `extra`")
    }
    return [RunNote("solutions", "\(known) prompts have a solution")]
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    let notes = try foresee(corpus)
    let (stage, seed) = (self, corpus.seed)
    try corpus.commitPrompts(.init(extras: true)) { (batch) throws(WinnowError) in
      var out = CorpusBatch(pairs: batch.pairs.count)
      for prompt in batch.plainPrompts { stage.add(prompt, batch, seed, to: &out) }
      return [out]
    }
    return notes
  }

  private func add(
    _ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch, _ seed: UInt64,
    to out: inout CorpusBatch
  ) {
    var own = MadePairs(prompt, batch)
    let solutions = solutions(of: prompt)
    var couples: [(order: UInt64, better: Int, worse: Int)] = []
    if !solutions.isEmpty {
      let kinds = prompt.responses.map { Self.kind(of: text($0, batch), solutions) }
      let start = prompt.responses.lowerBound
      for (i, one) in kinds.enumerated() where one == .scaffolds {
        for (j, other) in kinds.enumerated() where other == .givesAway {
          guard !own.isFallen(start + i, start + j) else { continue }
          let id = PublicID.pair(batch.responses[start + i].id, batch.responses[start + j].id)
          couples.append((Draw.word(id, seed &+ 0x5343), start + i, start + j))
        }
      }
    }
    if let place = own.place {
      for couple in couples.sorted(by: { $0.order < $1.order }).prefix(perPrompt) {
        own.note(couple.better, couple.worse)
        out.made.append(
          DerivedPair(
            place: place, prompt: prompt.row, chosen: .row(batch.responses[couple.better].row),
            rejected: .row(batch.responses[couple.worse].row), role: "scaffolding"))
      }
    }
    guard oldPairs == .replace else { return }
    own.drop(
      !couples.isEmpty ? "replaced" : solutions.isEmpty ? "no_solution" : "no_contrast", to: &out)
  }

  private func solutions(of prompt: ResponseBatch.Prompt) -> Set<String> {
    Set(prompt.extras.compactMap { Self.field(answer, of: $0) })
      .filter { $0.utf8.count >= minAnswer }
  }

  private func text(_ response: Int, _ batch: ResponseBatch) -> String {
    AnswerText.string(batch.responses[response].body, in: batch.arena)
  }

  /// What an answer does for the learner.
  enum Kind: Equatable { case scaffolds, givesAway, neither }

  static func kind(of text: String, _ solutions: Set<String>) -> Kind {
    if solutions.contains(where: { stands($0, in: text) }) { return .givesAway }
    let asks = text.unicodeScalars.contains { "?？؟".unicodeScalars.contains($0) }
    return asks ? .scaffolds : .neither
  }

  /// Whether `solution` stands in `text` as a word, in upper or lower case.
  static func stands(_ solution: String, in text: String) -> Bool {
    let (needle, hay) = (
      Array(solution.lowercased().unicodeScalars), Array(text.lowercased().unicodeScalars)
    )
    guard !needle.isEmpty, hay.count >= needle.count else { return false }
    func isWord(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
    for start in 0...(hay.count - needle.count)
    where hay[start] == needle[0] && hay[start..<start + needle.count].elementsEqual(needle) {
      let end = start + needle.count
      let isCutBefore = start == 0 || !isWord(needle[0]) || !isWord(hay[start - 1])
      let isCutBehind =
        end == hay.count || !isWord(needle[needle.count - 1]) || !isWord(hay[end])
      if isCutBefore && isCutBehind && !isPartOfNumber(hay, start, end) { return true }
    }
    return false
  }

  /// 12 is not in 3.12, in 12,000 or in 12.5, and −12 not in 7-12.
  private static func isPartOfNumber(_ hay: [Unicode.Scalar], _ start: Int, _ end: Int) -> Bool {
    func isDigit(_ place: Int) -> Bool {
      hay.indices.contains(place) && hay[place].properties.numericType != nil
    }
    func isMark(_ place: Int) -> Bool {
      hay.indices.contains(place) && (hay[place] == "." || hay[place] == ",")
    }
    let goesOn = isDigit(end - 1) && isMark(end) && isDigit(end + 1)
    let cameBefore = isDigit(start) && isMark(start - 1) && isDigit(start - 2)
    let isDifference =
      "-−–".unicodeScalars.contains(hay[start]) && isDigit(start + 1)
      && hay.indices.contains(start - 1)
      && (isDigit(start - 1) || hay[start - 1].properties.isAlphabetic)
    return goesOn || cameBefore || isDifference
  }

  /// A text or number in a JSON object by its name; anything else is no solution.
  static func field(_ name: String, of json: String) -> String? {
    let fields = try? JSONDecoder().decode([String: Solution].self, from: Data(json.utf8))
    return fields?[name]?.text?.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private struct Solution: Decodable {
    var text: String?

    init(from decoder: any Decoder) {
      guard let value = try? decoder.singleValueContainer() else { return }
      if let own = try? value.decode(String.self) {
        text = own
      } else if let own = try? value.decode(Int64.self) {
        text = "\(own)"
      } else if let own = try? value.decode(Double.self) {
        text = "\(own)"
      }
    }
  }
}
