import Curation
import Foundation
import Records
import TestSupport

/// A small file in one of the shapes that come, with what can befall a record.
struct AuditInput: Sendable, CustomStringConvertible {
  var name: String
  var bytes: [UInt8]
  var mapping: String?
  /// Files below `rows/`, each with the records of its member as they stand there, on one line.
  var rows: [(path: String, records: [String])]

  var description: String { name }

  static let all = [lines, array, table, archive]

  /// A duplicate, a broken row, a wrong type, identical and empty answers, a contradiction, odd spacing.
  private static let lineRecords = [
    #"{"prompt":"Name a bird.","chosen":"The wren.","rejected":"A stone."}"#,
    #"{ "prompt" : "Name a tree." , "chosen":"The o\u0061k, é.","rejected":"","n":1.50 }"#,
    #"{"prompt":"Name a bird.","chosen":"The wren.","rejected":"A stone."}"#,
    #"{"prompt":"Name a fish.","chosen":"The pike","rejec"#,
    #"{"prompt":"Name a river.","chosen":true,"rejected":"Hm."}"#,
    #"{"prompt":"Name a town.","chosen":"Ulm.","rejected":"Ulm.","split":"test"}"#,
    #"{"prompt":"Name a bird.","chosen":"A stone.","rejected":"The wren."}"#,
    #"{"prompt":"Say yes.","chosen":"Yes.","rejected":"No, and I will not say why I do not.","winnow_weight":0.5}"#,
    #"{}"#,
    #"{"prompt":"Count to three.","chosen":"One, two, three.","rejected":"One and then"}"#,
  ]
  private static let lines = AuditInput(
    name: "lines.jsonl", bytes: Array((lineRecords.joined(separator: "\n") + "\n").utf8),
    rows: [("lines.jsonl", lineRecords)])

  private static let array = AuditInput(
    name: "array.json",
    bytes: Array(
      """
      [
        {
          "instruction": "Name a bird.",
          "output_1": "The wren.",
          "output_2": "A stone.",
          "generator_1": "wren-1b",
          "generator_2": "tit-2b",
          "dataset": "x",
          "annotator": "one",
          "preference": 1.0
        },
        {"instruction": "Name a tree.", "output_1": "Oak.", "output_2": "Fog.", "generator_1": "wren-1b",
         "generator_2": "tit-2b", "dataset": "x", "annotator": "one", "preference": 1.5},
        7,
        {"instruction": "Name a fish.", "output_1": "Pike.", "output_2": "Sand.", "generator_1": "tit-2b",
         "generator_2": "wren-1b", "dataset": "x", "annotator": "two", "preference": 2}
      ]
      """.utf8),
    rows: [
      (
        "array.jsonl",
        [
          #"{"instruction": "Name a bird.", "output_1": "The wren.", "output_2": "A stone.", "generator_1": "wren-1b", "generator_2": "tit-2b", "dataset": "x", "annotator": "one", "preference": 1.0}"#,
          #"{"instruction": "Name a tree.", "output_1": "Oak.", "output_2": "Fog.", "generator_1": "wren-1b", "generator_2": "tit-2b", "dataset": "x", "annotator": "one", "preference": 1.5}"#,
          "7",
          #"{"instruction": "Name a fish.", "output_1": "Pike.", "output_2": "Sand.", "generator_1": "tit-2b", "generator_2": "wren-1b", "dataset": "x", "annotator": "two", "preference": 2}"#,
        ]
      )
    ])

  private static let tableRows = [
    #"Name a bird.,The wren.,"A ""stone"", grey.",a,ann"#,
    #"Name a bird.,The wren.,"A ""stone"", grey.",a,bob"#,
    #"Name a bird.,The wren.,"A ""stone"", grey.",b,cid"#,
    "\"Name a tree.\nNow.\",Oak.,Fog.,tie,ann", "Name a fish.,Pike.,Sand.,c,ann",
    "Name a town.,Ulm.", "Name a river.,Elbe.,Sky.,b,bob",
  ]
  private static let table = AuditInput(
    name: "votes.csv",
    bytes: Array(
      ("prompt,x,y,winner,worker\r\n" + tableRows.joined(separator: "\r\n") + "\r\n").utf8),
    mapping: """
      prompt: prompt
      responses: {a: x, b: y}
      votes:
        between: [a, b]
        winner: {of: winner, is: {a: a, b: b, tie: tie}}
        annotator: worker
        kind: human
      """, rows: [("votes.csv", tableRows)])

  private static let memberRecords = [
    #"{"prompt":"Name a colour.","chosen":"Blue.","rejected":"Seven."}"#,
    #"{"prompt":"Name a number.","chosen":"Seven.","rejected":"Blue."}"#,
  ]
  private static let archive = AuditInput(
    name: "both.tar.zst",
    bytes: ArchiveBuilder.zstd(
      ArchiveBuilder.tar([
        .init("data/one.jsonl", memberRecords[0] + "\n"),
        .init("data/two.jsonl", memberRecords.joined(separator: "\n")),
      ])),
    rows: [
      ("both.tar/data/one.jsonl", [memberRecords[0]]), ("both.tar/data/two.jsonl", memberRecords),
    ])
}

/// An audit of one input, made once for all tests.
final class Audited: Sendable {
  let folder: TemporaryFolder
  let input: AuditInput
  let summary: AuditSummary

  var out: String { folder.file("out") }

  private init(_ input: AuditInput) throws {
    let folder = try TemporaryFolder()
    self.folder = folder
    self.input = input
    let path = try folder.write(input.bytes, to: input.name)
    let mapping = try input.mapping.map { try folder.write($0, to: "mapping.yaml") }
    summary = try Curation.audit(
      AuditRequest(paths: [path], out: folder.file("out"), mapping: mapping))
  }

  private static let all: [String: Result<Audited, any Error>] = Dictionary(
    uniqueKeysWithValues: AuditInput.all.map { input in
      (input.name, Result { try Audited(input) })
    })

  static func of(_ input: AuditInput) throws -> Audited {
    guard let found = all[input.name] else { return try Audited(input) }
    return try found.get()
  }

  func lines(_ path: String) throws -> [String] {
    let text = try String(contentsOfFile: "\(out)/rows/\(path)", encoding: .utf8)
    return text.components(separatedBy: path.hasSuffix(".csv") ? "\r\n" : "\n").dropLast()
  }

  /// `text` without the folder and without what the models give: their numbers and order.
  func stable(_ text: String) -> String {
    let cut = text.range(of: "LABELS MOST LIKELY WRONG").map { text[..<$0.lowerBound] } ?? text[...]
    return String(cut).replacingOccurrences(of: folder.path, with: "DIR")
      .replacing(/at most [0-9.]+ %/, with: "at most N %")
      .replacing(
        /If mistakes are random.*bounded by this\.|The model agrees.*chance does\./, with: "BOUNDS")
  }
}
