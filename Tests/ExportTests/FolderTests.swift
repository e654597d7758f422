import Foundation
import Pipeline
import Records
import Store
import TestSupport
import Testing

@testable import Export

/// What is replaced, what never, and what is left behind.
@Suite struct FolderTests {
  private func fixture() throws -> ExportFixture {
    let fixture = try ExportFixture()
    try fixture.ingest([.pair("p", chosen: "a", rejected: "b")])
    return fixture
  }

  @Test func `an export replaces an earlier one and leaves nothing beside it`() throws {
    let fixture = try fixture()
    try fixture.export("trl.dpo", "compression: none")
    try fixture.export("trl.kto", "compression: gzip")
    #expect(
      try fixture.files().keys.sorted()
        == ["README.md", "data/train-00000-of-00001.jsonl.gz", "winnow-manifest.json"])
    #expect(try fixture.strays() == [])
  }

  @Test(arguments: [
    ("r", "", "r"), ("a/b", "a", "b"), ("/a", "/", "a"), ("a/b//", "a", "b"), ("a//b", "a", "b"),
    ("/", "/", "/"), ("", "", ""), ("../é", "..", "é"),
  ])
  func `a path is cut at its slashes, one of one character too`(
    path: String, parent: String, name: String
  ) {
    #expect(PathText.parent(path) == parent && PathText.name(path) == name)
  }

  @Test func `a folder winnow did not write is not touched`() throws {
    let fixture = try fixture()
    try fixture.folder.write("mine", to: "out/notes.txt")
    let error = #expect(throws: WinnowError.self) { try fixture.prepare("trl.dpo") }
    #expect(
      error?.description == """
        error[foreign-folder]: winnow did not write what is here, and does not replace it: \
        `\(fixture.folder.file("out"))`
         --> tiny.yaml:3:8
          | - {to: out, trainer: trl.dpo}
          |        ^
        hint: name another folder, or move this one away
        """)
    #expect(try fixture.files() == ["notes.txt": Array("mine".utf8)])
  }

  @Test(arguments: ["notes.txt", "data/more.jsonl", ".git/config"])
  func `a file put into an exported folder is not lost`(name: String) throws {
    let fixture = try fixture()
    try fixture.export("trl.dpo")
    try fixture.folder.write("mine", to: "out/\(name)")
    let error = #expect(throws: WinnowError.self) { try fixture.export("trl.dpo") }
    #expect(error?.code.description == "foreign-folder")
    #expect(try fixture.files()[name] == Array("mine".utf8))
  }

  @Test func `a file where the folder should be is not replaced`() throws {
    let fixture = try fixture()
    try fixture.folder.write("mine", to: "out")
    let error = #expect(throws: WinnowError.self) { try fixture.prepare("trl.dpo") }
    #expect(error?.code.description == "foreign-folder")
  }

  @Test func `an empty folder, missing parents and a link are fine`() throws {
    let fixture = try fixture()
    let files = FileManager.default
    try files.createDirectory(atPath: fixture.folder.file("out"), withIntermediateDirectories: true)
    try fixture.export("trl.dpo")
    try fixture.export("trl.dpo", to: "a/b/out")
    #expect(try fixture.files("a/b/out").count == 3)
    try files.createSymbolicLink(
      atPath: fixture.folder.file("link"), withDestinationPath: fixture.folder.file("out"))
    try fixture.export("trl.kto", to: "link")
    #expect(try fixture.text("README.md").contains("trl.kto"))
    #expect(
      try files.attributesOfItem(atPath: fixture.folder.file("link"))[.type] as? FileAttributeType
        == .typeSymbolicLink)
  }

  @Test func `a parent that is a file is an error before anything runs`() throws {
    let fixture = try fixture()
    try fixture.folder.write("x", to: "file")
    let error = #expect(throws: WinnowError.self) { try fixture.prepare("trl.dpo", to: "file/out") }
    #expect(error?.code.description == "unwritable-folder")
  }

  @Test func `what a killed run left is removed`() throws {
    let fixture = try fixture()
    try fixture.folder.write("half", to: "out.winnow-tmp-00000000/data/train-00000.jsonl.zst")
    try fixture.folder.write("other", to: "outer.winnow-tmp-00000000/x")
    try fixture.export("trl.dpo")
    #expect(try fixture.strays() == ["outer.winnow-tmp-00000000"])
  }

  @Test func `a folder a kill left aside is put back when the next run fails`() throws {
    let fixture = try fixture()
    try fixture.export("trl.dpo")
    let expected = try fixture.files()
    try FileManager.default.moveItem(
      atPath: fixture.folder.file("out"),
      toPath: fixture.folder.file("out.winnow-tmp-00000000-old"))
    try fixture.judge([0: Verdict(.weight(0.5), "x")])
    #expect(throws: WinnowError.self) { try fixture.export("trl.dpo") }
    #expect(try fixture.files() == expected)
    #expect(try fixture.strays() == [])
  }

  @Test func `a failed export leaves the earlier one as it was`() throws {
    let fixture = try fixture()
    try fixture.export("trl.dpo")
    let expected = try fixture.files()
    try fixture.judge([0: Verdict(.weight(0.5), "x")])
    #expect(throws: WinnowError.self) { try fixture.export("trl.dpo") }
    #expect(try fixture.files() == expected)
    #expect(try fixture.strays() == [])
  }

  @Test func `an export is intact until a byte of it changes`() throws {
    let fixture = try fixture()
    try fixture.export("trl.dpo", "compression: none")
    let prepared = try fixture.prepare("trl.dpo", "compression: none")
    let digest = ExportFixture.digest(prepared)
    #expect(prepared.isIntact(digest, Counts(["rows": 1])))
    #expect(!prepared.isIntact(PublicID(high: 1, low: 2), Counts(["rows": 1])))
    let shard = "out/data/train-00000-of-00001.jsonl"
    let text = try fixture.rows()
    try fixture.folder.write(text.replacing("\"a\"", with: "\"c\""), to: shard)
    #expect(!prepared.isIntact(digest, Counts(["rows": 1])))
    try fixture.folder.write(text, to: shard)
    #expect(prepared.isIntact(digest, Counts(["rows": 1])))
    try FileManager.default.removeItem(atPath: fixture.folder.file(shard))
    #expect(!prepared.isIntact(digest, Counts(["rows": 1])))
  }

  @Test func `a full disk is told with what to do`() {
    let error = #expect(throws: WinnowError.self) {
      try OutputFile.append([1, 2, 3], to: "/dev/full")
    }
    #expect(
      error?.description == """
        error[disk-full]: no room left for the export (No space left on device): `/dev/full`
        hint: what was there before is untouched; free some room and run the same command again
        """)
  }
}
