import Curation
import Foundation
import Records
import Store
import TestSupport
import Testing

@Suite struct SynthTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func request(_ name: String, pairs: Int = 5000) -> SynthRequest {
    SynthRequest(pairs: pairs, out: folder.file(name), seed: 7)
  }

  private func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: folder.file(name)))
  }

  @Test(arguments: ["jsonl", "jsonl.gz", "jsonl.zst"])
  func `any number of jobs writes the same bytes`(suffix: String) throws {
    _ = try Curation.synth(request("one.\(suffix)"), jobs: 1)
    _ = try Curation.synth(request("four.\(suffix)"), jobs: 4)
    #expect(try bytes("one.\(suffix)") == bytes("four.\(suffix)"))
  }

  @Test(arguments: ["jsonl", "jsonl.gz", "jsonl.zst"], [1, 4096, 4097])
  func `the file holds so many records`(suffix: String, pairs: Int) throws {
    _ = try Curation.synth(request("corpus.\(suffix)", pairs: pairs), jobs: 2)
    let store = folder.file("\(pairs).\(suffix).sqlite")
    _ = try Curation.ingest(
      IngestRequest(paths: [folder.file("corpus.\(suffix)")], store: store, format: "trl"))
    let counts = try SQLiteText.rows("SELECT sum(records), sum(quarantined) FROM member", in: store)
    #expect(counts == ["\(pairs)|0"])
  }

  @Test func `an empty corpus is an empty file, or one that expands to nothing`() throws {
    for name in ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"] {
      _ = try Curation.synth(request(name, pairs: 0))
      #expect(try bytes(name).isEmpty == (name == "a.jsonl"))
    }
  }

  @Test func `only the finished file is there`() throws {
    _ = try Curation.synth(request("a.jsonl"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.jsonl"])
  }

  @Test func `the report says how much it was`() throws {
    let report = try Curation.synth(request("a.jsonl.gz", pairs: 10))
    #expect(report.text.hasPrefix("10 pairs, "))
    let json = try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any]
    #expect(json?["bytes_written"] as? Int == (try bytes("a.jsonl.gz")).count)
  }

  @Test func `a folder that is not there is an error`() throws {
    let error = #expect(throws: WinnowError.self) {
      try Curation.synth(request("none/a.jsonl", pairs: 1))
    }
    #expect(
      error?.description.replacingOccurrences(of: folder.path, with: "DIR") == """
        error[unwritable-file]: the file cannot be written (No such file or directory): `DIR/none/a.jsonl`
        hint: is the folder there, and may you write in it?
        """)
  }

  @Test func `a share out of range is an error, and nothing is written`() throws {
    var wrong = request("a.jsonl")
    wrong.flip = 1.5
    let error = #expect(throws: WinnowError.self) { try Curation.synth(wrong) }
    #expect(error?.code == .badOption)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }
}
