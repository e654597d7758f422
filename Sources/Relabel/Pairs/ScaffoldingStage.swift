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

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    let (stage, seed) = (self, corpus.seed)
    try corpus.commitPrompts(.init(extras: true)) { (batch) throws(WinnowError) in
      var out = CorpusBatch(pairs: batch.pairs.count)
      for prompt in batch.prompts { stage.add(prompt, batch, seed, to: &out) }
      return [out]
    }
    return []
  }

  private func add(
    _ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch, _ seed: UInt64,
    to out: inout CorpusBatch
  ) {
    var own = PromptPairs(prompt, batch)
    let solutions = Set(prompt.extras.compactMap { Self.field(answer, of: $0) })
      .filter { $0.utf8.count >= minAnswer }
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
      // 3 is not in 3.5.
      let goesOn =
        end < hay.count
        && (isWord(hay[end]) && isWord(needle[needle.count - 1])
          || hay[end] == "." && end + 1 < hay.count && hay[end + 1].properties.numericType != nil)
      if isCutBefore && !goesOn { return true }
    }
    return false
  }

  /// A text or number in a JSON object by its name.
  static func field(_ name: String, of json: String) -> String? {
    guard let object = try? JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    else { return nil }
    switch object[name] {
    case let text as String:
      return text.trimmingCharacters(in: .whitespacesAndNewlines)
    case let number as NSNumber: return number.stringValue
    default: return nil
    }
  }
}
