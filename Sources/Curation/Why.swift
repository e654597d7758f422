public import Records
internal import Export
internal import Pipeline
internal import Store

/// What `why` is asked.
public struct WhyRequest: Sendable {
  /// A public id or the first 4 or more digits of one, `SOURCE-or-MEMBER:LINE`, or a piece of text.
  public var query: String
  /// A store, or a pipeline file, whose store is meant.
  public var location: String
  /// Pairs that are told of, at least 1.
  public var limit: Int

  /// A question to the store at `location`.
  public init(query: String, location: String, limit: Int = 10) {
    self.query = query
    self.location = location
    self.limit = limit
  }
}

/// Where a pair came from and what became of it, for people and for programs.
public struct WhySummary: Sendable {
  /// A JSON object: what was found, and all that is known of each pair.
  public let json: String
  /// Everything of one pair, or a line for each of several.
  public let text: String
}

extension Curation {
  /// Finds pairs and records, and tells where they came from and what became of them.
  ///
  /// Looks for a digest first where the query can be one, then for a place, then for a text.
  ///
  /// - Throws: `nothing-found`, or what is wrong with the store.
  public static func why(_ request: WhyRequest) throws(WinnowError) -> WhySummary {
    let store = try Store(reading: try storePath(request.location))
    let reader = WhyReader(store)
    var answer = try WhySearch(reader: reader, limit: max(1, request.limit)).find(request.query)
    let exports = try reader.exports()
    answer.exports = exports?.map(\.stage)
    try answer.addFates(exports ?? [], store, reader)
    return WhySummary(
      json: answer.json.indentedJSON, text: answer.text(location: request.location))
  }
}

/// Goes from a query to pairs.
struct WhySearch {
  let reader: WhyReader
  let limit: Int

  /// - Throws: `nothing-found`.
  func find(_ query: String) throws(WinnowError) -> WhyAnswer {
    if let prefix = Self.digest(query) {
      let matches = try reader.matches(digest: prefix, limit: limit)
      if !matches.isEmpty { return try answer(query, matches) }
    }
    if let place = Self.place(query) {
      let records = try reader.records(
        named: place.name, line: place.line, number: place.number, limit: limit)
      if !records.isEmpty { return try answer(query, records) }
    }
    guard !query.isEmpty else {
      throw WinnowError(
        .nothingToFind, "the query is empty", hint: "ask for an id, a place or a piece of text")
    }
    let found = try reader.pairs(containing: query, limit: limit)
    guard !found.rows.isEmpty else {
      throw WinnowError(
        .nothingFound, "nothing in the store has this digest, place or text: `\(shown(query))`",
        hint: "texts are compared letter by letter; a place is `MEMBER:LINE`, such as `hh.jsonl:17`"
      )
    }
    return try answer("“\(shown(query, limit: 60))”", found)
  }

  /// Hexadecimal digits, in lower case.
  static func digest(_ query: String) -> String? {
    let digits = query.lowercased()
    let isHexadecimal = digits.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
    return isHexadecimal && (4...32).contains(digits.utf8.count) ? digits : nil
  }

  /// `NAME:LINE`, or `NAME#NUMBER` of a record.
  static func place(_ query: String) -> (name: String, line: Int64?, number: Int64?)? {
    guard let cut = query.lastIndex(where: { $0 == ":" || $0 == "#" }), cut != query.startIndex,
      let number = Int64(query[query.index(after: cut)...]), number > 0, number <= 0xffff_ffff
    else { return nil }
    let name = String(query[..<cut])
    return query[cut] == ":" ? (name, number, nil) : (name, nil, number)
  }

  private func answer(
    _ query: String, _ matches: [WhyReader.Match]
  ) throws(WinnowError) -> WhyAnswer {
    // Records of several files may be equal.
    guard let first = matches.first, first.kind != .run,
      matches.allSatisfy({ $0.kind == first.kind && $0.id == first.id })
    else { return WhyAnswer(query: query, matches: matches) }
    var answer = WhyAnswer(query: "\(first.kind.words) \(first.id)")
    for match in matches { try add(reader.pairs(of: match, limit: limit), to: &answer) }
    return answer
  }

