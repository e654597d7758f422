internal import Pipeline
internal import Records

/// All that the logs say, read once: margins in a scratch file, the names of pairs in memory.
struct LoggedMargins {
  let spill: MarginSpill
  var names = NameIndex()
  var runs = RunNames()
  var counts = LogCounts()

  /// Bytes of memory that a name takes while pairs are looked for and gathered, about.
  static let bytesPerName: Int64 = 160

  init(_ corpus: Corpus, _ format: DynamicsFormat) throws(WinnowError) {
    spill = try MarginSpill(corpus.scratch + "/margins")
    let reader = try LogReader(format, scratch: corpus.scratch)
    for (place, file) in corpus.files.enumerated() {
      try read(file, reader, corpus)
      corpus.progress.advance(
        corpus.label, done: counts.rows, unit: "log records",
        share: Double(place + 1) / Double(corpus.files.count))
    }
    try spill.flush()
    guard counts.rows > counts.malformed || corpus.maxBadRecords == .share(1) else {
      throw counts.problem("none of the \(counts.rows) records of the logs can be read")
    }
  }

  private mutating func read(
    _ file: RunPlan.PlannedFile, _ reader: LogReader, _ corpus: Corpus
  ) throws(WinnowError) {
    var pending: [MarginSpill.Entry] = []
    // Apart, so that the closures below hold no part of `self` at once.
    var (names, counts) = (self.names, self.counts)
    (self.names, self.counts) = (NameIndex(), LogCounts())
    var runs = self.runs
    try reader.read(
      file, &runs,
      take: { row, arena in
        counts.rows += 1
        let number = names.number(of: row.name)
        if number == nil { counts.note(foreign: row, arena) }
        var isAny = false
        for (run, moment, margin) in row.margins {
          guard let margin else {
            counts.absent += 1
            continue
          }
          isAny = true
          counts.read += 1
          guard let number else {
            counts.foreign += 1
            continue
          }
          pending.append(.init(name: number, run: UInt32(run), moment: moment, margin: margin))
        }
        if !isAny { counts.empty += 1 }
      }, refuse: { counts.refuse($0) },
      batch: { () throws(WinnowError) in
        try Interrupt.check()
        for entry in pending { try spill.append(entry) }
        pending.removeAll(keepingCapacity: true)
        try counts.check(corpus.maxBadRecords)
        guard Int64(names.count) * Self.bytesPerName < corpus.memory / 2 else {
          throw WinnowError(
            WinnowError.Code("memory", exitStatus: 2),
            "the logs name more pairs than there is memory for: \(names.count)",
            hint: "raise `--memory`, or leave out logs of other corpora")
        }
      })
    guard runs.names.count <= RunNames.limit else {
      throw WinnowError(
        .badInput, "the logs name \(runs.names.count) trainings, more than \(RunNames.limit)",
        hint: "`run` is the name of a whole training")
    }
    (self.names, self.counts, self.runs) = (names, counts, runs)
  }
}

/// What became of the records of the logs, and of the margins in them.
struct LogCounts: Sendable {
  /// Records, those that say nothing among them.
  var rows = 0
  /// Records that are none of the format.
  var malformed = 0
  /// Records without any finite margin.
  var empty = 0
  /// Margins that are missing or not finite.
  var absent = 0
  /// Finite margins: of names that are none, unknown, of several pairs, of pairs without a label, of pairs
  /// that are not seen, replaced by a later one, and stored.
  var read = 0
  var foreign = 0
  var unmatched = 0
  var ambiguous = 0
  var undecided = 0
  var unseen = 0
  var repeated = 0
  var stored = 0
  private(set) var refusals: [LogReader.Refusal] = []
  private(set) var foreignNames: [String] = []

  mutating func refuse(_ refusal: LogReader.Refusal) {
    rows += 1
    malformed += 1
    if refusals.count < 5 { refusals.append(refusal) }
  }

  mutating func note(foreign row: LogRow, _ arena: ByteArena) {
    guard foreignNames.count < 3, !row.nameText.isEmpty else { return }
    let name = arena.string(row.nameText).cleaned
    if !foreignNames.contains(name) { foreignNames.append(name) }
  }

  /// Stops when more records are bad than may be.
  func check(_ limit: BadRecordLimit) throws(WinnowError) {
    let allowed = limit.limit(of: rows)
    guard malformed > allowed else { return }
    throw problem(
      "\(malformed) of \(rows) records of the logs cannot be read, more than the \(allowed) allowed"
    )
  }

  func problem(_ message: String) -> WinnowError {
    WinnowError(
      WinnowError.Code("bad-records", exitStatus: 1),
      message + refusals.map { "\n  \($0.line)" }.joined(),
      hint: "is it the right format? `max_bad_records:` of the pipeline says how many may be bad")
  }

  /// Margins of names that no pair of the store goes by.
  var withoutPair: Int { foreign + unmatched + ambiguous }
}

extension LogReader.Refusal {
  /// As messages show it.
  var line: String { "\(place.cleaned): \(reason): \(detail.cleaned)" }
}

extension String {
  /// Without control characters, cut to what fits in a line.
  var cleaned: String {
    let plain = unicodeScalars.prefix(160).map { scalar in
      scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar
    }
    return String(String.UnicodeScalarView(plain))
  }
}
