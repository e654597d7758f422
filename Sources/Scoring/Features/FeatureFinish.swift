internal import Records

/// Writes the final files of a spill from its raw ones: weighs, subtracts, standardises.
struct FeatureFinish {
  private let folder: ScratchFolder
  private let budget: DiskBudget
  private let options: FeatureOptions
  private let wordWeights: TermWeights
  private let characterWeights: TermWeights

  init(_ spill: FeatureSpill, _ words: DocumentFrequencies, _ characters: DocumentFrequencies) {
    folder = spill.folder
    budget = spill.budget
    options = spill.options
    wordWeights = TermWeights(words, minimum: options.minimumFrequency)
    characterWeights = TermWeights(characters, minimum: options.minimumFrequency)
  }

  /// One sparse view: its three files, and the rows on their way there.
  private struct View {
    var offsets: ScratchWriter
    var indices: ScratchWriter
    var values: ScratchWriter
    var entries: UInt64 = 0
    let weights: TermWeights
    let limit: UInt32
    var terms = TermCounts()
    var a = WeightedTerms()
    var b = WeightedTerms()
    var row = DifferenceRow()

    init(_ view: String, _ finish: FeatureFinish, _ weights: TermWeights) throws(WinnowError) {
      offsets = try ScratchWriter(finish.folder.path(of: view + ".offsets"), finish.budget)
      indices = try ScratchWriter(finish.folder.path(of: view + ".indices"), finish.budget)
      values = try ScratchWriter(finish.folder.path(of: view + ".values"), finish.budget)
      self.weights = weights
      limit = UInt32(weights.rarity.count)
      try offsets.append(entries)
    }

    /// Reads the terms of both answers and writes their difference.
    ///
    /// - Returns: whether the bytes are such terms.
    mutating func write(_ bytes: Span<UInt8>, _ at: inout Int) throws(WinnowError) -> Bool {
      guard TermCode.read(bytes, &at, below: limit, into: &terms) else { return false }
      weights.weigh(terms, into: &a)
      guard TermCode.read(bytes, &at, below: limit, into: &terms) else { return false }
      weights.weigh(terms, into: &b)
      row.set(a, minus: b)
      entries += UInt64(row.indices.count)
      try offsets.append(entries)
      try indices.append(row.indices)
      try values.append(row.values)
      return true
    }

    mutating func flush() throws(WinnowError) {
      try offsets.flush()
      try indices.flush()
      try values.flush()
    }
  }

  /// - Parameter places: in final order.
  /// - Returns: the fingerprint under which the files are found again, and what weighs other answers alike.
  func write(
    _ places: [PairPlace], from raw: ScratchFile
  ) throws(WinnowError) -> (fingerprint: PublicID, weights: AnswerWeights) {
    var words = try View("words", self, wordWeights)
    var characters = try View("characters", self, characterWeights)
    var answers = try ScratchWriter(folder.path(of: "answer.values"), budget)
    var facts = try ScratchWriter(folder.path(of: "facts"), budget)
    var fingerprint = FeatureFingerprint(options)
    var spread = ColumnSpread(DenseFeature.all.count)
    var bytes: [UInt8] = []
    var dense = [Float](repeating: 0, count: DenseFeature.all.count)
    let scores = try normalScores(places, raw)
    for place in places {
      if bytes.count != place.count { bytes = [UInt8](repeating: 0, count: place.count) }
      try raw.readAll(&bytes, at: place.offset)
      var at = 0
      guard try words.write(bytes.span, &at), try characters.write(bytes.span, &at),
        readDense(bytes.span, at, scores, into: &dense)
      else {
        throw WinnowError(.scratch, "the scratch file was changed: `\(raw.path)`")
      }
      if place.fitted { spread.add(dense) }
      try answers.append(dense)
      try facts.append(StoredFact(place))
      fingerprint.add(place.fact, fitted: place.fitted)
    }
    try words.flush()
    try characters.flush()
    try facts.flush()
    let scales = spread.scales
    try standardise(answers.flush(), bytes: answers.written, scales)
    let mark = FinishedFeatures.Mark(
      fingerprint: fingerprint.value, pairs: places.count, wordBits: options.wordBits,
      characterBits: options.characterBits, words: Int(words.entries),
      characters: Int(characters.entries))
    try mark.write(folder, scales, budget)
    let weights = AnswerWeights(
      options: options, words: wordWeights, characters: characterWeights, scores: scores,
      scales: scales)
    return (fingerprint.value, weights)
  }

