@testable import Curation
import Foundation
import Testing

@Suite struct DoctorTests {
  @Test func `this machine, which runs the tests, is ready`() throws {
    let found = try Curation.doctor()
    #expect(found.isReady, "\(found.text)")
    let names = [
      "winnow", "system", "cores", "memory", "sqlite", "libarchive", "zlib", "zstd", "simdjson",
      "store folder", "scratch folder", "file size", "open files", "standard input", "locale",
    ]
    for name in names { #expect(("\n" + found.text).contains("\n\(name) "), "\(name)") }
  }

  @Test func `the JSON holds the same checks`() throws {
    let json = try JSONSerialization.jsonObject(with: Data(Curation.doctor().json.utf8))
    let object = try #require(json as? [String: Any])
    #expect(object["ready"] as? Bool == true)
    #expect((object["checks"] as? [Any])?.count == Doctor(folder: "").checks.count)
  }

  @Test(arguments: [
    ("1.4.0", Doctor.Check.State.ok), ("1.10.0", .ok), ("1.3.9", .missing), ("2", .ok),
    ("linked in", .ok),
  ])
  func `a library that is too old is missing`(version: String, state: Doctor.Check.State) {
    let check = Doctor.check("zstd", version, oldest: "1.4.0", package: "libzstd1")
    #expect(check.state == state)
    #expect((check.hint == nil) == (state == .ok))
  }

  @Test func `a check with a hint has two lines`() {
    let check = Doctor.check("zstd", "1.3", oldest: "1.4.0", package: "libzstd1")
    #expect(
      check.text == """
        zstd            missing: 1.3, which is older than 1.4.0
                        hint: install a newer libzstd1
        """)
  }
}
