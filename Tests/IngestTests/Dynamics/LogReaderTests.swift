import Foundation
@testable import Ingest
import Pipeline
import Records
import Store
import TestSupport
import Testing

/// What the records of training logs say.
@Suite struct LogReaderTests {
  /// A file read: a line for each margin, then for each refusal.
  private func read(
    _ content: String, _ format: DynamicsFormat = .auto, name: String = "log.jsonl"
  ) throws -> [String] {
    let folder = try TemporaryFolder()
    let path = try folder.write(content, to: name)
    return try read(path, format, name: name, scratch: folder.path)
  }

  private func read(
    _ path: String, _ format: DynamicsFormat, name: String, scratch: String
  ) throws -> [String] {
    var runs = RunNames()
    var lines: [(String, Int, LogMoment, Float?)] = []
    var refusals: [String] = []
    try LogReader(format, scratch: scratch).read(
      RunPlan.PlannedFile(path: path, name: name, digest: try FileDigest.of(path, cache: nil)),
      &runs,
      take: { row, arena in
        let text = row.nameText.isEmpty ? row.name.text ?? "-" : arena.string(row.nameText)
        for (run, moment, margin) in row.margins { lines.append((text, run, moment, margin)) }
      }, refuse: { refusals.append($0.line) }, batch: {})
    return lines.map { name, run, moment, margin in
      let when = (moment.isEpoch ? "epoch " : "step ") + "\(moment.value)"
      return "\(name) \(runs.names[run]) \(when) \(margin.map { "\($0)" } ?? "none")"
    } + refusals
  }

