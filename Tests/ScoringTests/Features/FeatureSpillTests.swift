import Foundation
import Records
import Testing

@testable import Scoring

/// A pair of short made-up texts.
struct MadePair {
  var prompt: String
  var a: String
  var b: String
  var fact: PairFact
  var fitted: Bool

  static func make(_ count: Int, seed: UInt64 = 1) -> [MadePair] {
    var random = SplitMix64(seed)
    func text(_ most: Int) -> String {
      let words = [
        "the", "cat", "sat", "on", "mat.", "Über", "1.", "\n- dog", "why?", "東京", "x", "`y`",
      ]
      return (0..<random.below(most)).map { _ in words[random.below(words.count)] }
        .joined(separator: " ")
    }
    return (0..<count).map { i in
      let id = PublicID(high: random.next(), low: random.next())
      return MadePair(
        prompt: text(8), a: text(40), b: text(40),
        fact: PairFact(
          id: id, group: PublicID(high: random.next(), low: 0), row: Int64(i),
          firstIsBetter: random.below(2) == 0), fitted: random.below(4) > 0)
    }
  }
}

/// A folder below the system's temporary one that is not there yet.
func newFolder() -> String {
  NSTemporaryDirectory() + "winnow-features-\(UUID().uuidString)"
}

@Suite struct FeatureSpillTests {
  private func options() -> FeatureOptions {
    var options = FeatureOptions()
    options.wordBits = 12
    options.characterBits = 12
    return options
  }

  private func add(_ pairs: some Sequence<MadePair>, to spill: FeatureSpill) throws(WinnowError) {
    let extractor = spill.extractor()
    let arena = ByteArena()
    for pair in pairs {
      arena.truncate(to: 0)
      try extractor.add(
        prompt: .text(arena.append(pair.prompt)), a: .text(arena.append(pair.a)),
        b: .text(arena.append(pair.b)), in: arena, fact: pair.fact, fitted: pair.fitted)
    }
    try extractor.finish()
  }

