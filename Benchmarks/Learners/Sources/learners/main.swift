// Trains Bradley–Terry models on seeded rows and prints their speed; writes the same rows for Vowpal Wabbit.
//
//   learners write ROWS.vw          the rows as Vowpal Wabbit reads them
//   learners train LANES WORKERS    one JSON object: examples per second over five passes
//   learners texts PAIRS.jsonl      the same from texts: word 1-2-grams are made, then five passes over them;
//                                   lines are {"prompt": …, "a": …, "b": …, "first": true}

import Foundation
import Records
import Scoring

let (count, entries, dimension) = (20_000, 400, 1 << 18)

/// 20,000 rows of 400 entries in 2^18 columns, as words fall: few columns are frequent.
func makeRows() -> PairRows {
  var random = SplitMix64(1)
  let truth = (0..<dimension).map { _ in Float(random.unit() - 0.5) }
  var rows: [[(index: UInt32, value: Float)]] = []
  var facts: [PairFact] = []
  for i in 0..<count {
    var columns = Set<UInt32>()
    while columns.count < entries {
      let u = random.unit()
      columns.insert(UInt32(Double(dimension - 1) * u * u * u))
    }
    let row = columns.sorted().map { (index: $0, value: Float(random.unit() - 0.5)) }
    let margin = row.reduce(Float(0)) { $0 + $1.value * truth[Int($1.index)] }
    rows.append(row)
    let id = PublicID(high: random.next(), low: random.next())
    facts.append(PairFact(id: id, group: id, row: Int64(i), firstIsBetter: margin > 0))
  }
  return PairRows(
    facts: facts, sparse: [("words", SparseRows(dimension: dimension, rows))], dense: [])
}

func write(_ path: String) throws {
  let rows = makeRows()
  FileManager.default.createFile(atPath: path, contents: nil)
  let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
  for i in 0..<rows.count {
    var line = rows.facts[i].firstIsBetter ? "1 |" : "-1 |"
    let row = rows.sparse[0].rows[i]
    for k in 0..<row.count { line += " \(row.indices[k]):\(row.values[k])" }
    try file.write(contentsOf: Data((line + "\n").utf8))
  }
  try file.close()
}

func train(lanes: Int, workers: Int) {
  let rows = makeRows()
  let models = (0..<lanes).map {
    ModelPlan(
      name: "\($0)", views: [ViewSetting(step: 1, l2: 1 + Double($0))], seed: UInt64($0),
      isCrossFitted: false)
  }
  let trainer = LinearTrainer(rows: rows, models: models, options: .init(workers: workers))
  let start = ContinuousClock.now
  for _ in 0..<5 { trainer.trainEpoch() }
  let passed = (ContinuousClock.now - start).components
  let seconds = Double(passed.seconds) + Double(passed.attoseconds) * 1e-18
  let right = trainer.heldOutMargins(model: 0).count { $0 > 0 }
  print(
    """
    {"lanes":\(lanes),"workers":\(workers),"seconds":\(seconds),\
    "examples_per_second":\(Double(5 * count) / seconds),"accuracy":\(Double(right) / Double(count))}
    """)
}

/// A pair as `learners.py` writes it.
struct TextPair: Decodable {
  var prompt: String
  var a: String
  var b: String
  var first: Bool
}

/// One thread; reading the file is not measured, nor is it for Vowpal Wabbit, whose lines are made before.
func trainTexts(_ path: String) throws {
  let data = try Data(contentsOf: URL(fileURLWithPath: path))
  let pairs = try data.split(separator: UInt8(ascii: "\n")).map {
    try JSONDecoder().decode(TextPair.self, from: $0)
  }
  let folder = NSTemporaryDirectory() + "winnow-learners-\(getpid())"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  let start = ContinuousClock.now
  var options = FeatureOptions()
  options.onlyWords = true
  let spill = try FeatureSpill(folder: folder, options: options, diskBudget: 8 << 30)
  let extractor = spill.extractor()
  let arena = ByteArena()
  var random = SplitMix64(1)
  for (i, pair) in pairs.enumerated() {
    arena.truncate(to: 0)
    let id = PublicID(high: random.next(), low: random.next())
    try extractor.add(
      prompt: .text(arena.append(pair.prompt)), a: .text(arena.append(pair.a)),
      b: .text(arena.append(pair.b)), in: arena,
      fact: PairFact(id: id, group: id, row: Int64(i), firstIsBetter: pair.first), fitted: true)
  }
  try extractor.finish()
  let rows = try spill.finish()
  let made = ContinuousClock.now
  let model = ModelPlan(
    name: "words", views: rows.settings(ViewSetting(step: 1, l2: 1), only: ["words"]),
    isCrossFitted: false)
  let trainer = LinearTrainer(rows: rows, models: [model])
  for _ in 0..<5 { trainer.trainEpoch() }
  func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }
  let all = seconds(ContinuousClock.now - start)
  print(
    """
    {"pairs":\(pairs.count),"features_s":\(seconds(made - start)),"seconds":\(all),\
    "examples_per_second":\(Double(5 * pairs.count) / all)}
    """)
}

let arguments = CommandLine.arguments
switch (arguments.dropFirst().first, arguments.count) {
case ("write", 3): try write(arguments[2])
case ("train", 4): train(lanes: Int(arguments[2]) ?? 1, workers: Int(arguments[3]) ?? 1)
case ("texts", 3): try trainTexts(arguments[2])
default:
  FileHandle.standardError.write(
    Data("usage: learners write FILE | train LANES WORKERS | texts PAIRS\n".utf8))
  exit(2)
}