  @Test func `our lines, in all three forms`() throws {
    let lines = try read(
      """
      {"pair":"é","epoch":1,"step":3,"run":"r","margin":0.25}
      {"pair":"a","epoch":1.5,"run":"r","chosen_reward":2.0,"rejected_reward":0.5}
      {"pair":"a","step":5,"run":"s","chosen_logps":-41.5,"rejected_logps":-38.0,"ref_chosen_logps":-42.0,"ref_rejected_logps":-37.0,"beta":0.5}
      {"pair":17,"margin":"-0.5"}

      """)
    #expect(
      lines == [
        "é r step 3.0 0.25", "a r epoch 1.5 1.5", "a s step 5.0 0.75", "17 run step 0.0 -0.5",
      ])
  }

  @Test func `numbers that are missing or not finite are absent`() throws {
    let lines = try read(
      """
      {"pair":"a","step":1,"margin":null}
      {"pair":"a","step":2,"margin":1e999}
      {"pair":"a","step":3,"margin":NaN}
      {"pair":"a","step":4,"margin":1e300}
      {"pair":"a","step":5}
      {"pair":"a","step":6,"chosen_reward":1}
      {"pair":"a","step":7,"margin":"nan"}

      """)
    #expect(lines == (1...7).map { "a run step \($0).0 none" })
  }

  @Test func `records that are none say why and where`() throws {
    let lines = try read(
      """
      {"pair":"","margin":1}
      {"pair":["a"],"margin":1}
      {"margin":1}
      {"pair":"a","step":-1,"margin":1}
      {"pair":"a","margin":{"x":1}}
      {"pair":"a","chosen_logps":-1,"rejected_logps":-1}
      {"pair":"a","run":[],"margin":1}
      {"pair":"a","mar

      """)
    #expect(lines.count == 8)
    #expect(lines[0] == "log.jsonl:1: bad_value: `/pair` is empty")
    #expect(lines[1] == "log.jsonl:2: wrong_type: `/pair` is a list, not the name of a pair")
    #expect(lines[2].hasPrefix("log.jsonl:3: missing_field: none of the formats fits"))
    #expect(lines[3] == "log.jsonl:4: bad_value: `/step` is not a step, 0 or more: `-1`")
    #expect(lines[4] == "log.jsonl:5: wrong_type: `/margin` is an object, not a number")
    #expect(lines[5] == "log.jsonl:6: missing_field: `/beta` is missing")
    #expect(lines[6] == "log.jsonl:7: wrong_type: `/run` is a list, not the name of a run")
    #expect(lines[7].hasPrefix("log.jsonl:8: invalid_json") || lines[7].contains("truncated"))
  }

  @Test func `cartography: the gold logit minus the largest other one`() throws {
    let lines = try read(
      """
      {"guid":4734364254410,"logits_epoch_0":[-0.5,0.25,0.75],"gold":0}
      {"guid":"x","logits_epoch_3":[1.0,-1.0],"gold":0}
      {"guid":"x","logits_epoch_1":[null,-1.0],"gold":0}
      {"guid":"x","logits_epoch_1":[1.0],"gold":0}
      {"guid":"x","logits_epoch_1":[1.0,2.0],"gold":2}
      {"guid":"x","logits_epoch_1":[1.0,2.0]}

      """, name: "run-a/dynamics_epoch_0.jsonl")
    #expect(
      lines.prefix(3) == [
        "4734364254410 run-a epoch 0.0 -1.25", "x run-a epoch 3.0 2.0",
        "x run-a epoch 1.0 none",
      ])
    #expect(lines.count == 6)
    #expect(lines[3].contains("has 1 logits for class 0"))
    #expect(lines[5].contains("`/gold` is missing"))
  }

  @Test func `scores of several models, by the content`() throws {
    // The keys are those of integrations/python.
    let lines = try read(
      #"""
      {"chosen":"\n\nHuman: Question 3?\n\nAssistant: Good 3","rejected":"\n\nHuman: Question 3?\n\nAssistant: Bad 3","chosen_score_list":[1.0,2.0],"rejected_score_list":[0.5,3.0]}
      {"prompt":"Question 3?","chosen":"Bad 3","rejected":"Good 3","chosen_score_list":[1.0,null],"rejected_score_list":[0.5,3.0]}
      {"prompt":"Question 3?","chosen":"Bad 3","rejected":"Good 3","chosen_score_list":[1.0],"rejected_score_list":[0.5,3.0]}

      """#)
    let key = "814217d003343fddbd9fc8ad91cd9f54"
    #expect(lines.prefix(2) == ["\(key) model-00 step 0.0 0.5", "\(key) model-01 step 0.0 -1.0"])
    #expect(lines[2].hasSuffix("model-00 step 0.0 0.5") && !lines[2].hasPrefix(key))
    #expect(lines[3].hasSuffix("model-01 step 0.0 none"))
    #expect(
      lines[4]
        == "log.jsonl:3: bad_value: `/chosen_score_list` has 1 scores, `/rejected_score_list` 2")
  }

  @Test func `arrays and CSV are read too`() throws {
    #expect(try read(#"[{"pair":"a","step":1,"margin":2}]"#) == ["a run step 1.0 2.0"])
    #expect(
      try read("pair,step,run,margin\na,1,r,2\nb,1,r,-0.5\n", name: "log.csv") == [
        "a r step 1.0 2.0", "b r step 1.0 -0.5",
      ])
  }

  static let shared =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    + "/../shared/data/dynamics"

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: shared),
      "the real data are not beside the checkout"),
    arguments: 0..<5)
  func `real logs of dataset cartography`(epoch: Int) throws {
    let name = "cartography-dynamics_epoch_\(epoch).jsonl"
    let folder = try TemporaryFolder()
    let lines = try read(
      "\(Self.shared)/\(name)", .cartography, name: name, scratch: folder.path)
    #expect(lines.count == 10)
    #expect(lines.allSatisfy { $0.contains(" cartography epoch \(epoch).0 ") })
    #expect(!lines.contains { $0.hasSuffix("none") })
    if epoch == 0 { #expect(lines[0].hasPrefix("4734364254410 cartography epoch 0.0 -1.416275")) }
  }
}

@Suite struct MarginSpillTests {
  @Test func `what is written comes back in order`() throws {
    let folder = try TemporaryFolder()
    let spill = try MarginSpill(folder.file("margins"))
    // More than a block.
    for k in 0..<70_000 {
      try spill.append(
        .init(
          name: UInt32(k), run: UInt32(k % 7),
          moment: LogMoment(value: Double(k) / 2, isEpoch: k % 2 == 1), margin: Float(-k)))
    }
    try spill.flush()
    var next = 0
    var wrong = 0
    try spill.forEach { (number, entry) in
      let isRight =
        number == next && entry.name == UInt32(next) && entry.run == UInt32(next % 7)
        && entry.moment == LogMoment(value: Double(next) / 2, isEpoch: next % 2 == 1)
        && entry.margin == Float(-next)
      if !isRight { wrong += 1 }
      next += 1
    }
    #expect(next == 70_000 && wrong == 0)
  }
}

@Suite struct MarginGatheringTests {
  @Test(arguments: [
    (100, [0..<5]), (5, [0..<2, 2..<4, 4..<5]), (1, [0..<1, 1..<2, 2..<3, 3..<4, 4..<5]),
  ])
  func `parts hold as much as they may, and no pair is cut`(most: Int, parts: [Range<Int>]) {
    #expect(MarginGathering.parts([2, 3, 1, 4, 9], most: most) == parts)
  }

  @Test func `no pairs, no parts`() {
    #expect(MarginGathering.parts([], most: 5).isEmpty)
  }
}