  /// The bytes of all final files.
  private func files(_ folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      files[name] = FileManager.default.contents(atPath: folder + "/" + name)
    }
    return files
  }

  @Test func `words alone are the words there were`() throws {
    let pairs = MadePair.make(60)
    let (all, words) = (newFolder(), newFolder())
    var only = options()
    only.onlyWords = true
    for (folder, options) in [(all, options()), (words, only)] {
      let spill = try FeatureSpill(
        folder: folder, options: options, diskBudget: 1 << 30, stays: true)
      try add(pairs, to: spill)
      let rows = try spill.finish()
      #expect(rows.count == 60)
    }
    let (one, other) = (try files(all), try files(words))
    for name in ["words.offsets", "words.indices", "words.values"] {
      #expect(one[name] == other[name] && one[name]?.isEmpty == false)
    }
    #expect(other["characters.indices"]?.isEmpty == true)
    #expect(other["answer.values"]?.allSatisfy { $0 == 0 } == true)
  }

  @Test(arguments: 1...4)
  func `files are the same for any number of workers and any order`(workers: Int) async throws {
    let pairs = MadePair.make(200)
    let plain = newFolder()
    let spill = try FeatureSpill(folder: plain, options: options(), diskBudget: 1 << 30)
    try add(pairs, to: spill)
    let rows = try spill.finish()
    let folder = newFolder()
    let other = try FeatureSpill(folder: folder, options: options(), diskBudget: 1 << 30)
    let shuffled = pairs.sorted { $0.fact.group < $1.fact.group }
    try await withThrowingTaskGroup { group in
      for worker in 0..<workers {
        let share = stride(from: worker, to: shuffled.count, by: workers).map { shuffled[$0] }
        group.addTask { try self.add(share, to: other) }
      }
      try await group.waitForAll()
    }
    let otherRows = try other.finish()
    #expect(try files(plain) == files(folder))
    #expect(rows.count == 200 && otherRows.facts.map(\.id) == rows.facts.map(\.id))
  }

  @Test func `rows are differences of weighted answers, in the order of their keys`() throws {
    let pairs = MadePair.make(60)
    let spill = try FeatureSpill(folder: newFolder(), options: options(), diskBudget: 1 << 30)
    try add(pairs, to: spill)
    let rows = try spill.finish()
    let ordered = pairs.sorted {
      options().orderKey($0.fact.id) < options().orderKey($1.fact.id)
    }
    #expect(rows.facts.map(\.row) == ordered.map(\.fact.row))
    #expect(rows.facts.map(\.firstIsBetter) == ordered.map(\.fact.firstIsBetter))
    for (view, kind) in [
      (0, { (text: String) in terms(text, bits: 12).words }),
      (1, { (text: String) in terms(text, bits: 12).characters }),
    ] {
      var frequencies = DocumentFrequencies(bits: 12)
      for pair in pairs where pair.fitted {
        frequencies.add(kind(pair.a))
        frequencies.add(kind(pair.b))
      }
      let weights = TermWeights(frequencies, minimum: 3)
      var a = WeightedTerms()
      var b = WeightedTerms()
      var row = DifferenceRow()
      for (i, pair) in ordered.enumerated() {
        weights.weigh(kind(pair.a), into: &a)
        weights.weigh(kind(pair.b), into: &b)
        row.set(a, minus: b)
        let found = unsafe rows.sparse[view].rows[i]
        #expect(unsafe Array(found.indices) == row.indices)
        #expect(unsafe Array(found.values) == row.values)
      }
    }
  }

  @Test func `dense columns have a root mean square of 1 over fitted pairs and are cut off`() throws
  {
    let pairs = MadePair.make(100)
    var options = options()
    options.clip = 2
    let spill = try FeatureSpill(folder: newFolder(), options: options, diskBudget: 1 << 30)
    try add(pairs, to: spill)
    let rows = try spill.finish().dense[0].rows
    let fitted = Dictionary(uniqueKeysWithValues: pairs.map { ($0.fact.id, $0.fitted) })
    let ordered = pairs.sorted { options.orderKey($0.fact.id) < options.orderKey($1.fact.id) }
    let values = ordered.map { pair in
      let prompt = Array(pair.prompt.utf8)
      return [pair.a, pair.b].map { denseRow(Array($0.utf8), question: prompt) }
    }
    let answers = zip(ordered, values).flatMap { pair, rows in pair.fitted ? rows : [] }
    let scores = NormalScores(
      DenseFeature.all.indices.map { column in answers.map { $0[column] } })
    var raw: [[Float]] = values.map { rows in
      rows[0].indices.map { scores.score(rows[0][$0], $0) - scores.score(rows[1][$0], $0) }
    }
    var spread = ColumnSpread(DenseFeature.all.count)
    for (i, pair) in ordered.enumerated() where fitted[pair.fact.id] == true { spread.add(raw[i]) }
    let scales = spread.scales
    for i in raw.indices {
      for k in scales.indices { raw[i][k] = max(-2, min(2, raw[i][k] * scales[k])) }
      #expect(unsafe Array(rows[i]) == raw[i])
    }
  }

  @Test func `normal scores are quantiles of mean ranks`() {
    let scores = NormalScores([[3, 1, 2, 2]])
    // Φ⁻¹ of 1/8, 1/2, 7/8; values between and beyond take the rank they would have.
    let expected: [(Float, Float)] = [
      (1, -1.1503494), (2, 0), (3, 1.1503494), (1.5, -0.6744898), (0, -1.1503494), (9, 1.1503494),
    ]
    for (value, score) in expected { #expect(abs(scores.score(value, 0) - score) < 1e-6) }
    #expect(abs(NormalScores.quantile(0.001) + 3.0902323) < 1e-6)
  }

  @Test func `a budget that is too small is one clear error, and nothing stays behind`() throws {
    let folder = newFolder()
    let pairs = MadePair.make(50)
    for budget in [100, 20_000] {
      let error = #expect(throws: WinnowError.self) {
        let spill = try FeatureSpill(folder: folder, options: options(), diskBudget: budget)
        try add(pairs, to: spill)
        _ = try spill.finish()
      }
      #expect(error?.code == .diskBudget && error?.code.exitStatus == 1 && error?.hint != nil)
    }
    #expect(!FileManager.default.fileExists(atPath: folder))
  }

  @Test func `finished files serve the same pairs again and go with the rows`() throws {
    let folder = newFolder()
    let pairs = MadePair.make(30)
    var fingerprint = FeatureFingerprint(options())
    for pair in pairs.reversed() { fingerprint.add(pair.fact, fitted: pair.fitted) }
    do {
      let spill = try FeatureSpill(folder: folder, options: options(), diskBudget: 1 << 30)
      try add(pairs, to: spill)
      let rows = try spill.finish()
      // What a killed run leaves behind.
      let copy = newFolder()
      try FileManager.default.copyItem(atPath: folder, toPath: copy)
      #expect(spill.fingerprint == "\(fingerprint.value)")
      let again = try #require(FeatureSpill.reuse(folder: copy, fingerprint: spill.fingerprint))
      defer { try? FileManager.default.removeItem(atPath: copy) }
      #expect(again.facts.map(\.id) == rows.facts.map(\.id))
      for i in 0..<rows.count {
        let same =
          unsafe Array(again.sparse[1].rows[i].values) == Array(rows.sparse[1].rows[i].values)
        #expect(same)
      }
    }
    #expect(!FileManager.default.fileExists(atPath: folder))
  }

  @Test func `files of other pairs, or cut short, are not taken and not removed`() throws {
    let folder = newFolder()
    let pairs = MadePair.make(10)
    let spill = try FeatureSpill(folder: folder, options: options(), diskBudget: 1 << 30)
    try add(pairs, to: spill)
    let rows = try spill.finish()
    var fingerprint = FeatureFingerprint(options())
    for pair in pairs.dropLast() { fingerprint.add(pair.fact, fitted: pair.fitted) }
    #expect(FeatureSpill.reuse(folder: folder, fingerprint: "\(fingerprint.value)") == nil)
    for pair in pairs.suffix(1) { fingerprint.add(pair.fact, fitted: pair.fitted) }
    let copy = newFolder()
    try FileManager.default.copyItem(atPath: folder, toPath: copy)
    try Data([1]).write(to: URL(fileURLWithPath: copy + "/words.values"))
    #expect(FeatureSpill.reuse(folder: copy, fingerprint: "\(fingerprint.value)") == nil)
    #expect(FeatureSpill.reuse(folder: newFolder(), fingerprint: "\(fingerprint.value)") == nil)
    #expect(rows.count == 10 && FileManager.default.fileExists(atPath: folder + "/done"))
    try FileManager.default.removeItem(atPath: copy)
  }

  @Test func `no pairs are no rows`() throws {
    let spill = try FeatureSpill(folder: newFolder(), options: options(), diskBudget: 1 << 30)
    try add([], to: spill)
    #expect(try spill.finish().count == 0)
  }
}