  /// Fitted on the first fitted pairs, which are as good as drawn: their order is that of a seeded digest.
  private func normalScores(_ places: [PairPlace], _ raw: ScratchFile) throws(WinnowError)
    -> NormalScores
  {
    let width = 4 * DenseFeature.all.count
    var sample = [[Float]](repeating: [], count: DenseFeature.all.count)
    var bytes = [UInt8](repeating: 0, count: 2 * width)
    for place in places.lazy.filter(\.fitted).prefix(NormalScores.sampleSize / 2) {
      guard place.count >= bytes.count else { continue }
      try raw.readAll(&bytes, at: place.offset + place.count - bytes.count)
      for i in sample.indices {
        sample[i].append(Self.number(bytes.span, 4 * i))
        sample[i].append(Self.number(bytes.span, width + 4 * i))
      }
    }
    return NormalScores(sample)
  }

  /// Reads the dense features of both answers and subtracts their scores.
  private func readDense(
    _ bytes: Span<UInt8>, _ start: Int, _ scores: NormalScores, into row: inout [Float]
  ) -> Bool {
    guard bytes.count - start == 8 * row.count else { return false }
    for i in row.indices {
      let a = Self.number(bytes, start + 4 * i)
      let b = Self.number(bytes, start + 4 * (row.count + i))
      row[i] = a == b ? 0 : scores.score(a, i) - scores.score(b, i)
    }
    return true
  }

  private static func number(_ bytes: Span<UInt8>, _ start: Int) -> Float {
    unsafe bytes.withUnsafeBytes { raw in
      unsafe raw.loadUnaligned(fromByteOffset: start, as: Float.self)
    }
  }

  /// Multiplies each column of the dense rows by its scale, and cuts off what is far out.
  private func standardise(_ file: ScratchFile, bytes: Int, _ scales: [Float]) throws(WinnowError) {
    let width = 4 * scales.count
    guard width > 0 else { return }
    let block = max(1, (1 << 20) / width) * width
    var buffer: [UInt8] = []
    var offset = 0
    while offset < bytes {
      let count = min(block, bytes - offset)
      if buffer.count != count { buffer = [UInt8](repeating: 0, count: count) }
      try file.readAll(&buffer, at: offset)
      let clip = options.clip
      unsafe buffer.withUnsafeMutableBytes { raw in
        for i in 0..<count / 4 {
          let value = unsafe raw.loadUnaligned(fromByteOffset: 4 * i, as: Float.self)
          let scaled = max(-clip, min(clip, value * scales[i % scales.count]))
          unsafe raw.storeBytes(of: scaled, toByteOffset: 4 * i, as: Float.self)
        }
      }
      try file.writeAll(buffer, at: offset)
      offset += count
    }
  }
}

/// What a spill fitted and by what it weighs answers: enough to weigh others, which it has not seen.
package struct AnswerWeights: Sendable {
  let options: FeatureOptions
  let words: TermWeights
  let characters: TermWeights
  let scores: NormalScores
  /// Of the dense columns.
  let scales: [Float]
}

/// How far the values of each column lie from 0.
///
/// About 0 and not about their mean, since which answer stands first says nothing: turning pairs around
/// leaves it as it is.
struct ColumnSpread {
  private var squares: [Double]
  private var count = 0

  init(_ columns: Int) { squares = [Double](repeating: 0, count: columns) }

  mutating func add(_ row: [Float]) {
    count += 1
    for i in 0..<min(row.count, squares.count) { squares[i] += Double(row[i]) * Double(row[i]) }
  }

  /// One over the root of the mean square; 0 for a column that is always 0.
  var scales: [Float] {
    squares.map { sum in
      let mean = sum / Double(max(1, count))
      return mean > 1e-20 ? Float(1 / mean.squareRoot()) : 0
    }
  }
}
