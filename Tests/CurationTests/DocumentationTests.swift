@testable import Curation
import Foundation
import Store
import TestSupport
import Testing

@Suite struct DocumentationTests {
  /// `docs/` of the project.
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("docs").path

  private func stored(_ path: String) -> String? {
    FileManager.default.contents(atPath: "\(Self.folder)/\(path)").map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  @Test func `every generated page is current`() throws {
    for page in try Curation.documentation() {
      #expect(stored(page.path) == page.text, "docs/\(page.path) is old: run `make docs`")
    }
  }

  @Test func `the page of the commands is current`() throws {
    let written = try TemporaryFolder()
    let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let beside = (bundle as NSString).deletingLastPathComponent + "/winnow"
    let process = Process()
    process.executableURL = URL(
      fileURLWithPath: ProcessInfo.processInfo.environment["WINNOW_BINARY"] ?? beside)
    process.arguments = ["docs", "--out", written.path]
    process.environment = ["PATH": "/usr/bin:/bin"]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let text = try String(contentsOfFile: written.file("cli.md"), encoding: .utf8)
    #expect(stored("cli.md") == text, "docs/cli.md is old: run `make docs`")
  }

  @Test func `every stage has a page, and every page a stage`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder + "/stages")
    let stages = ReferenceEntry.all.filter { $0.kind == .stage }.map { "\($0.name).md" }
    #expect(names.sorted() == (stages + ["README.md"]).sorted())
  }

  @Test func `the same code gives the same pages`() throws {
    let pages = try Curation.documentation().map(\.text)
    #expect(try Curation.documentation().map(\.text) == pages)
  }

  @Test func `pages of stages that are gone are removed, others stay`() throws {
    let written = try TemporaryFolder()
    try written.write("old", to: "stages/filters.gone.md")
    try written.write("by hand", to: "mapping.md")
    try Curation.writeDocumentation(
      to: written.path, commands: [CommandHelp(name: "winnow", text: "help")])
    let names = try FileManager.default.subpathsOfDirectory(atPath: written.path)
    #expect(!names.contains("stages/filters.gone.md"))
    #expect(names.contains("mapping.md"))
    #expect(names.contains("cli.md"))
  }

  @Test func `a folder that cannot be written is an error`() throws {
    let written = try TemporaryFolder()
    let file = try written.write("", to: "docs")
    #expect(throws: Curation.Failure.self) {
      try Curation.writeDocumentation(to: file, commands: [])
    }
  }

  @Test func `every column of every table has its definition`() throws {
    let tables = try StoredTable.all()
    #expect(tables.count > 20)
    for table in tables where !table.isView {
      #expect(!table.columns.isEmpty)
      for column in table.columns {
        #expect(
          column.definition.contains { $0.isUppercase }, "\(table.name).\(column.name)")
      }
    }
    let text = tables.first { $0.name == "text" }
    #expect(text?.comment == "a body, once")
    #expect(text?.columns.map(\.name) == ["id", "digest", "form", "body"])
    #expect(text?.columns[1].definition == "BLOB NOT NULL UNIQUE")
    #expect(text?.columns[1].comment == "16 bytes")
  }
}
