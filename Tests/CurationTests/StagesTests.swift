@testable import Curation
import Foundation
import Pipeline
import Records
import Testing

@Suite struct StagesTests {
  @Test(arguments: ReferenceEntry.all.map(\.name))
  func `every option of an entry has a line of documentation`(name: String) throws {
    for option in try ReferenceEntry.named(name).options {
      #expect(!option.doc.isEmpty, "\(option.key)")
      #expect(!option.doc.contains("\n"), "\(option.key)")
      #expect(!option.doc.hasSuffix("."), "\(option.key)")
    }
  }

  @Test(arguments: ReferenceEntry.all.map(\.name))
  func `every entry says what it is`(name: String) throws {
    let entry = try ReferenceEntry.named(name)
    #expect(!entry.summary.isEmpty && !entry.summary.contains("\n"))
    #expect(entry.page.contains(entry.summary))
    if entry.kind != .trainer { #expect(!entry.discussion.isEmpty) }
    for (reason, meaning) in entry.stage?.reasons ?? [] { #expect(!meaning.isEmpty, "\(reason)") }
  }

  @Test func `no two entries have a name in common`() {
    let names = ReferenceEntry.all.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
  }

  @Test(arguments: ReferenceEntry.all.map(\.name))
  func `the example of every entry is a pipeline`(name: String) throws {
    let entry = try ReferenceEntry.named(name)
    let rest = entry.kind == .format ? "" : "sources: [{path: a.jsonl}]\n"
    let file = try PipelineFile(bytes: Array((rest + entry.example).utf8), file: "example.yaml")
    switch entry.kind {
    case .stage:
      let use = try #require(file.stages.first)
      var reader = try file.reader(for: use)
      _ = try #require(entry.stage).make(&reader)
      try reader.finish()
    case .format:
      #expect(file.sources.first?.format.value == name)
    case .trainer:
      _ = try Curation.catalog.exports.prepare(try #require(file.exports.first), in: file)
    }
  }

  @Test func `an unknown name leads to the nearest one`() {
    let error = #expect(throws: WinnowError.self) { try Curation.stages("filters.lenght") }
    #expect(
      error?.description == """
        error[unknown-stage]: no stage, format or trainer has the name: `filters.lenght`
        hint: did you mean `filters.length`?
        """)
    #expect(error?.exitStatus == 2)
  }

  @Test func `a page is as a person reads it`() throws {
    let options = try OptionReader.describe { (options) throws(WinnowError) in
      _ = try options.int("least", default: 3, in: 1...9, doc: "fewest letters")
      _ = try options.bytes("size", default: 2_000_000, in: 1..., doc: "greatest size")
      _ = try options.double(optional: "ratio", in: 1..., doc: "longer by shorter")
    }
    let entry = ReferenceEntry(
      kind: .trainer, name: "some.trainer", summary: "writes something", options: options)
    #expect(
      entry.page == """
        some.trainer (trainer): writes something

        options
          least  an integer, from 1 to 9; default `3`
                 fewest letters
          size   a size such as `256MB` or `1GiB`, from 1; default `2MB`
                 greatest size
          ratio  a number, from 1; may be left out
                 longer by shorter

        example
          exports:
            - to: out/some.trainer
              trainer: some.trainer
              least: 3
              size: 2MB
              # ratio: a number, from 1
        """)
  }

  @Test func `the JSON lists what the table lists`() throws {
    let list = try JSONSerialization.jsonObject(with: Data(Curation.stages().json.utf8))
    let names = (list as? [[String: Any]])?.compactMap { $0["name"] as? String }
    #expect(names == ReferenceEntry.all.map(\.name))
    for name in names ?? [] { #expect(try Curation.stages().text.contains("\n  \(name) ")) }
  }

  @Test func `the schema is JSON and names every entry`() throws {
    let schema = Curation.pipelineFileSchema
    #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(schema.utf8)) }
    for entry in ReferenceEntry.all { #expect(schema.contains("\"\(entry.name)\"")) }
  }
}
