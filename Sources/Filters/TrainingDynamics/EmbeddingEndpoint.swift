internal import Endpoints
internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Where embeddings of responses come from.
enum EmbeddingSource: Sendable {
  /// A `.npy` or JSON Lines file.
  case file(String)
  case endpoint(EmbeddingEndpoint)
}

/// A server that is asked for embeddings of responses.
struct EmbeddingEndpoint: Sendable {
  let options: EndpointOptions
  let exchange: EmbeddingExchange
  let text: SentText
  let maxChars: Int

  /// What is sent of a response.
  enum SentText: String, CaseIterable, Sendable {
    /// Its prompt, an empty line, and itself.
    case both
    case response
  }

  init(options: inout OptionReader) throws(WinnowError) {
    self.options = try EndpointOptions(options: &options)
    exchange = EmbeddingExchange(
      model: self.options.model,
      batch: try options.int(
        "batch", default: 32, in: 1...2048, doc: "texts in a request, at most"),
      dimensions: try options.int(
        optional: "dimensions", in: 1...65_536,
        doc: "numbers of an embedding, where the model can choose"))
    text = try options.choice(
      "text", default: SentText.both, doc: "what is sent: `both` prompt and response, or `response`"
    )
    maxChars = try options.int(
      "max_chars", default: 24_000, in: 100...10_000_000,
      doc:
        "characters of a text; of a longer one, the end of the prompt and the beginning of the response"
    )
    options.leaveOut(["batch"])
  }

  /// Asks for the embeddings of responses, in the order of their public ids.
  ///
  /// - Parameter ids: public ids by row id.
  /// - Returns: the table, and what is to be said where some have none.
  func table(
    of ids: [Int64: PublicID], _ corpus: Corpus
  ) throws(WinnowError) -> (table: EmbeddingTable, warning: String?) {
    let rows = ids.sorted { $0.value < $1.value }.map(\.key)
    let label = "\(corpus.label) embeddings"
    corpus.progress.begin(label, total: rows.count)
    var source = ResponseTextSource(store: corpus.store, rows: rows)
    var owners: [PublicID] = []
    var first = 0
    var table = EmbeddingTable()
    let tally = try corpus.client(options).ask(
      exchange,
      next: { () throws(WinnowError) in
        guard let row = try source.next() else { return nil }
        owners.append(row.id)
        return sent(row)
      },
      progress: { tally in
        corpus.progress.advance(
          label, done: tally.answered, unit: "embeddings",
          share: Double(tally.answered) / Double(max(1, rows.count)))
      },
      consume: { (number, answer) throws(WinnowError) in
        if case .success(let embedding) = answer {
          try table.add(owners[number - first], embedding)
        }
        // Owners of what is behind us need not be kept; now and then, because moving them costs.
        if number - first > 10_000 {
          owners.removeFirst(number - first + 1)
          first = number + 1
        }
      })
    corpus.progress.end(label, note: tally.words)
    return (
      table, tally.failureWords.map { "\(tally.failures) responses have no embedding: \($0)" }
    )
  }

  /// What would be asked for all responses of what was read.
  func estimate(_ corpus: PlannedCorpus) throws(WinnowError) -> RequestEstimate {
    let size = try ResponseTexts.size(corpus.store, ingests: corpus.ingests)
    let bytes = size.bytes + (text == .both ? size.promptBytes : 0)
    return RequestEstimate(
      questions: size.responses, bytes: min(bytes, size.responses * maxChars * 4),
      batch: exchange.batch, options)
  }

  private func sent(_ row: ResponseTexts.Row) -> String {
    let response = Self.plain(row.response)
    guard text == .both else { return String(response.prefix(maxChars)) }
    let prompt = Self.plain(row.prompt)
    if prompt.utf8.count + response.utf8.count + 2 <= maxChars { return prompt + "\n\n" + response }
    // At least half of it is the response's.
    let room = max(maxChars / 2, maxChars - prompt.count - 2)
    let kept = response.prefix(room)
    return prompt.suffix(max(0, maxChars - kept.count - 2)) + "\n\n" + kept
  }

  private static func plain(_ text: (form: Body.Form, body: String)) -> String {
    var bytes: [UInt8] = []
    AnswerText.read(Array(text.body.utf8).span, text.form, .all, into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Texts of responses one after the other, read from the store some at a time.
private struct ResponseTextSource {
  let store: Store
  let rows: [Int64]
  private var position = 0
  private var read: [ResponseTexts.Row] = []

  private static let width = 200

  init(store: Store, rows: [Int64]) {
    self.store = store
    self.rows = rows
  }

  mutating func next() throws(WinnowError) -> ResponseTexts.Row? {
    while read.isEmpty {
      guard position < rows.count else { return nil }
      let end = min(position + Self.width, rows.count)
      // Last first, so that taking one moves none.
      read = try ResponseTexts.read(store, Array(rows[position..<end])).reversed()
      position = end
    }
    return read.removeLast()
  }
}
