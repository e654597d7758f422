internal import Pipeline
internal import Records

/// Pairs with the scores of several reward models, as `fnlp/hh-rlhf-strength-cleaned` has them.
///
/// Model m is a training of its own, `model-m`, with one moment: `chosen_score_list[m] −
/// rejected_score_list[m]`. The pair is named by its content, split into prompt and answers by the rules of
/// the formats `hh-rlhf` and `trl`.
struct ScoreListLog: DynamicsLog {
  private let transcripts: HHRLHFFormat
  private let pairs: TRLFormat
  private let forms = ContentForms()

  init() throws(WinnowError) {
    var options = OptionReader.describing()
    transcripts = try HHRLHFFormat(options: &options)
    options = .describing()
    pairs = try TRLFormat(options: &options)
  }

  static func recognise(_ record: JSONValue) -> Bool {
    record["chosen_score_list"] != nil && record["rejected_score_list"] != nil
  }

  func read(
    _ value: JSONValue, _ record: inout RecordBuilder, folder: String, _ runs: inout RunNames,
    into row: inout LogRow
  ) throws(RecordError) {
    let lists = (
      try list(value, "chosen_score_list", record), try list(value, "rejected_score_list", record)
    )
    guard lists.0.count == lists.1.count else {
      throw RecordError(
        .badValue,
        "`/chosen_score_list` has \(lists.0.count) scores, `/rejected_score_list` \(lists.1.count)")
    }
    if HHRLHFFormat.recognise(value) != nil {
      try transcripts.read(value, into: &record)
    } else {
      try pairs.read(value, into: &record)
    }
    guard record.responseCount == 2 else {
      throw RecordError(.missingField, "the record holds no pair")
    }
    let key = forms.key(
      prompt: record.promptBody, chosen: record.responseBody(0), rejected: record.responseBody(1),
      in: record.arena)
    row.name = key.map { .key($0) } ?? .foreign
    for (model, scores) in zip(lists.0, lists.1).enumerated() {
      let digits = String(model)
      let name = "model-" + String(repeating: "0", count: max(0, 2 - digits.count)) + digits
      var margin: Double?
      if let chosen = scores.0, let rejected = scores.1 { margin = chosen - rejected }
      row.add(margin, run: runs.number(of: name), at: .only)
    }
  }

  private func list(
    _ value: JSONValue, _ key: String, _ record: RecordBuilder
  ) throws(RecordError) -> [Double?] {
    guard let list = value.member(key), !list.isNull else {
      throw RecordError(.missingField, "`/\(key)` is missing")
    }
    guard list.kind == .array else { throw record.wrongType(list, "a list of scores") }
    guard list.count <= RunNames.limit else {
      throw RecordError(.badValue, "`/\(key)` has \(list.count) scores")
    }
    return try list.elements.map { (element) throws(RecordError) in try record.measure(element) }
  }
}
