internal import Records

/// Finds the final files of a spill and lends them as rows.
enum FinishedFeatures {
  /// What the `done` file says: written last, so that what it stands beside is whole.
  struct Mark {
    var fingerprint: PublicID
    var pairs: Int
    var wordBits: Int
    var characterBits: Int
    var words: Int
    var characters: Int

    /// - Parameter scales: by which the dense columns were multiplied, for a person who looks.
    func write(_ folder: ScratchFolder, _ scales: [Float], _ budget: DiskBudget)
      throws(WinnowError)
    {
      var text = line
      for (feature, scale) in zip(DenseFeature.all, scales) { text += "\(feature.name) \(scale)\n" }
      let bytes = Array(text.utf8)
      try budget.take(bytes.count)
      try folder.write(bytes, to: ScratchFolder.done)
    }

    /// The first line.
    var line: String {
      "winnow features \(fingerprint) \(pairs) \(wordBits) \(characterBits) \(words) "
        + "\(characters) \(ScratchFolder.boot)\n"
    }

    /// Reads what `write` wrote; `nil` for anything else.
    init?(_ bytes: [UInt8]) {
      let text = String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
      let parts = text.split(separator: " ")
      guard parts.count >= 8, let id = PublicID(hexadecimal: Array(parts[2].utf8).span),
        let pairs = Int(parts[3]), let wordBits = Int(parts[4]), let characterBits = Int(parts[5]),
        let words = Int(parts[6]), let characters = Int(parts[7]), pairs >= 0, words >= 0,
        characters >= 0, (1...24).contains(wordBits), (1...24).contains(characterBits),
        pairs < 1 << 40, words < 1 << 48, characters < 1 << 48
      else { return nil }
      self.init(
        fingerprint: id, pairs: pairs, wordBits: wordBits, characterBits: characterBits,
        words: words, characters: characters)
    }

    init(
      fingerprint: PublicID, pairs: Int, wordBits: Int, characterBits: Int, words: Int,
      characters: Int
    ) {
      self.fingerprint = fingerprint
      self.pairs = pairs
      self.wordBits = wordBits
      self.characterBits = characterBits
      self.words = words
      self.characters = characters
    }
  }

  /// The rows in `folder` if they are finished and carry `fingerprint`.
  static func open(_ folder: ScratchFolder, _ fingerprint: PublicID) -> PairRows? {
    guard let bytes = folder.read(ScratchFolder.done), let mark = Mark(bytes),
      mark.fingerprint == fingerprint, bytes.starts(with: mark.line.utf8),
      let words = sparse("words", folder, mark.pairs, mark.words, 1 << mark.wordBits),
      let characters = sparse(
        "characters", folder, mark.pairs, mark.characters, 1 << mark.characterBits),
      let answers = dense("answer", folder, mark.pairs, DenseFeature.all.count),
      let stored = MappedFile(
        folder.path(of: "facts"), size: mark.pairs * MemoryLayout<StoredFact>.stride)
    else { return nil }
    let facts = unsafe stored.numbers(StoredFact.self).map(\.fact)
    return PairRows(
      facts: facts, sparse: [("words", words), ("characters", characters)],
      dense: [("answer", answers)])
  }

  private static func sparse(
    _ view: String, _ folder: ScratchFolder, _ rows: Int, _ entries: Int, _ dimension: Int
  ) -> SparseRows? {
    guard let offsets = MappedFile(folder.path(of: view + ".offsets"), size: 8 * (rows + 1)),
      let indices = MappedFile(folder.path(of: view + ".indices"), size: 4 * entries),
      let values = MappedFile(folder.path(of: view + ".values"), size: 4 * entries)
    else { return nil }
    return unsafe SparseRows(
      dimension: dimension, offsets: offsets.numbers(UInt64.self),
      indices: indices.numbers(UInt32.self), values: values.numbers(Float.self),
      release: { withExtendedLifetime((folder, offsets, indices, values)) {} })
  }

  private static func dense(_ view: String, _ folder: ScratchFolder, _ rows: Int, _ columns: Int)
    -> DenseRows?
  {
    guard
      let values = MappedFile(folder.path(of: view + ".values"), size: 4 * rows * columns)
    else { return nil }
    return unsafe DenseRows(
      dimension: columns, count: rows, values: values.numbers(Float.self),
      release: { withExtendedLifetime((folder, values)) {} })
  }
}

/// A `PairFact` as it lies in the scratch folder: 48 bytes.
struct StoredFact: BitwiseCopyable {
  private var idHigh: UInt64
  private var idLow: UInt64
  private var groupHigh: UInt64
  private var groupLow: UInt64
  private var row: Int64
  /// Bit 0: the first answer is better; bit 1: models may learn from the pair.
  private var flags: UInt64

  init(_ place: PairPlace) {
    idHigh = place.fact.id.high
    idLow = place.fact.id.low
    groupHigh = place.fact.group.high
    groupLow = place.fact.group.low
    row = place.fact.row
    flags = (place.fact.firstIsBetter ? 1 : 0) | (place.fitted ? 2 : 0)
  }

  var fact: PairFact {
    PairFact(
      id: PublicID(high: idHigh, low: idLow), group: PublicID(high: groupHigh, low: groupLow),
      row: row, firstIsBetter: flags & 1 == 1, isFitted: flags & 2 == 2)
  }
}