  private func answer(
    _ query: String, _ records: [(match: WhyReader.Match, place: PairHistory.Place)]
  ) throws(WinnowError) -> WhyAnswer {
    var answer = WhyAnswer(query: query)
    answer.records = records.map(\.place)
    var left = limit
    for (match, place) in records where place.outcome != .quarantined && left > 0 {
      let record = try place.outcome == .duplicate ? reader.original(of: match) ?? match : match
      try add(reader.pairs(of: record, limit: left), to: &answer)
      left = limit - answer.pairs.count
    }
    return answer
  }

  private func answer(
    _ query: String, _ found: WhyReader.Found
  ) throws(WinnowError) -> WhyAnswer {
    var answer = WhyAnswer(query: query)
    try add(found, to: &answer)
    return answer
  }

  private func add(_ found: WhyReader.Found, to answer: inout WhyAnswer) throws(WinnowError) {
    answer.more += found.more
    answer.isCut = answer.isCut || found.isCut
    for row in found.rows where !answer.pairs.contains(where: { $0.row == row }) {
      answer.pairs.append(try reader.history(row))
    }
  }
}

extension WhyReader.Match.Kind {
  var words: String { self == .group ? "group" : rawValue }
}

extension WinnowError.Code {
  /// Nothing is as the query says.
  public static let nothingFound = Self("nothing-found", exitStatus: 1)
  /// The query says nothing.
  public static let nothingToFind = Self("nothing-to-find", exitStatus: 2)
}

/// What was found.
struct WhyAnswer {
  /// What was asked for, in words.
  var query: String
  /// The records at the place that was asked for.
  var records: [PairHistory.Place] = []
  var pairs: [PairHistory] = []
  /// Pairs that were found and are not among `pairs`.
  var more = 0
  /// Whether there may be still more.
  var isCut = false
  /// Of an ambiguous digest: what it may be.
  var matches: [WhyReader.Match] = []
  /// Stages of the finished exports of the last plan; `nil` without a plan.
  var exports: [String]?
  /// What those exports made of each of `pairs`.
  var fates: [[ExportedPair]] = []

  /// Asks the exports for every pair.
  fileprivate mutating func addFates(
    _ exports: [StoreStatus.Run], _ store: Store, _ reader: WhyReader
  ) throws(WinnowError) {
    fates = pairs.map { _ in [] }
    guard !exports.isEmpty else { return }
    let selection = try reader.selection()
    for run in exports {
      let account = try ExportAccount(
        stage: run.stage, options: run.options, seed: run.seed, store, selection)
      guard let account else { continue }
      for (index, pair) in pairs.enumerated() {
        guard let fate = try account.fate(pair: pair.row, prompt: pair.promptRow) else { continue }
        fates[index].append(
          ExportedPair(
            trainer: account.trainer, run: run.digest, fate: fate, isOfPrompt: account.isOfPrompts))
      }
    }
  }
}

/// What one export made of a pair.
struct ExportedPair {
  var trainer: String
  var run: PublicID
  var fate: ExportAccount.Fate
  /// Whether it is told of the pair's prompt.
  var isOfPrompt = false

  var words: String {
    let who = isOfPrompt ? "its prompt: " : ""
    return switch fate {
    case .written(let split, 1): "\(who)written to split \(shown(split))"
    case .written(let split, let rows): "\(who)written to split \(shown(split)) as \(rows) rows"
    case .refused(let reason, let meaning): "\(who)not written: \(reason), \(meaning)"
    }
  }

  var json: ConfigValue {
    var members: [ConfigValue.Member] = [
      .init("trainer", .string(trainer)), .init("run", .string(run.description)),
    ]
    switch fate {
    case .written(let split, let rows):
      members += [
        .init("written", .bool(true)), .init("split", .string(split)),
        .init("rows", .int(Int64(rows))),
      ]
    case .refused(let reason, let meaning):
      members += [
        .init("written", .bool(false)), .init("reason", .string(reason)),
        .init("meaning", .string(meaning)),
      ]
    }
    return .object(members)
  }
}
