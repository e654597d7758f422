import Curation
import Foundation
import Records
import TestSupport
import Testing

@Suite struct AuditTests {
  private static let snapshots = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appendingPathComponent("Snapshots")
  private static let isRecording = ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1"

  @Test(arguments: AuditInput.all)
  func `an audit says what is in its snapshot`(_ input: AuditInput) throws {
    let audited = try Audited.of(input)
    let text = audited.stable(audited.summary.text) + "\n"
    let file = Self.snapshots.appendingPathComponent("audit-\(input.name).txt")
    if Self.isRecording { try text.write(to: file, atomically: true, encoding: .utf8) }
    let recorded = try? String(contentsOf: file, encoding: .utf8)
    #expect(text == recorded, "RECORD_SNAPSHOTS=1 records what is new or meant")
  }

  @Test(arguments: AuditInput.all)
  func `every record comes back in its place with its bytes`(_ input: AuditInput) throws {
    let audited = try Audited.of(input)
    for (path, records) in input.rows {
      var lines = try audited.lines(path)
      if path.hasSuffix(".csv") {
        #expect(
          lines.removeFirst()
            == "prompt,x,y,winner,worker,winnow_p_wrong,winnow_ambiguity,winnow_weight,winnow_reason"
        )
      }
      #expect(lines.count == records.count)
      for (line, record) in zip(lines, records) {
        let isWhole = path.hasSuffix(".csv") ? record != "Name a town.,Ulm." : record.hasSuffix("}")
        guard isWhole else { continue }
        let kept = record.replacing(#","winnow_weight":0.5"#, with: "")
          .trimmingCharacters(in: CharacterSet(charactersIn: "} "))
        #expect(line.hasPrefix(kept.isEmpty ? "{" : kept), "\(line)")
      }
    }
  }

