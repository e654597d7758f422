import Curation
import Foundation
import Records
import Store
import TestSupport

/// A small corpus with what can befall a record, run through a small pipeline.
final class CurationFixture {
  let folder: TemporaryFolder

  var pipeline: String { folder.file("small.yaml") }
  var store: String { folder.file("small.sqlite") }

  /// - Parameter runs: whether the pipeline is run.
  init(runs: Bool = true) throws {
    folder = try TemporaryFolder()
    try folder.write(Self.first, to: "first.jsonl")
    try folder.write(Self.second, to: "second.jsonl")
    try folder.write(Self.yaml, to: "small.yaml")
    if runs { _ = try Curation.run(PipelineRequest(path: pipeline)) }
  }

  /// Lines: a pair, the same again, a wrong type, an empty answer, a long one, one of another split,
  /// a hostile one, dialogues.
  private static let first = #"""
    {"prompt":"What is the capital of France?","chosen":"Paris.","rejected":"Lyon, I think.","chosen_model":"wren","rejected_model":"tit","chosen_score":8.5,"rejected_score":3}
    {"prompt":"What is the capital of France?","chosen":"Paris.","rejected":"Lyon, I think.","chosen_model":"wren","rejected_model":"tit","chosen_score":8.5,"rejected_score":3}
    {"prompt":"Name a bird.","chosen":true,"rejected":"Stone."}
    {"prompt":"Name a tree.","chosen":"The oak.","rejected":""}
    {"prompt":"Name a river.","chosen":"The Elbe, the Weser, the Rhine and the Danube.","rejected":"Hm."}
    {"prompt":"Name a fish.","chosen":"The pike.","rejected":"The whale."}
    {"prompt":"Say \u001b[31mred\u202e.","chosen":"Red.\n\nAnd\tso on.","rejected":"No.","source":"x\u0007y"}
    {"prompt":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},{"role":"user","content":"Say \"cheese\""}],"chosen":[{"role":"assistant","content":"Cheese"}],"rejected":[{"role":"assistant","content":"Bread"}]}

    """#

  /// The first pair of the other file, preferred the other way, and a pair of its own.
  private static let second = #"""
    {"prompt":"What is the capital of France?","chosen":"Lyon, I think.","rejected":"Paris."}
    {"prompt":"Name a colour.","chosen":"Blue.","rejected":"Seven."}

    """#

  private static let yaml = """
    name: small
    seed: 6
    splits: {train: 0.8, test: 0.2}
    max_bad_records: 1
    sources:
      - {path: first.jsonl, format: trl, licence: MIT, annotator_kind: human}
      - {path: second.jsonl, format: trl, annotator_kind: model}
    stages:
      - filters.empty_response
      - filters.contradictions
      - filters.length: {max_chars: 40}
    exports:
      - {to: out, trainer: trl.dpo}

    """

  /// What `why` says, with what differs from run to run taken out.
  func why(_ query: String, limit: Int = 10) throws -> String {
    stable(try Curation.why(WhyRequest(query: query, location: store, limit: limit)).text)
  }

  /// The error of `why`, as it is printed.
  func whyError(_ query: String) -> String {
    do {
      return "no error: \(try why(query))"
    } catch {
      return stable("\(error)")
    }
  }

  /// `text` without the folder, times, sizes and digests of runs.
  func stable(_ text: String) -> String {
    text.replacingOccurrences(of: folder.path, with: "DIR")
      .replacing(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, with: "TIME")
      .replacing(/\(run [0-9a-f]{8}\)/, with: "(run DIGEST)")
      .replacing(/[0-9.]+ [kM]B/, with: "SIZE")
      .replacing(/process \d+/, with: "process PID")
  }

  func rows(_ sql: String) throws -> [String] { try SQLiteText.rows(sql, in: store) }
}
