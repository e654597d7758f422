internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Where the references of a prompt come from; of several places, from all of them.
struct ReferencePlaces: Sendable {
  /// Of the records' `extra`: a text or a list of texts.
  let field: JSONPointer?
  /// Models whose responses are references.
  let models: [String]
  /// A file of references by prompt.
  let file: String?
  /// A score whose best response is the reference.
  let best: String?

  init(options: inout OptionReader) throws(WinnowError) {
    let pointer = try options.string(
      optional: "field",
      doc: "JSON pointer into what records hold besides, to a text or a list of texts, such as "
        + "`/reference`")
    field = try pointer.map { (text) throws(WinnowError) in
      do throws(WinnowError) {
        return try JSONPointer(text)
      } catch {
        throw options.problem("field", must: "be a JSON pointer", hint: error.hint)
      }
    }
    models = try options.strings(
      "model", default: [], doc: "models whose responses are references")
    file = try options.path(
      optional: "file",
      doc: "file of records with `prompt` (its text) or `id` (its public id), and `reference` or "
        + "`references`")
    best = try options.string(
      optional: "best", doc: "name of a score: the prompt's best response by it is the reference")
  }

  /// Whether it names any place.
  var isGiven: Bool { field != nil || !models.isEmpty || file != nil || best != nil }

  var sideFiles: [SideFile] { file.map { [SideFile(path: $0, name: $0.lastPart)] } ?? [] }

  /// What a batch must hold.
  func columns(scores: [String] = []) -> ResponseReader.Columns {
    ResponseReader.Columns(
      texts: true, models: !models.isEmpty, extras: field != nil,
      scores: scores + (best.map { [$0] } ?? []))
  }
}

/// Finds the references of prompts.
struct ReferenceTexts: Sendable {
  let places: ReferencePlaces
  private let table: [PublicID: [[UInt8]]]
  /// Records of the file that say nothing that can be used.
  let bad: Int
  /// Place of the score `best` among those asked for.
  private let bestColumn: Int

  /// Reads the file, if there is one.
  init(_ places: ReferencePlaces, _ corpus: Corpus, otherScores: Int = 0) throws(WinnowError) {
    self.places = places
    bestColumn = otherScores
    if let best = places.best { try WinnowError.check(scores: [best], corpus) }
    guard let path = places.file, let file = corpus.files.first(where: { $0.path == path }) else {
      (table, bad) = ([:], 0)
      return
    }
    var table: [PublicID: [[UInt8]]] = [:]
    var bytes: Int64 = 0
    let fields = ["prompt", "id", "reference", "references"].map { JSONPointer(key: $0) }
    bad = try corpus.forEachRow(of: file, fields: fields) { (row) throws(WinnowError) in
      let key: PublicID
      if let text = row.values[1].text {
        guard let id = PublicID(hexadecimal: Array(text.utf8).span) else {
          return "`id` is no public id of 32 hexadecimal digits"
        }
        key = id
      } else if let text = row.values[0].text {
        key = Self.key(Array(text.utf8))
      } else {
        return "there is neither `prompt` nor `id`"
      }
      let texts = (row.values[2].texts + row.values[3].texts).map { Array($0.utf8) }
      guard !texts.isEmpty else { return "there is no `reference`" }
      table[key, default: []] += texts
      bytes += texts.reduce(96) { $0 + Int64($1.count) + 48 }
      guard bytes < corpus.memory / 2 else {
        throw WinnowError(
          WinnowError.Code("too-little-memory", exitStatus: 2),
          "the references of `\(file.name)` need more than half of the memory the pipeline allows",
          hint: "raise `memory:`, or keep references with the records and write `field:`")
      }
      return nil
    }.bad
    self.table = table
  }

  /// Of a prompt's plain text.
  static func key(_ text: [UInt8]) -> PublicID {
    unsafe text.withUnsafeBytes { unsafe PublicID.text(.text, $0) }
  }

  /// The different references of a prompt, in the order of their bytes: that of files means nothing.
  ///
  /// - Parameter texts: plain texts of the prompt's responses, in their order.
  func references(
    _ prompt: ResponseBatch.Prompt, of batch: ResponseBatch, _ texts: [[UInt8]]
  ) -> [[UInt8]] {
    var found: [[UInt8]] = []
    if let field = places.field {
      for extra in prompt.extras { found += field.texts(of: Array(extra.utf8)) }
    }
    for (i, text) in zip(prompt.responses, texts) where !places.models.isEmpty {
      if batch.responses[i].models.contains(where: places.models.contains) { found.append(text) }
    }
    if !table.isEmpty {
      found += table[prompt.id] ?? byText(prompt, batch)
    }
    if places.best != nil, let best = best(prompt, batch) { found.append(texts[best]) }
    found = found.filter { !$0.isEmpty }
    guard found.count > 1 else { return found }
    found.sort { $0.lexicographicallyPrecedes($1) }
    var last: [UInt8]?
    return found.filter { text in
      defer { last = text }
      return text != last
    }
  }

  private func byText(_ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch) -> [[UInt8]] {
    var text: [UInt8] = []
    batch.read(prompt.text, into: &text)
    if let own = table[Self.key(text)] { return own }
    guard prompt.text.form == .messages else { return [] }
    batch.read(prompt.text, .lastUserTurn, into: &text)
    return table[Self.key(text)] ?? []
  }

  /// The response with the highest score, by its place in the prompt; of equals the first by id.
  private func best(_ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch) -> Int? {
    var best: (place: Int, score: Double)?
    for (place, response) in batch.responses[prompt.responses].enumerated() {
      let score = response.scores[bestColumn]
      guard score.isFinite, score > best?.score ?? -.infinity else { continue }
      best = (place, score)
    }
    return best?.place
  }
}

extension ReferenceTexts {
  /// What prompts without a reference are counted under.
  static let without = "prompts without a reference"

  /// What is to be said of the references of a stage.
  func notes(_ account: ScoreOutput.Account) -> [RunNote] {
    var notes: [RunNote] = []
    let without = account.counts[Self.without]
    if without > 0 {
      notes.append(
        RunNote(
          "warning", "warning: \(without) of \(account.prompts) prompts have no reference"))
    }
    if bad > 0 {
      notes.append(
        RunNote("warning", "warning: \(bad) records of the file of references are unusable"))
    }
    return notes
  }
}

extension String {
  /// What stands behind the last slash: a moved folder keeps its runs.
  var lastPart: String { split(separator: "/").last.map(String.init) ?? self }
}