  @Test func `a record says why it has no probability`() throws {
    let lines = try Audited.of(AuditInput.all[0]).lines("lines.jsonl")
    let reasons = try lines.map { line in
      let read = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      let reason = read?["winnow_reason"] as? String ?? "none"
      return (read?["winnow_p_wrong"] is NSNull, String(reason.prefix(24)))
    }
    #expect(reasons[2].1 == "duplicate of line 1; the")
    #expect(reasons[3].0 && reasons[3].1 == "quarantined: invalid_jso")
    #expect(reasons[4].0 && reasons[4].1 == "quarantined: wrong_type:")
    #expect(!reasons[5].0 && reasons[5].1.contains("identical"), "splits of records are seen too")
    #expect(reasons[6].0 && reasons[6].1 == "the pair's votes are a t")
    #expect(reasons[8].0 && reasons[8].1 == "quarantined: missing_fie")
    let broken = try #require(
      try JSONSerialization.jsonObject(with: Data(lines[3].utf8)) as? [String: Any])
    #expect(
      broken["winnow_raw"] as? String == #"{"prompt":"Name a fish.","chosen":"The pike","rejec"#)
  }

  @Test func `a vote against the others has the opposite probability`() throws {
    let lines = try Audited.of(AuditInput.all[2]).lines("votes.csv").dropFirst()
    let fields = lines.prefix(3).map { $0.components(separatedBy: ",") }
    let wrong = try fields.map { try #require(Double($0[$0.count - 4])) }
    #expect(wrong[0] == wrong[1])
    #expect(abs(wrong[0] + wrong[2] - 1) < 1e-6)
    #expect(
      lines.dropFirst(2).first?.contains("its vote goes against the pair's other votes") == true)
    #expect(lines.dropFirst(3).first?.hasSuffix("tie,ann,,,,tie") == true)
    #expect(
      lines.dropFirst(5).first
        == #""Name a town.,Ulm.",,,,,,,,"quarantined: field_count: 2 fields, the header has 5""#)
  }

  @Test(arguments: AuditInput.all)
  func `the weight is what is not wrong`(_ input: AuditInput) throws {
    let audited = try Audited.of(input)
    for (path, _) in input.rows where path.hasSuffix(".jsonl") {
      for line in try audited.lines(path) {
        let read = try #require(
          try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        guard let wrong = read["winnow_p_wrong"] as? Double,
          let weight = read["winnow_weight"] as? Double
        else {
          #expect(read["winnow_reason"] is String)
          continue
        }
        let isRepeated = (read["winnow_reason"] as? String)?.hasPrefix("duplicate of") ?? false
        #expect(abs(weight - (isRepeated ? 0 : 1 - wrong)) < 1e-6)
      }
    }
  }

  @Test(arguments: AuditInput.all)
  func `the folder has a report, JSON and a store, and nothing temporary`(
    _ input: AuditInput
  ) throws {
    let audited = try Audited.of(input)
    let names = try FileManager.default.contentsOfDirectory(atPath: audited.out).sorted()
    #expect(names == ["audit.json", "audit.sqlite", "report.md", "rows"])
    let json = try #require(
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: audited.out + "/audit.json")))
        as? [String: Any])
    let rows = try #require(json["rows"] as? [[String: Any]])
    #expect(rows.compactMap { $0["path"] as? String } == input.rows.map(\.path))
    #expect(rows.compactMap { $0["records"] as? Int } == input.rows.map(\.records.count))
    #expect(json["few_to_learn_from"] as? Bool == true)
    let report = try String(contentsOfFile: audited.out + "/report.md", encoding: .utf8)
    #expect(report.hasPrefix("# \(json["records"] as? Int ?? -1) records, "))
    let beside = try FileManager.default.contentsOfDirectory(atPath: audited.folder.path)
    #expect(!beside.contains { $0.contains("winnow-tmp") })
  }

  @Test func `why tells of a pair that an audit judged`() throws {
    let audited = try Audited.of(AuditInput.all[0])
    // Who reads a store leaves files beside it.
    let copy = audited.folder.file("copy.sqlite")
    try FileManager.default.copyItem(atPath: audited.out + "/audit.sqlite", toPath: copy)
    let text = try Curation.why(WhyRequest(query: "lines.jsonl:6", location: copy)).text
    #expect(text.contains("mark identical"))
    #expect(text.contains("label wrong with probability"))
    // The record names the split `test`, and nothing is held out of an audit.
    #expect(!text.contains("not asked"))
  }

  @Test func `an audit replaces what an audit wrote, and nothing else`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(AuditInput.all[3].bytes, to: "both.tar.zst")
    let request = AuditRequest(paths: [path], out: folder.file("out"))
    let first = try Curation.audit(request)
    #expect(try Curation.audit(request).json == first.json)
    try folder.write("mine", to: "out/notes.txt")
    let error = #expect(throws: WinnowError.self) { try Curation.audit(request) }
    #expect(
      error?.message.replacingOccurrences(of: folder.path, with: "DIR")
        == "a file here is not the audit's and would be lost: `DIR/out/notes.txt`")
    #expect(error?.exitStatus == 2)
    #expect(FileManager.default.fileExists(atPath: folder.file("out/notes.txt")))
    try folder.write("mine", to: "other/notes.txt")
    let other = AuditRequest(paths: [path], out: folder.file("other"))
    #expect(throws: WinnowError.self) { try Curation.audit(other) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("other")).count == 1)
  }

  @Test func `two files of one name are told apart by their folder alone`() throws {
    let folder = try TemporaryFolder()
    let paths = try ["a", "b"].map { try folder.write("{}\n", to: "\($0)/x.jsonl") }
    let error = #expect(throws: WinnowError.self) {
      try Curation.audit(AuditRequest(paths: paths, format: "trl"))
    }
    #expect(error?.hint == "read them one by one, or name the folder that holds them all")
  }

  @Test(
    arguments: [
      ("-", "an audit reads its files twice, and standard input can be read once: `-`"),
      ("gone.jsonl", "no such file or folder: `DIR/gone.jsonl`"),
    ])
  func `what cannot be audited is refused`(name: String, message: String) throws {
    let folder = try TemporaryFolder()
    let path = name == "-" ? name : folder.file(name)
    let error = #expect(throws: WinnowError.self) {
      try Curation.audit(AuditRequest(paths: [path]))
    }
    #expect(error?.message.replacingOccurrences(of: folder.path, with: "DIR") == message)
    #expect(error?.exitStatus == 2)
  }
}
